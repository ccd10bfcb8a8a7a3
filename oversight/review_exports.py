"""Re-reviews as a file: what was given to the reader, and for whoever reads the figures all that are done.

Of an open one the file says no more than its page: neither the case nor what was decided about it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jobs.list_exports import ListExport
from oversight.models import BlindReview
from oversight.permissions import may_read_figures, may_review
from web.spreadsheet import Column, Kind
from workflow.answers import Answer


def _decided(review: BlindReview) -> Any:
    if review.done_at is None:
        return ""
    return _("Approved") if review.was_approved else _("Refused")


def _agrees(review: BlindReview) -> Any:
    if review.done_at is None:
        return ""
    return _("Yes") if review.agrees else _("No")


COLUMNS = (
    Column(_("Number"), lambda r: str(r.pk)),
    Column(_("Round"), lambda r: r.round, width=26),
    Column(_("Program"), lambda r: r.application.program.title, width=24),
    Column(_("case"), lambda r: r.application.reference if r.done_at else ""),
    Column(_("reviewer"), lambda r: r.reviewer),
    Column(_("Decided"), _decided),
    Column(_("approved amount"), lambda r: r.decided_amount_fen if r.done_at else None, Kind.YUAN, "元"),
    Column(_("verdict"), lambda r: r.get_verdict_display(), width=24),
    Column(_("amount"), lambda r: r.amount_fen, Kind.YUAN, "元"),
    Column(pgettext_lazy("re-review", "The same"), _agrees),
    Column(_("judged"), lambda r: r.done_at, Kind.TIME),
)


class ReviewExport(ListExport):
    code = "reviews"
    title = _("Re-review")
    event = "oversight.reviews_exported"

    def may_export(self, user: Any) -> Answer:
        return may_review(user) or may_read_figures(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[BlindReview]:
        rows = BlindReview.objects.visible_to(user).select_related("round", "reviewer", "application__program")
        sealed = ("answers", "sensitive_answers", "assessment")
        return rows.defer("text", *(f"application__{name}" for name in sealed))

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("-id",)

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


REVIEWS = ReviewExport()
