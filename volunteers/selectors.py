"""Reading shifts, rosters and records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise, cached_property
from django.utils.timezone import get_current_timezone, localdate, localtime
from django.utils.translation import pgettext_lazy

from volunteers.checks import OF_THE_SHIFT, TO_SIGN_UP, Candidate, Refusal, candidate_for, refusal
from volunteers.choices import HoursKind
from volunteers.models import (
    Attendance,
    HoursEntry,
    RiskAcceptance,
    Shift,
    ShiftRole,
    ShiftWatch,
    Signup,
    StandingPlace,
    VolunteerProfile,
)
from volunteers.shift_filters import NO_FILTERS, Filters
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW
from workflow.machine import State

WEEKDAY_LETTERS = (
    pgettext_lazy("letter of Monday", "M"),
    pgettext_lazy("letter of Tuesday", "T"),
    pgettext_lazy("letter of Wednesday", "W"),
    pgettext_lazy("letter of Thursday", "T"),
    pgettext_lazy("letter of Friday", "F"),
    pgettext_lazy("letter of Saturday", "S"),
    pgettext_lazy("letter of Sunday", "S"),
)
LONGEST_WEEK = 200  # shifts on one page; the whole zone has some ninety a week


@dataclass(frozen=True)
class Card:
    """A shift as one reader sees it."""

    shift: Shift
    signup: Signup | None
    refusal: Refusal | None
    at: datetime

    @cached_property
    def roles(self) -> list[ShiftRole]:
        return list(self.shift.roles.all())

    @property
    def capacity(self) -> int:
        return sum(role.capacity for role in self.roles)

    @property
    def free(self) -> int:
        return sum(role.free for role in self.roles)

    @property
    def taken(self) -> int:
        return self.capacity - self.free

    @property
    def is_mine(self) -> bool:
        return self.signup is not None

    @property
    def is_within_reach(self) -> bool:
        """Mine, or to be had now; a risk notice is read and accepted on the page of the shift."""
        return self.is_mine or self.refusal is None or self.refusal.code == "risk"

    @property
    def has_begun(self) -> bool:
        return self.shift.starts_at <= self.at

    @property
    def is_over(self) -> bool:
        return self.shift.ends_at <= self.at

    @property
    def state(self) -> State:
        """The sign-up's state when there is one, else the shift's."""
        return SIGNUP_WORKFLOW.states[self.signup.state] if self.signup else SHIFT_WORKFLOW.states[self.shift.state]

    @property
    def may_cancel(self) -> bool:
        return self.signup is not None and self.at < self.shift.starts_at


@dataclass(frozen=True)
class Day:
    today: date
    date: date
    cards: tuple[Card, ...]
    is_shown: bool = True  # False: the week is longer than a page, and this day is on another one

    @property
    def text(self) -> str:
        return f"{self.date}"

    @property
    def is_today(self) -> bool:
        return self.date == self.today

    @property
    def within_reach(self) -> list[Card]:
        return [card for card in self.cards if card.is_within_reach]

    @property
    def out_of_reach(self) -> list[Card]:
        return [card for card in self.cards if not card.is_within_reach]

    @property
    def letter(self) -> Promise:
        return WEEKDAY_LETTERS[self.date.weekday()]

    @property
    def mark(self) -> str:
        """The dot of the week strip: "mine", "has", "elsewhere" for a day on another page, or nothing."""
        if not self.is_shown:
            return "elsewhere"
        if any(card.is_mine for card in self.cards):
            return "mine"
        return "has" if self.cards else ""


@dataclass(frozen=True)
class Week:
    days: tuple[Day, ...]
    profile: VolunteerProfile | None  # of the reader

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def last(self) -> date:
        return self.days[-1].date

    @property
    def previous(self) -> date:
        return self.first - timedelta(days=7)

    @property
    def next(self) -> date:
        return self.first + timedelta(days=7)

    @property
    def previous_text(self) -> str:
        return self.previous.isoformat()

    @property
    def next_text(self) -> str:
        return self.next.isoformat()

    @property
    def earlier(self) -> list[Day]:
        """The days with shifts that are over, folded away above today."""
        return [day for day in self.days if day.cards and day.date < day.today]

    @property
    def ahead(self) -> list[Day]:
        return [day for day in self.days if day.cards and day.date >= day.today]

    @property
    def mine(self) -> int:
        return sum(card.is_mine for day in self.days for card in day.cards)

    @property
    def is_whole(self) -> bool:
        return all(day.is_shown for day in self.days)

    @property
    def further(self) -> str:
        """The first day after those shown, "" when there is none."""
        shown = [day.date for day in self.days if day.is_shown]
        return f"{shown[-1] + timedelta(days=1)}" if shown[-1] < self.last else ""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of_shifts(
    user: Any, monday: date, at: datetime, filters: Filters = NO_FILTERS, since: date | None = None
) -> Week:
    """Seven days of announced shifts; for a volunteer with what he has and may take. A constant number of queries.

    A week that is longer than a page is shown in whole days from `since` on; a page has one day at least.
    """
    first = since if since and monday <= since < monday + timedelta(days=7) else monday
    shifts = filters.narrow(Shift.objects.visible_to(user).between(_midnight(first), _midnight(monday, 7)))
    profile = profile_of(user)
    cards = cards_for(profile, shifts.order_by("starts_at", "pk")[: LONGEST_WEEK + 1], at)
    end = monday + timedelta(days=7)
    if len(cards) > LONGEST_WEEK:
        end = max(localdate(cards[-1].shift.starts_at), first + timedelta(days=1))
    by_day: dict[date, list[Card]] = {}
    for card in cards:
        by_day.setdefault(localdate(card.shift.starts_at), []).append(card)
    return Week(tuple(_day_of_week(monday, n, by_day, (first, end), at) for n in range(7)), profile)


def _day_of_week(
    monday: date, number: int, by_day: dict[date, list[Card]], shown: tuple[date, date], at: datetime
) -> Day:
    day, (first, end) = monday + timedelta(days=number), shown
    is_shown = first <= day < end
    return Day(localdate(at), day, tuple(by_day.get(day, ())) if is_shown else (), is_shown)


def _midnight(day: date, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time.min, get_current_timezone())


def cards_for(profile: VolunteerProfile | None, shifts: QuerySet[Shift], at: datetime) -> list[Card]:
    """The shifts as this volunteer sees them; None is a visitor."""
    rows = list(shifts.select_related("activity").prefetch_related("roles"))
    earliest = min((shift.starts_at for shift in rows), default=at)
    candidate = candidate_for(profile, since=min(earliest, at)) if profile else None
    mine = {signup.shift_id: signup for signup in candidate.engagements} if candidate else {}
    return [Card(shift, mine.get(shift.pk), _refusal_for(candidate, shift, at), at) for shift in rows]


def profile_of(user: Any) -> VolunteerProfile | None:
    return VolunteerProfile.objects.filter(user=user).first() if user.is_authenticated else None


def profile_with_minutes(user: Any) -> VolunteerProfile | None:
    """The reader's profile, with `served` minutes, in one query."""
    of_service = Sum("hours__minutes", filter=Q(hours__kind=HoursKind.SERVICE), default=0)
    return VolunteerProfile.objects.annotate(served=of_service).filter(user=user).first()


