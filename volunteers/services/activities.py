"""Activities as their leaders and the office keep them, with the risk notice in its versions; tasks of a shift."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.choices import RiskLevel
from volunteers.locking import locked_roles, locked_shift, taking_turns
from volunteers.models import Activity, RiskAcceptance, RiskNotice, Shift, ShiftRole, Signup, VolunteerProfile
from volunteers.models.signups import LIVE_STATES
from volunteers.permissions import may_act_for, may_keep_activities, may_run_team
from volunteers.services.shifts import RolePlan
from volunteers.services.signups import sign_up
from volunteers.telling import users_told
from workflow.machine import NotAllowed, Refused


class NoticeChanged(Refused):
    """The words changed since the volunteer saw them."""


@transaction.atomic
def create_activity(*, by: Any, at: datetime, **fields: Any) -> Activity:
    """Raises NotAllowed for anybody but a leader of the team, Refused for a risk without words or insurance."""
    activity = Activity(**fields)
    check_activity(activity, by)
    activity.save(force_insert=True)
    record("volunteers.activity_created", subject=activity, by=by, at=at, data={"team": activity.team_id})
    publish_risks(activity, by=by, at=at)
    return activity


@transaction.atomic
def update_activity(*, activity: Activity, changes: Mapping[str, Any], by: Any, at: datetime) -> Activity:
    """Changes what differs. Another risk notice is a new version: those signed up are asked to accept it."""
    fresh = Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    changed = sorted(name for name, value in changes.items() if getattr(fresh, name) != value)
    if not changed:
        return fresh
    digest = fresh.risk_digest
    for name in changed:
        setattr(fresh, name, changes[name])
    check_activity(fresh, by)
    fresh.save(update_fields=changed)
    record("volunteers.activity_updated", subject=fresh, by=by, at=at, data={"fields": changed})
    if fresh.risk_digest != digest:
        publish_risks(fresh, by=by, at=at)
    return fresh


def check_activity(activity: Activity, by: Any) -> None:
    """What the database would refuse, in words; and who may."""
    answer = may_keep_activities(by, activity.team)
    if not answer:
        raise NotAllowed(answer.reason)
    for sentence in risk_problems(activity.risk_level, activity.risk_note_zh, activity.insurance_required).values():
        raise Refused(sentence)


def risk_problems(level: str, note: str, is_insured: bool) -> dict[str, str | Promise]:
    """Field → what is wrong with it, in words; forms show the same before the service is asked."""
    problems: dict[str, str | Promise] = {}
    if level != RiskLevel.NONE and not note.strip():
        problems["risk_note_zh"] = _("Please write which risks there are; volunteers read and accept them.")
    if level == RiskLevel.DANGER and not is_insured:
        problems["insurance_required"] = _("An activity with possible danger needs accident insurance. Please tick it.")
    return problems


def publish_risks(activity: Activity, *, by: Any, at: datetime) -> RiskNotice | None:
    """Keeps the words as the next version, unless they were in force before; None without a risk."""
    digest = activity.risk_digest
    if not digest:
        return None
    known = RiskNotice.objects.filter(activity=activity, digest=digest).first()
    notice = known or _next_notice(activity, digest, at)
    data = {"notice": notice.number}
    record("volunteers.risk_notice_published", subject=activity, by=by, at=at, data=data)
    return notice


def _next_notice(activity: Activity, digest: str, at: datetime) -> RiskNotice:
    last = RiskNotice.objects.filter(activity=activity).aggregate(last=Max("number"))["last"] or 0
    return RiskNotice.objects.create(
        activity=activity,
        number=last + 1,
        level=activity.risk_level,
        text_zh=activity.risk_note_zh,
        text_en=activity.risk_note_en,
        digest=digest,
        published_at=at,
    )


@transaction.atomic
def accept_risks(
    *, activity: Activity, volunteer: VolunteerProfile, digest: str, by: Any, at: datetime
) -> RiskAcceptance:
    """Records that the volunteer accepted the words with this digest: himself, or by family or by a leader who read
    them out to him.

    Raises NotAllowed for anybody else, NoticeChanged when the words are no more in force. Once per version; a second
    call returns the first. Locks the activity.
    """
    if not may_act_for(by, volunteer) and not may_run_team(by, activity.team):
        raise NotAllowed(may_act_for(by, volunteer).reason)
    fresh = Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    if not digest or fresh.risk_digest != digest:
        raise NoticeChanged(_("The risks were described anew meanwhile. Please read them again."))
    notice = RiskNotice.objects.filter(activity=fresh, digest=digest).first() or _next_notice(fresh, digest, at)
    acceptance, is_new = RiskAcceptance.objects.get_or_create(
        notice=notice, volunteer=volunteer, defaults={"accepted_at": at, "accepted_by": by}
    )
    if is_new:
        data = {"activity": fresh.pk, "notice": notice.number}
        record("volunteers.risks_accepted", subject=volunteer, by=by, at=at, data=data)
    return acceptance


def accept_risks_and_sign_up(
    *, shift: Shift, volunteer: VolunteerProfile, digest: str, by: Any, at: datetime
) -> Signup:
    """Two steps on purpose: whoever accepted and finds no place has accepted all the same."""
    accept_risks(activity=shift.activity, volunteer=volunteer, digest=digest, by=by, at=at)
    return sign_up(shift=shift, volunteer=volunteer, by=by, at=at)


@taking_turns
def add_role(*, shift: Shift, plan: RolePlan, by: Any, at: datetime) -> ShiftRole:
    """Another task on a planned shift. Raises NotAllowed, Refused."""
    fresh = _led(shift, by)
    if at >= fresh.starts_at or fresh.state == "cancelled":
        raise Refused(_("The shift has started or was cancelled; its tasks stay as they are."))
    if any(role.name_zh == plan.name_zh for role in locked_roles([fresh.pk])):
        raise Refused(_("The shift has a task of this name already. Change its places instead."))
    _check_numbers(plan.minimum, plan.capacity)
    role = ShiftRole.objects.create(shift=fresh, **vars(plan))
    data = {"role": role.pk, "minimum": role.minimum, "capacity": role.capacity}
    record("volunteers.role_added", subject=fresh, by=by, at=at, data=data)
    return role


@taking_turns
def change_minimum(*, role: ShiftRole, minimum: int, by: Any, at: datetime) -> ShiftRole:
    """How many people the task needs at least. Raises NotAllowed, Refused above the places."""
    shift = _led(role.shift, by)
    [fresh] = [r for r in locked_roles([role.shift_id]) if r.pk == role.pk]
    _check_numbers(minimum, fresh.capacity)
    data = {"role": fresh.pk, "from": fresh.minimum, "to": minimum}
    fresh.minimum = minimum
    fresh.save(update_fields=["minimum"])
    record("volunteers.minimum_changed", subject=shift, by=by, at=at, data=data)
    return fresh


def people_to_accept(activity: Activity, *, at: datetime) -> list[int]:
    """Users with a live sign-up for a coming shift who have not accepted the notice in force, and their family."""
    accepted = RiskAcceptance.objects.filter(notice__activity=activity, notice__digest=activity.risk_digest)
    live = Signup.objects.filter(shift__activity=activity, state__in=LIVE_STATES, starts_at__gt=at)
    return sorted(users_told(live.exclude(volunteer__in=accepted.values("volunteer")).order_by("volunteer__user")))


def _check_numbers(minimum: int, capacity: int) -> None:
    if minimum > capacity:
        raise Refused(_("The least number of people is larger than the number of places. Please check both."))


def _led(shift: Shift, by: Any) -> Shift:
    fresh = locked_shift(shift.pk)
    answer = may_run_team(by, fresh.activity.team)
    if not answer:
        raise NotAllowed(answer.reason)
    return fresh
