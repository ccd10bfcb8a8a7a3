from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self) -> None:
        """Papers of schemes become kinds that the registry knows, and the books show schemes by their titles."""
        from beneficiaries.document_kinds import register_kind  # noqa: PLC0415  models are not loaded before
        from funds.memos import name_schemes  # noqa: PLC0415  models are not loaded before
        from programs.documents import KINDS  # noqa: PLC0415  models are not loaded before
        from programs.registry import scheme_choices, title_of  # noqa: PLC0415  models are not loaded before

        name_schemes(title_of, scheme_choices)
        for kind in KINDS.values():
            register_kind(kind.code, kind.label)
