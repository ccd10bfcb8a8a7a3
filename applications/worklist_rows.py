"""A case as the worklist and its export show it: the columns of one query, without five objects per line."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import NO_CLOCK, Application
from workflow.machine import State


class CaseRow(NamedTuple):
    """The fields are the columns, in their order. Names and telephone are those of the applicant, masked."""

    id: int
    reference: str
    state: str
    is_confidential: bool
    proposed_amount_fen: int | None
    approved_amount_fen: int | None
    due_at: datetime
    submitted_at: datetime
    applicant_name: str
    phone_mask: str
    title: str
    title_zh: str
    area: str
    handler_name: str | None
    handler_username: str | None
    handler_is_active: bool | None

    @property
    def status(self) -> State:
        return states.STATES[self.state]

    @property
    def due(self) -> datetime | None:
        """None when no clock runs."""
        return self.due_at if self.due_at < NO_CLOCK else None

    @property
    def shown_amount_fen(self) -> int | None:
        return self.approved_amount_fen or self.proposed_amount_fen

    @property
    def shown_name(self) -> str:
        """As Application.shown_name: an alias when the case is confidential."""
        if self.is_confidential:
            return str(_("Applicant %(code)s") % {"code": self.reference[-4:]})
        return self.applicant_name

    @property
    def shown_phone(self) -> str:
        return "" if self.is_confidential else self.phone_mask

    @property
    def program(self) -> str:
        return self.title or self.title_zh

    @property
    def handler(self) -> str:
        """Empty for nobody, and for somebody who left."""
        return (self.handler_name or self.handler_username or "") if self.handler_is_active else ""


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def as_rows(cases: QuerySet[Application]) -> QuerySet[Application, Any]:
    """Named tuples with the columns of CaseRow, in the reader's language; `CaseRow._make` turns each into one."""
    english = is_english()
    return cases.values_list(
        "id",
        "reference",
        "state",
        "is_confidential",
        "proposed_amount_fen",
        "approved_amount_fen",
        "due_at",
        "submitted_at",
        "applicant__name",
        "applicant__phone_mask",
        "program__title_en" if english else "program__title_zh",
        F("program__title_zh"),
        "area__name_en" if english else "area__name",
        "handler__display_name",
        "handler__username",
        "handler__is_active",
        named=True,
    )
