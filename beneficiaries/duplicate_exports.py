"""Pairs of records that may be one person, as a file: a tab of the list, numbers masked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from beneficiaries.comparison import sealed_names
from beneficiaries.duplicate_tabs import BY_CODE, TABS
from beneficiaries.duplicate_workflow import WORKFLOW
from beneficiaries.models import DuplicatePair
from beneficiaries.permissions import may_search
from beneficiaries.reasons import sentences
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

LIST_ORDER = ("-score", "-id")


def _spoken(pair: DuplicatePair) -> str:
    return pgettext("between sentences", " ").join(f"{one.text} ({one.points:+d})" for one in sentences(pair.reasons))


COLUMNS = (
    Column(_("Pair"), lambda pair: pair.reference),
    Column(_("state"), lambda pair: WORKFLOW.states[pair.state].label),
    Column(_("Points"), lambda pair: pair.score, Kind.INTEGER),
    Column(_("older record"), lambda pair: pair.first.reference),
    Column(_("Name"), lambda pair: pair.first.name),
    Column(_("ID number"), lambda pair: pair.first.id_number_mask, width=22),
    Column(_("Community or village"), lambda pair: pair.first.area),
    Column(_("newer record"), lambda pair: pair.second.reference),
    Column(_("Name"), lambda pair: pair.second.name),
    Column(_("ID number"), lambda pair: pair.second.id_number_mask, width=22),
    Column(_("Community or village"), lambda pair: pair.second.area),
    Column(_("What speaks for or against"), _spoken, width=60),
    Column(_("found at"), lambda pair: pair.found_at, Kind.TIME),
    Column(_("reason of the decision"), lambda pair: pair.note, width=30),
    Column(_("decided by"), lambda pair: pair.decided_by or ""),
)


class DuplicateExport(ListExport):
    code = "duplicates"
    title = _("Registered twice?")
    event = "beneficiaries.duplicates_exported"

    def may_export(self, user: Any) -> Answer:
        return may_search(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return {"tab": BY_CODE.get(str(query.get("tab", "")), TABS[0]).code}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        return pairs_of(user).filter(state__in=BY_CODE[filters["tab"]].states)

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return LIST_ORDER

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


def pairs_of(user: Any) -> QuerySet[DuplicatePair]:
    """Visible ones with what a row shows; sealed values stay closed."""
    found = DuplicatePair.objects.visible_to(user).select_related("first__area", "second__area", "decided_by")
    return found.defer(*sealed_names("first"), *sealed_names("second"))


DUPLICATES = DuplicateExport()
