from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = _("Volunteers")

    def ready(self) -> None:
        from notifications.recipients import register_resolver  # noqa: PLC0415 - models are not loaded before this
        from volunteers.recipients import RequestResolver  # noqa: PLC0415 - the same

        register_resolver("request", RequestResolver())
