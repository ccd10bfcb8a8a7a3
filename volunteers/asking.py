"""Whom a leader may ask to help on a shift: people whom he may see, who may take it, who were not asked lately."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from programs.selectors import figures_in_force
from volunteers.checks import OF_THE_SHIFT, PERSONAL, TO_SIGN_UP, Candidate, refusal
from volunteers.matching import Fit, facts_of, fit_of, wanted_skills_of
from volunteers.models import (
    MatchingChoice,
    Qualification,
    Shift,
    ShiftAsk,
    Signup,
    VolunteerProfile,
    VolunteerTraining,
)

TO_BE_ASKED = (TO_SIGN_UP[0], *OF_THE_SHIFT, *PERSONAL)  # the risks are read before signing up, not before being asked
SHOWN = 20
LOOKED_AT = 2000


@dataclass(frozen=True)
class Helper:
    volunteer: VolunteerProfile
    fit: Fit


@dataclass(frozen=True)
class Helpers:
    """`asked`: who was asked for this very shift; `resting`: how many are left out because they were asked lately."""

    found: tuple[Helper, ...]
    asked: tuple[ShiftAsk, ...]
    resting: int
    pause_days: int


def helpers_for(shift: Shift, user: Any, at: datetime) -> Helpers:
    """The best fit first. `shift` comes with its activity and roles. A constant number of queries."""
    points = figures_in_force(localdate(at))
    pause = int(points["ask_again_after"])
    people = _people(user, at)
    asked_lately = set(
        ShiftAsk.objects.filter(asked_at__gt=at - timedelta(days=pause)).order_by().values_list("volunteer", flat=True)
    )
    asked = tuple(ShiftAsk.objects.filter(shift=shift).select_related("volunteer"))
    out = asked_lately | {ask.volunteer_id for ask in asked}
    able = _able(shift, people, at)
    rested = [person for person in able if person.pk not in out]
    facts, wanted = facts_of(rested), wanted_skills_of([shift]).get(shift.activity_id, {})
    found = [Helper(person, _of_person(fit_of(facts[person.pk], shift, wanted, points))) for person in rested]
    found.sort(key=lambda helper: (-helper.fit.points, helper.volunteer.pk))
    return Helpers(tuple(found[:SHOWN]), asked, len(able) - len(rested), pause)


def _of_person(fit: Fit) -> Fit:
    """Without what holds for everybody: it tells nothing about whom to ask."""
    return Fit(tuple(reason for reason in fit.reasons if reason.is_personal))


def _people(user: Any, at: datetime) -> list[VolunteerProfile]:
    unwilling = MatchingChoice.objects.filter(may_be_asked=False).values("volunteer")
    people = VolunteerProfile.objects.visible_to(user).filter(declared_at__lte=at, user__is_active=True)
    return list(people.exclude(pk__in=unwilling).exclude(user=user).select_related("area")[:LOOKED_AT])


def _able(shift: Shift, people: Collection[VolunteerProfile], at: datetime) -> list[VolunteerProfile]:
    """Those for whom some task with a free place is refused by no check."""
    free = [role for role in shift.roles.all() if role.free]
    candidates = candidates_of(people, at)
    return [
        candidate.profile
        for candidate in candidates
        if any(refusal(candidate, role, shift, at, TO_BE_ASKED) is None for role in free)
    ]


def candidates_of(people: Collection[VolunteerProfile], since: datetime) -> list[Candidate]:
    """What volunteers.checks asks about each of many volunteers: three queries for all."""
    pks = [person.pk for person in people]
    trainings = _latest(VolunteerTraining.objects.filter(volunteer__in=pks))
    papers = _latest(Qualification.objects.accepted().filter(volunteer__in=pks))
    engagements: dict[int, list[Signup]] = {}
    for signup in Signup.objects.live().filter(volunteer__in=pks, ends_at__gt=since).order_by("pk"):
        engagements.setdefault(signup.volunteer_id, []).append(signup)
    found = []
    for person in people:
        candidate = Candidate(person, trainings.get(person.pk, {}), tuple(engagements.get(person.pk, ())))
        vars(candidate)["qualifications"] = papers.get(person.pk, {})  # so that it is not asked once more each
        found.append(candidate)
    return found


def _latest(rows: Any) -> dict[int, dict[Any, date | None]]:
    """Volunteer → kind → last day, None for one that does not expire."""
    found: dict[int, dict[Any, date | None]] = {}
    for volunteer, kind, until in rows.order_by().values_list("volunteer", "kind", "valid_until"):
        held: Mapping[Any, date | None] = found.setdefault(volunteer, {})
        known = held.get(kind, date.min)
        found[volunteer][kind] = None if known is None or until is None else max(known, until)
    return found
