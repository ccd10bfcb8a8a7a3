"""Time that is reviewed before it counts: entered later, taken over from a list, or a day longer than usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.choices import HoursSource
from volunteers.claim_workflow import CLAIM_WORKFLOW
from volunteers.crediting import Span
from volunteers.locking import locked_volunteers, taking_turns
from volunteers.models import Activity, HoursClaim, HoursEntry, Signup, VolunteerProfile, VolunteerTeam
from volunteers.permissions_of_hours import may_enter_for, may_reverse
from volunteers.policy import terms_on
from volunteers.services.hours import Given, minutes_given_on, reverse_entries, write_entry
from workflow.machine import NotAllowed, Refused

LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Described:
    """What Order 67 art. 7 asks of a service record, for time that no shift of the portal tells of."""

    title: str
    place: str
    content: str
    organiser: str
    in_charge: str
    evidence: str
    evidence_file: str = ""
    team: VolunteerTeam | None = None


@taking_turns
def back_fill_hours(
    *,
    volunteers: Sequence[VolunteerProfile],
    activity: Activity,
    span: Span,
    evidence: str,
    evidence_file: str = "",
    by: Any,
    at: datetime,
) -> list[HoursClaim]:
    """The leader enters time that was given and not recorded; somebody else reviews it. All volunteers or none.

    Raises NotAllowed, and Refused for time to come, without evidence or beside other time of the same person.
    """
    answer = may_enter_for(by, activity.team)
    if not answer:
        raise NotAllowed(answer.reason)
    described = Described(
        title=activity.title_zh,
        place=activity.place_zh,
        content=activity.content_zh[:300],
        organiser=activity.team.name_zh,
        in_charge=activity.team.leader.display_name,
        evidence=evidence.strip(),
        evidence_file=evidence_file,
        team=activity.team,
    )
    people = locked_volunteers([volunteer.pk for volunteer in volunteers])
    return [_enter(person, HoursSource.BACK_FILL, described, span, by, at) for person in people]


@taking_turns
def claim_hours(*, volunteer: VolunteerProfile, described: Described, span: Span, by: Any, at: datetime) -> HoursClaim:
    """One line of a list; the caller has asked whether the person may import. Raises Refused."""
    [person] = locked_volunteers([volunteer.pk])
    return _enter(person, HoursSource.IMPORT, described, span, by, at)


@taking_turns
def review_claim(*, claim: HoursClaim, by: Any, at: datetime) -> HoursClaim:
    """The first of two reviews, or the last one, which credits the time.

    Raises IllegalTransition, NotAllowed, and Refused when the time overlaps with what was credited meanwhile.
    """
    fresh = _locked(claim)
    if fresh.reviews_needed > 1 and fresh.state == "waiting":
        CLAIM_WORKFLOW.fire("check", fresh, by=by, at=at)
        fresh.checked_by, fresh.checked_at = by, at
        fresh.save(update_fields=["checked_by", "checked_at"])
        return fresh
    CLAIM_WORKFLOW.check("approve", fresh, by=by, at=at)
    minutes = _write(fresh, by, at)
    CLAIM_WORKFLOW.fire("approve", fresh, by=by, at=at, data={"minutes": minutes})
    fresh.decided_by, fresh.decided_at = by, at
    fresh.save(update_fields=["decided_by", "decided_at"])
    return fresh


@taking_turns
def refuse_claim(*, claim: HoursClaim, note: str, by: Any, at: datetime) -> HoursClaim:
    """Raises Refused without a reason, IllegalTransition, NotAllowed."""
    fresh = _locked(claim)
    CLAIM_WORKFLOW.check("refuse", fresh, by=by, at=at)
    if not note.strip():
        raise Refused(_("Please say why the time is not credited."))
    fresh.decided_by, fresh.decided_at, fresh.note = by, at, note.strip()
    fresh.save(update_fields=["decided_by", "decided_at", "note"])
    CLAIM_WORKFLOW.fire("refuse", fresh, by=by, at=at)
    return fresh


@taking_turns
def withdraw_claim(*, claim: HoursClaim, by: Any, at: datetime) -> HoursClaim:
    fresh = _locked(claim)
    CLAIM_WORKFLOW.fire("withdraw", fresh, by=by, at=at)
    return fresh


def withdraw_claims_of(signup: Signup, *, at: datetime) -> None:
    """A correction of the attendance takes the place of what waits. The caller holds the lock of the volunteer."""
    for claim in HoursClaim.objects.open().filter(attendance__signup=signup).order_by("pk"):
        CLAIM_WORKFLOW.fire("replace", claim, by=None, at=at)


@taking_turns
def reverse_hours(*, entry: HoursEntry, reason: str, by: Any, at: datetime) -> HoursEntry:
    """Takes an entry back that came from a claim; both stay on record. Raises NotAllowed and Refused."""
    locked_volunteers([entry.volunteer_id])
    fresh = HoursEntry.objects.select_related("volunteer").get(pk=entry.pk)
    answer = may_reverse(by, fresh)
    if not answer:
        raise NotAllowed(answer.reason)
    if not reason.strip():
        raise Refused(_("Please give the reason of the correction."))
    if fresh.reversal_of_id is not None or hasattr(fresh, "reversal"):
        raise Refused(_("This record was taken back already."))
    reverse_entries([fresh], reason=reason.strip(), by=by, at=at)
    return HoursEntry.objects.get(reversal_of=fresh)


def _enter(
    person: VolunteerProfile, source: str, described: Described, span: Span, by: Any, at: datetime
) -> HoursClaim:
    _refuse_bad_time(person, span, at)
    if not described.evidence or not described.title:
        raise Refused(_("Please say what was done and what it rests on, for instance a signed list."))
    day = localdate(span.start)
    given = minutes_given_on(day, person.pk) + span.minutes
    claim = HoursClaim.objects.create(
        volunteer=person,
        source=source,
        team=described.team,
        title=described.title,
        place=described.place,
        content=described.content,
        organiser=described.organiser,
        in_charge=described.in_charge,
        day=day,
        planned_start=span.start,
        planned_end=span.end,
        starts_at=span.start,
        ends_at=span.end,
        evidence=described.evidence,
        evidence_file=described.evidence_file,
        reviews_needed=max(1, terms_on(day).reviews_for(given)),
        entered_at=at,
        entered_by=by,
        state="waiting",
        state_since=at,
    )
    record("volunteers.hours_claimed", subject=claim, by=by, at=at, data={"reviews": claim.reviews_needed})
    return claim


def _refuse_bad_time(person: VolunteerProfile, span: Span, at: datetime) -> None:
    name = {"name": person.name}
    if span.end <= span.start or span.end - span.start > LONGEST:
        raise Refused(_("The end must be after the start, within one day."))
    if span.end > at:
        raise Refused(_("This time is not over yet."))
    if overlapping_entries(person, span):
        raise Refused(_("%(name)s has other hours at this time.") % name)
    if HoursClaim.objects.open().filter(volunteer=person, starts_at__lt=span.end, ends_at__gt=span.start).exists():
        raise Refused(_("%(name)s has other hours at this time that wait to be reviewed.") % name)


def overlapping_entries(person: VolunteerProfile, span: Span) -> bool:
    standing = HoursEntry.objects.standing().filter(volunteer=person)
    return standing.filter(starts_at__lt=span.end, ends_at__gt=span.start).exists()


def _locked(claim: HoursClaim) -> HoursClaim:
    locked_volunteers([claim.volunteer_id])
    return HoursClaim.objects.select_related("volunteer", "attendance__signup__shift").get(pk=claim.pk)


def _write(claim: HoursClaim, by: Any, at: datetime) -> int:
    planned, actual = Span(claim.planned_start, claim.planned_end), Span(claim.starts_at, claim.ends_at)
    arrive_at = claim.attendance.signup.shift.arrive_at if claim.attendance else None
    given = Given(claim.volunteer_id, claim.source, planned, actual, arrive_at, claim.attendance, claim.edition)
    if claim.attendance is None and overlapping_entries(claim.volunteer, actual):
        raise Refused(_("%(name)s has other hours at this time.") % {"name": claim.volunteer.name})
    minutes = write_entry(given, terms_on(claim.day), by=by, at=at, claim=claim)
    if minutes == 0:
        raise Refused(_("Nothing is left to credit: the hours of this day have reached the limit."))
    return minutes
