from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeedlingProtectionConfig(AppConfig):
    name = "delivery.seedling_protection"
    verbose_name = _("Seedling Protection")

    def ready(self) -> None:
        from delivery.seedling_protection.recipients import KIND, TrainerResolver  # noqa: PLC0415 - no models before this
        from notifications.recipients import register_resolver  # noqa: PLC0415 - the same

        register_resolver(KIND, TrainerResolver())
