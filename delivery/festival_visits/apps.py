from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FestivalVisitsConfig(AppConfig):
    name = "delivery.festival_visits"
    verbose_name = _("Spring Festival visits")

    def ready(self) -> None:
        from beneficiaries.benefits import register_benefits  # noqa: PLC0415 - models are not loaded before this
        from beneficiaries.document_kinds import register_kind  # noqa: PLC0415 - the same
        from beneficiaries.withdrawals import follow_withdrawals  # noqa: PLC0415 - the same
        from delivery.festival_visits.benefits import told_homes, visit_benefits  # noqa: PLC0415 - the same
        from delivery.festival_visits.postings import MASKED  # noqa: PLC0415 - the same
        from delivery.festival_visits.services.notices import unlist_homes_of  # noqa: PLC0415 - the same

        register_benefits(visit_benefits, told_homes)
        register_kind("DOC_VISIT_RECEIPT", _("Receipt of a festival visit"))
        follow_withdrawals(MASKED, unlist_homes_of)
