"""Bands of people, publicity events and movements as files. Codes are in none of them, telephones neither."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.wristbands import states
from delivery.wristbands.models import Batch, Issue, Movement, PublicityEvent
from delivery.wristbands.models.wearers import category_choices
from delivery.wristbands.permissions import may_read
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

CATEGORIES = dict(category_choices())
ISSUE_COLUMNS = (
    Column(_("Serial number"), lambda i: i.band.serial),
    Column(_("Reference"), lambda i: i.reference),
    Column(_("State"), lambda i: i.status.label, width=20),
    Column(_("Wearer"), lambda i: i.wearer.name if i.wearer else ""),
    Column(_("ID number"), lambda i: i.wearer.id_number_mask if i.wearer else "", width=22),
    Column(_("Reason for the band"), lambda i: CATEGORIES[i.category], width=26),
    Column(_("Community or village"), lambda i: i.area, width=20),
    Column(_("Event number"), lambda i: i.event.number if i.event else ""),
    Column(_("Handed over at"), lambda i: i.issued_at, Kind.TIME),
    Column(_("Test scan"), lambda i: i.tested_at, Kind.TIME),
    Column(pgettext_lazy("wristband", "Ended at"), lambda i: i.ended_at, Kind.TIME),
    Column(pgettext_lazy("wristband", "Why it ended"), lambda i: i.get_end_reason_display(), width=26),
)
EVENT_COLUMNS = (
    Column(_("Event number"), lambda e: e.number),
    Column(_("Title"), lambda e: e.title, width=30),
    Column(_("State"), lambda e: e.status.label),
    Column(_("Area"), lambda e: e.area, width=20),
    Column(_("Meeting place"), lambda e: e.place, width=26),
    Column(_("Begins"), lambda e: e.starts_at, Kind.TIME),
    Column(_("Ends"), lambda e: e.ends_at, Kind.TIME),
    Column(_("Bands planned"), lambda e: e.target, Kind.INTEGER),
    Column(pgettext_lazy("wristband", "Allocated"), lambda e: e.allocated, Kind.INTEGER),
    Column(pgettext_lazy("wristband", "Issued"), lambda e: e.issued, Kind.INTEGER),
    Column(_("Given back"), lambda e: e.returned, Kind.INTEGER),
    Column(pgettext_lazy("wristband", "Damaged"), lambda e: e.damaged, Kind.INTEGER),
    Column(pgettext_lazy("wristband", "Lost"), lambda e: e.lost, Kind.INTEGER),
    Column(_("People who came"), lambda e: e.attendance, Kind.INTEGER),
    Column(_("Leaflets handed out"), lambda e: e.leaflets, Kind.INTEGER),
)
MOVEMENT_COLUMNS = (
    Column(pgettext_lazy("movement", "Time"), lambda m: m.at, Kind.TIME),
    Column(_("Batch"), lambda m: m.batch.number),
    Column(_("Movement"), lambda m: m.get_kind_display(), width=22),
    Column(pgettext_lazy("movement", "From"), lambda m: m.get_source_display()),
    Column(pgettext_lazy("movement", "To"), lambda m: m.get_target_display()),
    Column(_("Bands"), lambda m: m.count, Kind.INTEGER),
    Column(_("Event number"), lambda m: m.event.number if m.event else ""),
    Column(_("Work station"), lambda m: m.station or "", width=20),
    Column(pgettext_lazy("movement", "Note"), lambda m: m.note, width=30),
    Column(pgettext_lazy("movement", "By"), lambda m: m.by or ""),
)
STATES_OF_TAB = {
    "active": (states.ACTIVE, states.ISSUED),
    "out": (states.SUSPENDED, states.LOST, states.DAMAGED),
    "ended": tuple(sorted(states.ENDED)),
    "": tuple(states.ISSUE_STATES),
}
EVENT_STATES = {code: (code,) for code in states.EVENT_STATES} | {"": tuple(states.EVENT_STATES)}


class BandList(ListExport):
    """What all three share: who reads the pages may take the file. `tabs`: tab → states."""

    tabs: Mapping[str, tuple[str, ...]] = {"": ()}

    def may_export(self, user: Any) -> Answer:
        return may_read(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        tab = str(query.get("tab", ""))
        return {"tab": tab if tab in self.tabs else ""}


class IssueExport(BandList):
    code = "wristbands"
    title = _("Wristbands of people")
    event = "wristbands.issues_exported"
    tabs = STATES_OF_TAB

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[Issue]:
        rows = Issue.objects.visible_to(user).filter(state__in=self.tabs[filters["tab"]])
        sealed = ("signature", *(f"wearer__{name}" for name in ("id_number", "phone", "address", "bank_account")))
        return rows.select_related("band", "wearer", "area", "event").defer(*sealed)

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("-issued_at", "-id")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return ISSUE_COLUMNS


class EventExport(BandList):
    code = "publicity_events"
    title = _("Publicity events")
    event = "wristbands.events_exported"
    tabs = EVENT_STATES

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[PublicityEvent]:
        rows = PublicityEvent.objects.visible_to(user).filter(state__in=self.tabs[filters["tab"]])
        return rows.select_related("area")

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("starts_at", "id")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return EVENT_COLUMNS


class MovementExport(BandList):
    code = "wristband_movements"
    title = _("Movements of wristbands")
    event = "wristbands.stock_exported"

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[Movement]:
        rows = Movement.objects.filter(batch__in=Batch.objects.visible_to(user).values("pk"))
        return rows.select_related("batch", "event", "station", "by")

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("-id",)

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return MOVEMENT_COLUMNS


ISSUES, EVENTS, MOVEMENTS = IssueExport(), EventExport(), MovementExport()
