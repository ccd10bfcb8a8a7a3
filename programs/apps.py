from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self) -> None:
        """Papers of schemes become kinds that the registry knows."""
        from beneficiaries.document_kinds import register_kind  # noqa: PLC0415  models are not loaded before
        from programs.documents import KINDS  # noqa: PLC0415  models are not loaded before

        for kind in KINDS.values():
            register_kind(kind.code, kind.label)