def _refusal_for(candidate: Candidate | None, shift: Shift, at: datetime) -> Refusal | None:
    """Why the reader may take none of the tasks; a visitor is only told what holds for everybody."""
    requirements = TO_SIGN_UP if candidate else OF_THE_SHIFT
    refusals = [refusal(candidate, role, shift, at, requirements) for role in shift.roles.all()]
    if not refusals:
        return None
    return None if None in refusals else refusals[0]


def shifts_instead(profile: VolunteerProfile, left: Shift, at: datetime) -> list[Card]:
    """At most three shifts of the next two weeks with a place that the volunteer can take; alike ones first."""
    coming = Shift.objects.filter(state="open").between(at, at + timedelta(days=14)).exclude(pk=left.pk)
    alike = Case(When(activity=left.activity_id, then=0), When(activity__field=left.activity.field, then=1), default=2)
    nearest = coming.order_by(alike, "starts_at", "pk")[:60]
    return [card for card in cards_for(profile, nearest, at) if card.free and card.refusal is None][:3]


def standing_place_on(shift: Shift, profile: VolunteerProfile) -> StandingPlace | None:
    """The live standing place of the volunteer for the series and the weekday of the shift."""
    occurrence = getattr(shift, "occurrence", None)
    if occurrence is None:
        return None
    weekday = occurrence.series.day_of(shift.starts_at).weekday()
    live = StandingPlace.objects.live().filter(volunteer=profile, weekday=weekday)
    return live.filter(series__in=(occurrence.series_id, occurrence.series.continues_id)).first()


def standing_places_of(profile: VolunteerProfile) -> list[StandingPlace]:
    """The live ones, by day of the week."""
    live = StandingPlace.objects.live().filter(volunteer=profile)
    return list(live.select_related("series__activity").order_by("weekday", "pk"))


def watched_by(profile: VolunteerProfile, at: datetime) -> list[ShiftWatch]:
    """Shifts to come of which the volunteer himself wants to hear."""
    watches = ShiftWatch.objects.filter(volunteer=profile, asked_by__isnull=True, shift__starts_at__gt=at)
    return list(watches.select_related("shift__activity").order_by("shift__starts_at", "pk"))


def watched_for_others(shift: Shift, user: Any) -> list[ShiftWatch]:
    """For whom the reader, who leads the shift, wants to hear of a place."""
    return list(ShiftWatch.objects.filter(shift=shift, asked_by=user).select_related("volunteer").order_by("pk"))


