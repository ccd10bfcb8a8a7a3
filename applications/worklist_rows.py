"""A case as the worklist and its export show it: the columns of one query, without five objects per line."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import NO_CLOCK, Application
from programs.models import Program
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
    program: str
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
    def handler(self) -> str:
        """Empty for nobody, and for somebody who left."""
        return (self.handler_name or self.handler_username or "") if self.handler_is_active else ""


def is_english() -> bool:
    return (get_language() or "").startswith("en")


class NamesById(dict[int, str]):
    """Names by primary key; one that was not read with the others is read when a row asks for it."""

    def __init__(self, rows: Iterable[tuple[int, str]], others: QuerySet[Any, Any]) -> None:
        super().__init__(rows)
        self.others = others

    def __missing__(self, pk: int) -> str:
        self[pk] = named_rows(self.others.filter(pk=pk))[0][1]
        return self[pk]


def named_rows(rows: QuerySet[Any, Any]) -> list[tuple[int, str]]:
    """(pk, name) of programs or areas in the reader's language; Chinese where there is no English name."""
    chinese, english = ("title_zh", "title_en") if rows.model is Program else ("name", "name_en")
    if not is_english():
        return list(rows.values_list("pk", chinese))
    return [(pk, text or fallback) for pk, text, fallback in rows.values_list("pk", english, chinese)]


def as_rows(cases: QuerySet[Application]) -> QuerySet[Application, Any]:
    """Named tuples with what `case_rows` needs. Programs and places come as numbers: their few names are read once,
    instead of joining two tables to each row."""
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
        "program_id",
        "area_id",
        "handler__display_name",
        "handler__username",
        "handler__is_active",
        named=True,
    )


def case_rows(rows: Iterable[Any], programs: Mapping[int, str], areas: Mapping[int, str]) -> Iterator[CaseRow]:
    """The rows of `as_rows` with the names of their programs and places (NamesById)."""
    for row in rows:
        yield CaseRow(*row)._replace(program=programs[row.program_id], area=areas[row.area_id])
