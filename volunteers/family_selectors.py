"""Reading who signs up whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum

from accounts import roles
from accounts.permissions import has_role
from volunteers.asking import candidates_of
from volunteers.checks import TO_SIGN_UP, Refusal, refusal
from volunteers.choices import HoursKind, Outcome
from volunteers.models import (
    FamilyLink,
    HoursEntry,
    RiskAcceptance,
    Shift,
    ShiftWatch,
    Signup,
    StandingPlace,
    VolunteerProfile,
    VolunteerTeam,
)
from volunteers.models.people import OVERSEERS
from volunteers.workflow import SIGNUP_WORKFLOW
from workflow.machine import State

MISSED_SHOWN = timedelta(days=180)


@dataclass(frozen=True)
class Relative:
    """Somebody whom the reader signs up or has asked to; everything else only once it is agreed.

    `missed`: shifts of the last weeks that are recorded as missed.
    """

    link: FamilyLink
    minutes: int
    coming: tuple[Signup, ...]
    standing: tuple[StandingPlace, ...]
    missed: tuple[Signup, ...]
    watches: tuple[ShiftWatch, ...]


@dataclass(frozen=True)
class FamilyCard:
    """A shift as it stands for one relative of the reader."""

    volunteer: VolunteerProfile
    signup: Signup | None
    refusal: Refusal | None
    may_cancel: bool
    standing: StandingPlace | None = None
    may_stand: bool = False
    may_watch: bool = False
    watches: bool = False
    named: int = 0  # in the group that the relative brings
    is_full: bool = False

    @property
    def brings_group(self) -> bool:
        return self.signup is not None and (self.named > 0 or self.signup.party_size > 1)

    @property
    def state(self) -> State | None:
        return SIGNUP_WORKFLOW.states[self.signup.state] if self.signup else None


def acted_for(user: Any) -> QuerySet[VolunteerProfile]:
    """Volunteers whom the user may sign up now, himself left out."""
    if not user.is_authenticated:
        return VolunteerProfile.objects.none()
    links = FamilyLink.objects.in_force().filter(actor=user).values("volunteer")
    return VolunteerProfile.objects.filter(pk__in=links).order_by("name", "pk")


def relatives_of(user: Any, at: datetime) -> list[Relative]:
    """Six queries."""
    links = list(FamilyLink.objects.open().filter(actor=user).select_related("volunteer", "team"))
    agreed = [link.volunteer_id for link in links if link.confirmed_at]
    coming = _coming(agreed, at)
    entries = HoursEntry.objects.filter(volunteer__in=agreed, kind=HoursKind.SERVICE).order_by()
    sums = dict(entries.values("volunteer").annotate(total=Sum("minutes")).values_list("volunteer", "total"))
    lists = (coming, _standing(agreed), _missed(agreed, at), _watches(user, agreed, at))
    return [
        Relative(link, sums.get(pk, 0), *(one.get(pk, ()) for one in lists))
        for link, pk in ((link, link.volunteer_id) for link in links)
    ]


def asked_of(user: Any) -> list[FamilyLink]:
    """Who signs the reader up, or asks to."""
    return list(FamilyLink.objects.open().filter(volunteer__user=user).select_related("actor", "team"))


def desk_links(user: Any) -> QuerySet[FamilyLink]:
    """What a leader or an overseer finds at the desk: open ones of the teams he runs."""
    links = FamilyLink.objects.open()
    if not has_role(user, *OVERSEERS):
        links = links.filter(team__in=VolunteerTeam.objects.led_by(user).values("pk"))
    return links.select_related("actor", "volunteer", "team").order_by("confirmed_at", "asked_at", "pk")


def desk_lines(user: Any, most: int) -> list[tuple[FamilyLink, bool]]:
    """The first `most` of them, each with whether this reader acts for the volunteer; an auditor only reads."""
    links = desk_links(user)[:most]
    if not _only_reads(user):
        return [(link, True) for link in links]
    led = set(VolunteerTeam.objects.led_by(user).values_list("pk", flat=True))
    return [(link, link.team_id in led) for link in links]


def _only_reads(user: Any) -> bool:
    return has_role(user, roles.SUPERVISOR) and not has_role(user, roles.FEDERATION_REVIEWER, roles.SYSTEM_ADMIN)


def family_cards(user: Any, shift: Shift, at: datetime) -> list[FamilyCard]:
    """One per relative; a constant number of queries, one when there is none.

    `shift` comes with its tasks and its day of a series.
    """
    people = list(acted_for(user))
    if not people:
        return []
    cards = []
    accepted = _who_accepted(people, shift)
    standing = standing_on(shift, people)
    is_open = shift.state == "open" and at < shift.starts_at
    repeats, is_full = is_open and hasattr(shift, "occurrence"), not any(role.free for role in shift.roles.all())
    watched = watched_people(user, shift) if is_open and is_full else set()
    candidates = candidates_of(people, min(shift.starts_at, at))
    named = named_in(one for person in candidates for one in person.engagements if one.shift_id == shift.pk)
    for candidate in candidates:
        vars(candidate)["accepted_risks"] = accepted.get(candidate.profile.pk, frozenset())
        signup = next((one for one in candidate.engagements if one.shift_id == shift.pk), None)
        refusals = [refusal(candidate, role, shift, at, TO_SIGN_UP) for role in shift.roles.all()]
        lacking = None if None in refusals or not refusals else refusals[0]
        place = standing.get(candidate.profile.pk) if repeats else None
        may_cancel = signup is not None and at < shift.starts_at
        watches = candidate.profile.pk in watched
        cards.append(
            FamilyCard(
                candidate.profile,
                signup,
                lacking,
                may_cancel,
                place,
                may_stand=repeats and place is None,
                may_watch=is_open and is_full and signup is None and not watches,
                watches=watches,
                named=named.get(signup.pk, 0) if signup and may_cancel else 0,
                is_full=is_full,
            )
        )
    return cards


def named_in(signups: Iterable[Signup]) -> dict[int, int]:
    """How many were named in the group that each brings; only whoever has a place can have named somebody.

    No query where nobody has one, else one.
    """
    held = [signup.pk for signup in signups if signup.state == "confirmed"]
    if not held:
        return {}
    named = Signup.objects.live().filter(party_of__in=held).order_by().values("party_of").annotate(number=Count("pk"))
    return dict(named.values_list("party_of", "number"))


def watched_people(user: Any, shift: Shift) -> set[int]:
    """For whom of his family the user wants to hear of a place."""
    return set(ShiftWatch.objects.filter(shift=shift, asked_by=user).values_list("volunteer", flat=True))


def _who_accepted(people: Collection[VolunteerProfile], shift: Shift) -> dict[int, frozenset[tuple[int, str]]]:
    """As Candidate.accepted_risks has it, for this activity and all of them in one query."""
    activity = shift.activity
    accepted = RiskAcceptance.objects.filter(
        volunteer__in=people, notice__activity=activity, notice__digest=activity.risk_digest
    )
    return {pk: frozenset({(activity.pk, activity.risk_digest)}) for pk in accepted.values_list("volunteer", flat=True)}


def standing_on(shift: Shift, people: Collection[VolunteerProfile]) -> dict[int, StandingPlace]:
    """By volunteer the live standing place for the series and the weekday of the shift; none outside a series."""
    occurrence = getattr(shift, "occurrence", None)
    if occurrence is None:
        return {}
    weekday = occurrence.series.day_of(shift.starts_at).weekday()
    places = StandingPlace.objects.live().filter(volunteer__in=people, weekday=weekday)
    places = places.filter(series__in=(occurrence.series_id, occurrence.series.continues_id))
    return {place.volunteer_id: place for place in places}


def _standing(volunteers: Collection[int]) -> dict[int, tuple[StandingPlace, ...]]:
    live = StandingPlace.objects.live().filter(volunteer__in=volunteers).select_related("series__activity")
    return _by_volunteer(live.order_by("weekday", "pk"))


def _watches(user: Any, volunteers: Collection[int], at: datetime) -> dict[int, tuple[ShiftWatch, ...]]:
    watches = ShiftWatch.objects.filter(asked_by=user, volunteer__in=volunteers, shift__starts_at__gt=at)
    return _by_volunteer(watches.select_related("shift__activity").order_by("shift__starts_at", "pk"))


def _missed(volunteers: Collection[int], at: datetime) -> dict[int, tuple[Signup, ...]]:
    missed = Signup.objects.filter(volunteer__in=volunteers, state="confirmed", attendance__outcome=Outcome.ABSENT)
    missed = missed.filter(shift__roster_confirmed_at__isnull=False, starts_at__gt=at - MISSED_SHOWN)
    return _by_volunteer(missed.select_related("shift__activity").order_by("-starts_at", "pk"))


def _by_volunteer(rows: Iterable[Any]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        found[row.volunteer_id] = (*found.get(row.volunteer_id, ()), row)
    return found


def _coming(volunteers: Collection[int], at: datetime) -> dict[int, tuple[Signup, ...]]:
    live = Signup.objects.live().filter(volunteer__in=volunteers, ends_at__gt=at)
    return _by_volunteer(live.select_related("shift__activity").order_by("starts_at", "pk"))
