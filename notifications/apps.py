from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from audit.recording import on_new_event  # noqa: PLC0415 - models are not loaded before this
        from notifications import checks, recipients, tasks, users  # noqa: F401, PLC0415 - the same

        recipients.register_resolver("user", users.UserResolver())
        autodiscover_modules("notifications")
        on_new_event(tasks.ring)
