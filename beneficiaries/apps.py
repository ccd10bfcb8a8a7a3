from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"
    verbose_name = _("People and households")

    def ready(self) -> None:
        from beneficiaries.recipients import PersonResolver  # noqa: PLC0415 - models are not loaded before this
        from notifications.recipients import register_resolver  # noqa: PLC0415 - the same

        register_resolver("person", PersonResolver())
