"""Searching for somebody: the case that the family opens, its timeline, and the volunteers who are called."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.recording import record
from delivery.wristbands import states
from delivery.wristbands.choices import AlertOutcome, Answer, CaseOutcome, EntryKind
from delivery.wristbands.models import Alert, CaseEntry, MissingCase, VolunteerCall
from delivery.wristbands.nearby import volunteers_near
from delivery.wristbands.permissions import may_handle_alert
from delivery.wristbands.services.alerts import locked
from delivery.wristbands.services.moving import fire
from delivery.wristbands.workflow import ALERT, CASE
from web.references import new_reference
from workflow.machine import NotAllowed, Refused

PREFIX = "ZS"  # 走失
FOUND = (CaseOutcome.HOME, CaseOutcome.HOSPITAL)


@transaction.atomic
def report_missing(
    *,
    alert: Alert,
    last_seen_place: str,
    clothes: str,
    last_seen_at: datetime | None = None,
    police_number: str = "",
    tells_volunteers: bool = False,
    turn: int | None = None,
    by: Any = None,
    at: datetime,
) -> MissingCase:
    """The family (contact number `turn`) or a duty officer opens the search; with the family's word volunteers nearby
    are called in the same moment. Raises IllegalTransition, NotAllowed, Refused."""
    if not last_seen_place.strip() or not clothes.strip():
        raise Refused(_("Say where the person was last seen and what he or she wears."))
    if last_seen_at is not None and last_seen_at > at:
        raise Refused(_("The time lies in the future."))
    alert = locked(alert)
    _refuse_strangers(by, alert)
    first, answered = alert.answered_at or at, alert.answered_turn or turn
    fire(ALERT, "report_missing", alert, by=by, at=at, answered_at=first, answered_turn=answered)
    case = MissingCase.objects.create(
        reference=new_reference(PREFIX),
        alert=alert,
        opened_at=at,
        last_seen_at=last_seen_at,
        last_seen_place=last_seen_place.strip(),
        clothes=clothes.strip(),
        tells_volunteers=tells_volunteers,
        police_number=police_number.strip(),
        state=states.OPEN,
        state_since=at,
    )
    record("wristbands.case_opened", subject=case, by=by, at=at)
    _line(case, EntryKind.OPENED, at=at, by=by, turn=turn)
    if case.police_number:
        _line(case, EntryKind.POLICE, case.police_number, at=at, by=by, turn=turn)
    if tells_volunteers:
        _call(case, wide=False, by=by, at=at)
    return case


@transaction.atomic
def note_police_number(
    *, case: MissingCase, number: str, turn: int | None = None, by: Any = None, at: datetime
) -> MissingCase:
    """Raises Refused when the search has ended."""
    case = _open(case, by)
    if not number.strip():
        raise Refused(_("Enter the number that the police gave."))
    case.police_number = number.strip()
    case.save(update_fields=["police_number"])
    record("wristbands.police_noted", subject=case, by=by, at=at)
    _line(case, EntryKind.POLICE, case.police_number, at=at, by=by, turn=turn)
    return case


@transaction.atomic
def add_case_note(*, case: MissingCase, text: str, turn: int | None = None, by: Any = None, at: datetime) -> CaseEntry:
    """Raises Refused."""
    case = _open(case, by)
    if not text.strip():
        raise Refused(_("Write what is known."))
    record("wristbands.case_noted", subject=case, by=by, at=at)
    return _line(case, EntryKind.NOTE, text, at=at, by=by, turn=turn)


@transaction.atomic
def call_volunteers(*, case: MissingCase, wide: bool, by: Any, at: datetime) -> int:
    """Volunteers of the community, or `wide` of the whole sub-district; each once. Returns how many are new.

    Raises NotAllowed, and Refused without the family's word.
    """
    case = _open(case, by)
    if not case.tells_volunteers:
        raise Refused(_("The family has not agreed that volunteers are told. Ask by telephone first."))
    return _call(case, wide=wide, by=by, at=at)


@transaction.atomic
def allow_volunteers(*, case: MissingCase, turn: int | None = None, by: Any = None, at: datetime) -> MissingCase:
    """The family agreed later, on its page or on the telephone with the duty officer."""
    case = _open(case, by)
    if not case.tells_volunteers:
        case.tells_volunteers = True
        case.save(update_fields=["tells_volunteers"])
        _call(case, wide=False, by=by, at=at)
    return case


@transaction.atomic
def answer_call(*, call: VolunteerCall, answer: str, text: str = "", by: Any, at: datetime) -> VolunteerCall:
    """What a volunteer answers; a sighting stands in the timeline and is told at once. Raises Refused."""
    case = _open(call.case)
    call = VolunteerCall.objects.select_for_update().get(pk=call.pk)
    if answer not in Answer.values:
        raise Refused(_("Choose one of the answers."))
    if answer == Answer.SEEN and not text.strip():
        raise Refused(_("Say where you saw somebody."))
    call.answer, call.answered_at = answer, at
    call.save(update_fields=["answer", "answered_at"])
    record("wristbands.volunteer_answered", subject=case, by=by, at=at, data={"call": call.pk, "answer": answer})
    if answer == Answer.SEEN:
        _line(case, EntryKind.SEEN, text, at=at, by=by)
    return call


@transaction.atomic
def end_search(
    *, case: MissingCase, outcome: str, text: str = "", turn: int | None = None, by: Any = None, at: datetime
) -> MissingCase:
    """Found, or not missing after all: everybody who searches is told. Raises Refused."""
    if outcome not in CaseOutcome.values:
        raise Refused(_("Choose how it ended."))
    alert = locked(case.alert)
    case = _open(case, by)
    ended = AlertOutcome.FOUND if outcome in FOUND else AlertOutcome.HANDLED
    if outcome == CaseOutcome.NOT_MISSING:
        ended = AlertOutcome.FALSE_ALARM
    fire(CASE, "close", case, by=by, at=at, data={"outcome": outcome}, closed_at=at, outcome=outcome)
    _line(case, EntryKind.CLOSED, text, at=at, by=by, turn=turn)
    fire(ALERT, "end_search", alert, by=by, at=at, closed_at=at, outcome=ended)
    return case


def _open(case: MissingCase, by: Any = None) -> MissingCase:
    """Locked. `by`: a member of staff, who has to be a duty officer of the area; the family's page asks for itself."""
    rows = MissingCase.objects.select_for_update(of=("self",)).select_related("alert__issue__area__parent")
    case = rows.get(pk=case.pk)
    _refuse_strangers(by, case.alert)
    if case.state != states.OPEN:
        raise Refused(_("This search has ended."))
    return case


def _refuse_strangers(by: Any, alert: Alert) -> None:
    if by is not None and not (answer := may_handle_alert(by, alert)):
        raise NotAllowed(answer.reason)


def _line(
    case: MissingCase, kind: str, text: str = "", *, at: datetime, by: Any = None, turn: int | None = None
) -> CaseEntry:
    return CaseEntry.objects.create(case=case, kind=kind, text=text.strip()[:300], at=at, by=by, turn=turn)


def _call(case: MissingCase, *, wide: bool, by: Any, at: datetime) -> int:
    known = set(case.calls.values_list("volunteer", flat=True))
    near = volunteers_near(case.alert.issue.area, wide=wide, on=timezone.localdate(at))
    found = [volunteer for volunteer in near if volunteer.pk not in known]
    calls = VolunteerCall.objects.bulk_create([VolunteerCall(case=case, volunteer=v, called_at=at) for v in found])
    if calls:
        data = {"calls": [call.pk for call in calls], "wide": wide}
        record("wristbands.volunteers_called", subject=case, by=by, at=at, data=data)
        _line(case, EntryKind.CALLED, str(len(calls)), at=at, by=by)
    return len(calls)
