"""A stranger scans a band: the scan, the alert to the family, and what the finder chooses to leave.

Nothing here knows who the finder is. An unknown code and one that is not in use end with the same single query.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record, record_once
from delivery.wristbands import states
from delivery.wristbands.choices import AlertOutcome, EntryKind, ScanKind
from delivery.wristbands.models import Alert, CaseEntry, FinderNote, GuessedHour, Issue, Scan
from delivery.wristbands.policy import AlertTerms, alert_terms
from delivery.wristbands.services.moving import fire
from delivery.wristbands.tokens import hash_of
from delivery.wristbands.workflow import ALERT
from protection.sealing import seal
from protection.validators import normalise_phone
from web.references import new_reference
from workflow.machine import Refused

PREFIX = "SM"  # 扫码
PLACES = Decimal("0.0001")  # some ten metres
MOST_SCANS = 60  # rows of one band in an hour: a page that reloads itself fills no table
MOST_NOTES = 10  # of one alert in an hour
MOST_WORDS = 200


@dataclass(frozen=True)
class Position:
    """Degrees and metres as a browser tells them."""

    latitude: Decimal
    longitude: Decimal
    accuracy: int

    def rounded(self) -> str:
        places = (value.quantize(PLACES, ROUND_HALF_EVEN) for value in (self.latitude, self.longitude))
        return ",".join([*(str(place) for place in places), str(self.accuracy)])


def band_in_use(token: str) -> Issue | None:
    """The active band of this code; None for every other code, known or not. One query."""
    return Issue.objects.to_be_found_by(hash_of(token)).select_related("band").first()


@transaction.atomic
def record_scan(*, issue: Issue, at: datetime) -> Scan | None:
    """Notes the scan and tells the family, at most once in the gap of the terms. None when it is not in use any more,
    or when its page was opened too often within the hour."""
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if issue.state != states.ACTIVE:
        return None
    if issue.scans.filter(at__gt=at - timedelta(hours=1)).count() >= MOST_SCANS:
        return None
    terms = alert_terms(at)
    kind = _kind_of(issue, terms, at)
    alert = _alarm(issue, terms, at) if kind == ScanKind.ALARM else None
    if kind == ScanKind.TEST:
        issue.tested_at = at
        issue.save(update_fields=["tested_at"])
        record("wristbands.tested", subject=issue, by=None, at=at)
    return Scan.objects.create(issue=issue, alert=alert, kind=kind, at=at)


@transaction.atomic
def leave_note(
    *, issue: Issue, phone: str = "", words: str = "", position: Position | None = None, at: datetime
) -> FinderNote:
    """What a finder chose to tell. A place is rounded before it is kept; the family is told within the gap.

    Raises Refused when nothing was entered or too much was left within the hour, ValidationError for the telephone.
    """
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if issue.state != states.ACTIVE:
        raise Refused(_("This band is not in use any more. Please call 110."))
    if not (phone.strip() or words.strip() or position):
        raise Refused(_("Please leave a telephone number or say where you are."))
    terms = alert_terms(at)
    alert = present_alert(issue, terms, at) or raise_alert(issue, terms, at)
    if alert.notes.filter(at__gt=at - timedelta(hours=1)).count() >= MOST_NOTES:
        raise Refused(_("The family has what you wrote. Please call 110 if nobody answers."))
    note = FinderNote(alert=alert, at=at)
    seal(note, "phone", normalise_phone(phone) if phone.strip() else "")
    seal(note, "words", words.strip()[:MOST_WORDS])
    seal(note, "position", position.rounded() if position else "")
    note.save()
    _tell_of_note(alert, note, terms, at)
    return note


@transaction.atomic
def notice_guessing(*, at: datetime) -> None:
    """So many unknown codes within an hour that somebody guesses; administrators are told once an hour."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    row, is_new = GuessedHour.objects.get_or_create(hour=hour)
    if is_new:
        key = f"band-guessing:{hour:%Y%m%d%H}"
        record_once("wristbands.guessing_noticed", subject=row, by=None, at=at, dedupe_key=key)


def _kind_of(issue: Issue, terms: AlertTerms, at: datetime) -> str:
    if issue.silenced_until and issue.silenced_until > at:
        return ScanKind.SILENCED
    is_new = issue.bound_at is not None and issue.bound_at + terms.test_window > at
    return ScanKind.TEST if is_new and issue.tested_at is None else ScanKind.ALARM


def _alarm(issue: Issue, terms: AlertTerms, at: datetime) -> Alert:
    alert = present_alert(issue, terms, at)
    if alert is None:
        return raise_alert(issue, terms, at)
    if at - alert.told_at >= terms.message_gap:
        _note_told(alert, at)
        record("wristbands.scanned_again", subject=alert, by=None, at=at)
        if alert.state == states.MISSING:
            CaseEntry.objects.create(case=alert.missing_case, kind=EntryKind.SCANNED, at=at)
    return alert


def present_alert(issue: Issue, terms: AlertTerms, at: datetime) -> Alert | None:
    """The one that is on. What was quiet for hours is over: a new scan calls everybody in turn again."""
    alert = Alert.objects.live().select_for_update().filter(issue=issue).first()
    if alert is None or alert.state == states.MISSING or at - alert.told_at < terms.alert_ends:
        return alert
    fire(ALERT, "lapse", alert, by=None, at=at, closed_at=at, outcome=AlertOutcome.LAPSED)
    return None


def raise_alert(issue: Issue, terms: AlertTerms, at: datetime) -> Alert:
    alert = Alert.objects.create(
        reference=new_reference(PREFIX),
        issue=issue,
        opened_at=at,
        second_at=at + terms.second_after,
        duty_at=at + terms.duty_after,
        told_at=at,
        state=states.OPEN,
        state_since=at,
    )
    record("wristbands.alert_raised", subject=alert, by=None, at=at, is_first=True)
    return alert


def _tell_of_note(alert: Alert, note: FinderNote, terms: AlertTerms, at: datetime) -> None:
    """At once, or when the gap since the last message is over; several notes until then are one message."""
    due = max(at, alert.told_at + terms.message_gap)
    if alert.told_at > at:  # a message about a note is on its way already
        return
    _note_told(alert, due)
    record("wristbands.finder_wrote", subject=alert, by=None, at=at, data={"note": note.pk, "due": due.isoformat()})


def _note_told(alert: Alert, at: datetime) -> None:
    alert.told_at = at
    alert.save(update_fields=["told_at"])