def place_in_line(signup: Signup) -> int:
    """1 for whoever moves up next."""
    ahead = Signup.objects.filter(role_id=signup.role_id, state="waiting", sequence__lt=signup.sequence)
    return ahead.count() + 1


def shifts_with_places_for_those_who_wait(at: datetime) -> list[int]:
    """Shifts to come where somebody waits although a place is free, or where an offer was not answered in time."""
    waits = Q(state="waiting", role__taken__lt=F("role__capacity"), starts_at__gt=at)
    stale = Q(state="offered", offer_expires_at__lte=at)
    found = Signup.objects.filter(waits | stale)
    return list(found.order_by("shift").values_list("shift", flat=True).distinct())


def clashes_after_move(shift: Shift, starts_at: datetime, ends_at: datetime) -> list[Signup]:
    """Confirmed sign-ups of the shift whose volunteers are confirmed elsewhere at the new time."""
    elsewhere = (
        Signup.objects.filter(state="confirmed", starts_at__lt=ends_at, ends_at__gt=starts_at)
        .exclude(shift=shift)
        .values("volunteer_id")
    )
    mine = Signup.objects.filter(shift=shift, state="confirmed", volunteer_id__in=elsewhere)
    return list(mine.select_related("volunteer").order_by("sequence"))


# --- The record of one volunteer --------------------------------------------------------------------------------------


def minutes_of(profile: VolunteerProfile, kind: str = HoursKind.SERVICE) -> int:
    entries = HoursEntry.objects.filter(volunteer=profile, kind=kind)
    return entries.aggregate(total=Sum("minutes"))["total"] or 0


@dataclass(frozen=True)
class Line:
    """A sign-up with what followed from it; `place` is the turn within its task and state."""

    signup: Signup
    attendance: Attendance | None
    minutes: int
    place: int = 0

    @property
    def state(self) -> State:
        return SIGNUP_WORKFLOW.states[self.signup.state]


def upcoming_signups(profile: VolunteerProfile, at: datetime) -> list[Line]:
    live = Signup.objects.live().filter(volunteer=profile, ends_at__gt=at)
    return _lines(live.select_related("shift__activity").order_by("starts_at", "pk"))


def past_signups(profile: VolunteerProfile, at: datetime, length: int) -> list[Line]:
    """Latest first, with the attendance and the minutes credited."""
    past = Signup.objects.filter(volunteer=profile, state="confirmed", ends_at__lte=at)
    return _lines(past.select_related("shift__activity").order_by("-starts_at", "-pk")[:length])


def _lines(signups: QuerySet[Any]) -> list[Line]:
    rows = list(signups.select_related("shift__activity", "attendance"))
    attendances = {row.pk: getattr(row, "attendance", None) for row in rows}
    credited = HoursEntry.objects.filter(attendance__in=[a for a in attendances.values() if a])
    sums = credited.order_by().values("attendance").annotate(total=Sum("minutes"))
    minutes = {row["attendance"]: row["total"] for row in sums}
    return [
        Line(row, attendance, minutes.get(attendance.pk, 0) if attendance else 0, getattr(row, "place", 0))
        for row, attendance in ((row, attendances[row.pk]) for row in rows)
    ]


# --- The leader's pages -----------------------------------------------------------------------------------------------


def led_shifts(user: Any, at: datetime) -> QuerySet[Shift]:
    """From two weeks ago (rosters still to be confirmed) to all that is planned."""
    shifts = Shift.objects.led_by(user).filter(ends_at__gt=at - timedelta(days=14))
    return shifts.select_related("activity__team").prefetch_related("roles").order_by("starts_at", "pk")


def roster_of(shift: Shift) -> list[Line]:
    """Live sign-ups in the order of tasks and places, those who wait with their turn."""
    turn = Window(RowNumber(), partition_by=[F("role_id"), F("state")], order_by=F("sequence").asc())
    live = Signup.objects.live().filter(shift=shift)
    live = live.select_related("role", "volunteer__user", "signed_up_by", "party_of__volunteer")
    return _lines(live.annotate(place=turn).order_by("role_id", "state", "sequence"))


def not_accepted_the_risks(shift: Shift, lines: Iterable[Line]) -> set[int]:
    """Volunteers on the roster who have not accepted the risk notice in force; one query for an activity with risks."""
    if not shift.activity.risk_digest:
        return set()
    people = {line.signup.volunteer_id for line in lines}
    accepted = RiskAcceptance.objects.filter(
        volunteer__in=people, notice__activity=shift.activity_id, notice__digest=shift.activity.risk_digest
    )
    return people - set(accepted.values_list("volunteer", flat=True))


def local_text(moment: datetime | None) -> str:
    """HH:MM on the wall of Zhengzhou."""
    return f"{localtime(moment):%H:%M}" if moment else ""
