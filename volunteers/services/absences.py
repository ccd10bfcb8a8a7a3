"""A volunteer appeals against "absent"; somebody else than who decided it looks again."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.choices import AppealOutcome, ExcuseReason, Outcome
from volunteers.locking import locked_shift, locked_volunteers, taking_turns
from volunteers.models import AbsenceAppeal, Attendance, Signup
from volunteers.permissions import may_appeal
from volunteers.permissions_of_absences import may_answer_appeal
from volunteers.services.attendance import Mark, credit_anew
from workflow.machine import NotAllowed, Refused


@taking_turns
def appeal_absence(*, signup: Signup, text: str, by: Any, at: datetime) -> AbsenceAppeal:
    """By the volunteer, or by family that may act for him.

    Raises NotAllowed, and Refused when nothing is decided, without words, and for a second open appeal.
    """
    locked_volunteers([signup.volunteer_id])  # nobody revokes the right of family meanwhile
    shift = locked_shift(signup.shift_id)
    own = Signup.objects.select_related("volunteer", "attendance").get(pk=signup.pk)
    answer = may_appeal(by, own)
    if not answer:
        raise NotAllowed(answer.reason)
    attendance = getattr(own, "attendance", None)
    if shift.roster_confirmed_at is None or attendance is None or attendance.outcome != Outcome.ABSENT:
        raise Refused(_("No missed shift is recorded here."))
    if not text.strip():
        raise Refused(_("Please write in a few words what happened."))
    return _keep(attendance, text.strip(), by, at)


@taking_turns
def answer_appeal(*, appeal: AbsenceAppeal, outcome: str, answer: str, by: Any, at: datetime) -> AbsenceAppeal:
    """Keeps the absence, excuses it, or records that the volunteer was there and credits the planned time.

    Locks volunteer and shift. Raises NotAllowed (whoever decided it, the volunteer), and Refused when it is answered
    already, without words, or when the roster was corrected meanwhile.
    """
    signup = Signup.objects.get(attendance=appeal.attendance_id)
    locked_volunteers([signup.volunteer_id])
    shift = locked_shift(signup.shift_id)
    fresh = AbsenceAppeal.objects.select_related("attendance__signup__volunteer").get(pk=appeal.pk)
    own = fresh.attendance.signup
    own.shift = shift
    _check_answer(fresh, answer, by)
    if outcome != AppealOutcome.KEPT:
        if fresh.attendance.outcome != Outcome.ABSENT:
            raise Refused(_("The roster was corrected meanwhile; the volunteer is not absent any more."))
        credit_anew(own, shift, _mark(own, outcome, answer.strip()), answer.strip()[:200], by, at)
    fresh.outcome, fresh.answer, fresh.answered_at, fresh.answered_by = outcome, answer.strip(), at, by
    fresh.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    record("volunteers.appeal_answered", subject=fresh, by=by, at=at, data={"outcome": str(outcome)})
    return fresh


def _mark(signup: Signup, outcome: str, answer: str) -> Mark:
    """An excuse found by an appeal is told in the words of its answer."""
    if outcome != AppealOutcome.EXCUSED:
        return Mark(signup.pk, outcome)
    return Mark(signup.pk, outcome, excuse=ExcuseReason.OTHER, excuse_note=answer[:200])


def _keep(attendance: Attendance, text: str, by: Any, at: datetime) -> AbsenceAppeal:
    try:
        with transaction.atomic():
            appeal = AbsenceAppeal.objects.create(
                attendance=attendance, text=text, asked_at=at, asked_by=by, decided_by_id=attendance.marked_by_id
            )
    except IntegrityError as error:
        raise Refused(_("You have appealed already. The answer comes to your messages.")) from error
    record("volunteers.absence_appealed", subject=appeal, by=by, at=at)
    return appeal


def _check_answer(appeal: AbsenceAppeal, answer: str, by: Any) -> None:
    allowed = may_answer_appeal(by, appeal)
    if not allowed:
        raise NotAllowed(allowed.reason)
    if appeal.answered_at is not None:
        raise Refused(_("This appeal is answered already."))
    if not answer.strip():
        raise Refused(_("Please write the answer."))
