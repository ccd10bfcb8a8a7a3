from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PorridgeHouseConfig(AppConfig):
    name = "delivery.porridge_house"
    verbose_name = _("Porridge house")

    def ready(self) -> None:
        from beneficiaries.benefits import register_benefits  # noqa: PLC0415 - models are not loaded before this
        from delivery.porridge_house.benefits import meal_benefits, told_meals  # noqa: PLC0415 - the same

        register_benefits(meal_benefits, told_meals)
