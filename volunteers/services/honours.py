"""Evaluations both ways, and awards."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.choices import EvaluationSide, Outcome
from volunteers.locking import locked_volunteers
from volunteers.models import Evaluation, Signup, VolunteerAward, VolunteerProfile
from volunteers.permissions import is_own
from volunteers.permissions_of_hours import may_evaluate_volunteer
from workflow.machine import NotAllowed, Refused

SERIOUS_AT_MOST = 2


@transaction.atomic
def evaluate_volunteer(*, signup: Signup, score: int, note: str, is_serious: bool, by: Any, at: datetime) -> Evaluation:
    """The leader about a volunteer after the roster is confirmed; given again, it replaces the one before.

    Raises NotAllowed, and Refused before that, or for serious misconduct without a low score and its reason.
    """
    allowed = may_evaluate_volunteer(by, signup)
    if not allowed:
        raise NotAllowed(allowed.reason)
    if is_serious and (score > SERIOUS_AT_MOST or not note.strip()):
        raise Refused(_("Serious misconduct needs a score of 1 or 2 and a note that says what happened."))
    return _evaluate(signup, EvaluationSide.OF_VOLUNTEER, score, note, is_serious, by, at)


@transaction.atomic
def evaluate_activity(*, signup: Signup, score: int, note: str, by: Any, at: datetime) -> Evaluation:
    """The volunteer about the activity. Raises NotAllowed and Refused."""
    allowed = is_own(by, signup)
    if not allowed:
        raise NotAllowed(allowed.reason)
    return _evaluate(signup, EvaluationSide.OF_ACTIVITY, score, note, False, by, at)


@transaction.atomic
def record_award(
    *, volunteer: VolunteerProfile, name: str, awarded_on: date, awarded_by: str, by: Any, at: datetime
) -> VolunteerAward:
    award = VolunteerAward.objects.create(
        volunteer=volunteer, name=name.strip(), awarded_on=awarded_on, awarded_by=awarded_by.strip()
    )
    record("volunteers.award_recorded", subject=volunteer, by=by, at=at, data={"award": award.pk})
    return award


def _evaluate(signup: Signup, side: str, score: int, note: str, is_serious: bool, by: Any, at: datetime) -> Evaluation:
    locked_volunteers([signup.volunteer_id])
    fresh = Signup.objects.select_related("shift", "attendance").get(pk=signup.pk)
    attendance = getattr(fresh, "attendance", None)
    if fresh.shift.roster_confirmed_at is None or attendance is None:
        raise Refused(_("This can be rated once the roster is confirmed."))
    if attendance.outcome != Outcome.PRESENT and side == EvaluationSide.OF_ACTIVITY:
        raise Refused(_("Only who was there can rate the activity."))
    values = {"score": score, "note": note.strip(), "is_serious": is_serious, "given_on": localdate(at)}
    evaluation, _created = Evaluation.objects.update_or_create(
        signup=fresh, side=side, defaults={**values, "given_at": at, "by": by}
    )
    data = {"side": str(side), "score": score, "serious": is_serious}
    record("volunteers.evaluation_given", subject=evaluation, by=by, at=at, data=data)
    return evaluation
