"""What the pages of an alert show, for the family and for the duty officer alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.wristbands import states
from delivery.wristbands.models import Alert, CaseEntry, MissingCase, Scan
from protection.access import AccessContext
from protection.sealing import unseal_fields_of_many

MOST = 20


@dataclass(frozen=True)
class Note:
    """What a finder left, opened. `latitude` and `longitude` as text with four decimals, "" where none was sent."""

    at: datetime
    phone: str
    words: str
    latitude: str = ""
    longitude: str = ""
    accuracy: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the timeline component."""

    label: str | Promise
    at: datetime
    by: str = ""
    note: str = ""


@dataclass(frozen=True)
class AlertPage:
    alert: Alert
    notes: Sequence[Note]
    scans: Sequence[Scan]
    case: MissingCase | None
    entries: Sequence[Line]

    @property
    def is_live(self) -> bool:
        return self.alert.state in states.LIVE_ALERTS

    @property
    def is_searched(self) -> bool:
        return self.alert.state == states.MISSING


def alert_page(alert: Alert, *, by: Any, at: datetime) -> AlertPage:
    """Opening what finders left writes one access row per note. `by` is None for a contact without an account."""
    notes = list(alert.notes.order_by("-at", "-pk")[:MOST])
    access = AccessContext(by=by, purpose="finder_note", at=at)
    opened = unseal_fields_of_many(notes, ["phone", "words", "position"], access)
    case = MissingCase.objects.filter(alert=alert).first()
    return AlertPage(
        alert=alert,
        notes=[_note(note.at, opened[note.pk]) for note in notes],
        scans=list(alert.scans.order_by("-at", "-pk")[:MOST]),
        case=case,
        entries=[line_of(entry) for entry in case.entries.select_related("by")] if case else [],
    )


def line_of(entry: CaseEntry) -> Line:
    by = str(entry.by) if entry.by else str(_("Contact %(turn)d") % {"turn": entry.turn}) if entry.turn else ""
    return Line(entry.get_kind_display(), entry.at, by, entry.text)


def _note(at: datetime, opened: dict[str, str]) -> Note:
    latitude, longitude, accuracy = [*opened["position"].split(","), "", "", ""][:3]
    return Note(at, opened["phone"], opened["words"], latitude, longitude, accuracy)
