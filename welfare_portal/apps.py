from django.apps import AppConfig


class WelfarePortalConfig(AppConfig):
    """Wiring only: start gate, supervisor, housekeeping commands. No models."""

    name = "welfare_portal"

    def ready(self) -> None:
        from welfare_portal import checks  # noqa: F401, PLC0415 - registers the start gate; needs models
