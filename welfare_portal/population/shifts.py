"""Invented volunteers, and shifts ahead with their sign-ups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts import roles
from accounts.models import RoleGrant, User
from audit.models import Event
from protection.sealing import seal
from volunteers.models import Activity, Shift, ShiftRole, Signup, VolunteerProfile
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW
from welfare_portal.population import identities
from welfare_portal.population.bulk import batches, insert, reserve_ids
from welfare_portal.population.history import Step, chain
from welfare_portal.population.progress import Progress

PLACES = 20
HOURS = (time(6), time(9), time(14), time(17))
LENGTH = timedelta(hours=2)
DAYS_AHEAD = 60
MOST_NUMBERS = identities.ADULT_DAYS * identities.SEQUENCES


class NothingToDo(Exception):
    """There is no activity to make shifts of: `manage.py demo` makes some."""


class TooManyVolunteers(Exception):
    """The invented ID numbers are used up."""


def make_volunteers(*, count: int, seed: int, at: datetime, bar: Progress) -> None:
    """Accounts without a password and without an e-mail address, each with a profile, a role and a phone number."""
    rng = Random(f"{seed} volunteers")  # noqa: S311 - repeatable on purpose
    for batch in batches(count):
        with transaction.atomic():
            user, profile = reserve_ids(User, len(batch)), reserve_ids(VolunteerProfile, len(batch))
            if profile + len(batch) > MOST_NUMBERS:
                raise TooManyVolunteers(MOST_NUMBERS)
            people = [_volunteer(user + n, profile + n, rng, at) for n in range(len(batch))]
            insert([account for account, _profile in people])
            insert([profile for _account, profile in people])
            insert([_grant(account, at) for account, _profile in people])
        bar.advance(len(batch))


def _volunteer(user_pk: int, pk: int, rng: Random, at: datetime) -> tuple[User, VolunteerProfile]:
    name = identities.given_name(rng)
    account = User(
        pk=user_pk,
        username=f"invented-{user_pk}",
        password="!",  # noqa: S106 - nobody signs in with it
        display_name=name,
        date_joined=at,
    )
    seal(account, "phone", identities.phone(user_pk))
    profile = VolunteerProfile(
        pk=pk,
        user=account,
        name=name,
        birth_date=identities.birthday(pk) if not identities.is_child(pk) else date(1990, 1, 1),
        insurance_until=timezone.localdate(at) + timedelta(days=365),
        registered_at=at,
    )
    return account, profile


def _grant(account: User, at: datetime) -> RoleGrant:
    return RoleGrant(user=account, role=roles.VOLUNTEER, valid_from=at, granted_at=at)


@dataclass
class Timetable:
    """Shifts in slots; those of one slot share no volunteer, so nobody is in two places."""

    activities: Sequence[Activity]
    volunteers: Sequence[int]
    at_once: int
    starts: Sequence[datetime]
    rng: Random
    at: datetime
    full: bool = False

    def people_of(self, place: int) -> list[int]:
        most = min(PLACES, len(self.volunteers) // self.at_once)
        wanted = most if self.full else self.rng.randint(min(8, most), most)
        return [self.volunteers[(place * most + n) % len(self.volunteers)] for n in range(wanted)]

    def start_of(self, place: int) -> datetime:
        return self.starts[place // self.at_once % len(self.starts)]


def make_shifts(
    *, count: int, seed: int, at: datetime, bar: Progress, starts: Sequence[datetime] = (), full: bool = False
) -> None:
    """Open shifts of twenty places, with sign-ups of volunteers who have none yet. Raises NothingToDo.

    `starts`: the moments at which they begin, by default four a day for two months. `full`: no place stays free.
    """
    table = _timetable(count, seed, at, starts or list(_starts(at)), full)
    for batch in batches(count, 100):
        with transaction.atomic():
            _write(table, batch)
        bar.advance(len(batch))


def _timetable(count: int, seed: int, at: datetime, starts: Sequence[datetime], full: bool) -> Timetable:
    activities = list(Activity.objects.filter(min_age__lte=18).order_by("pk"))
    if not activities:
        raise NothingToDo
    free = VolunteerProfile.objects.filter(signups__isnull=True).order_by("pk").values_list("pk", flat=True)
    at_once = -(-count // len(starts))
    rng = Random(f"{seed} shifts")  # noqa: S311 - repeatable on purpose
    return Timetable(activities, list(free), at_once, starts, rng, at, full)


def _starts(at: datetime) -> Iterator[datetime]:
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    for day in range(DAYS_AHEAD):
        for hour in HOURS:
            yield timezone.make_aware(datetime.combine(tomorrow + timedelta(days=day), hour))


def _write(table: Timetable, batch: range) -> None:
    crews = [table.people_of(place) for place in batch]
    shift, role = reserve_ids(Shift, len(batch)), reserve_ids(ShiftRole, len(batch))
    signup = reserve_ids(Signup, sum(map(len, crews)) or 1)
    shifts = [_shift(table, shift + n, place) for n, place in enumerate(batch)]
    tasks = [_task(role + n, shifts[n], len(crew)) for n, crew in enumerate(crews)]
    signups: list[Signup] = []
    for task, crew in zip(tasks, crews, strict=True):
        signups += [_signup(signup + len(signups) + n, task, pk, n + 1, table.at) for n, pk in enumerate(crew)]
    insert([event for one in shifts for event in _opened(one, table.at)])
    insert([event for one in signups for event in _confirmed(one, table.at)])
    for rows in (shifts, tasks, signups):
        insert(rows)


def _shift(table: Timetable, pk: int, place: int) -> Shift:
    start = table.start_of(place)
    activity = table.activities[place % len(table.activities)]
    return Shift(
        pk=pk,
        activity=activity,
        starts_at=start,
        ends_at=start + LENGTH,
        state="open",
        version=1,
        state_since=table.at,
    )


def _task(pk: int, shift: Shift, taken: int) -> ShiftRole:
    return ShiftRole(
        pk=pk, shift=shift, name_zh="志愿者", name_en="Volunteer", capacity=PLACES, taken=taken, last_sequence=taken
    )


def _signup(pk: int, task: ShiftRole, volunteer: int, sequence: int, at: datetime) -> Signup:
    return Signup(
        pk=pk,
        role=task,
        shift=task.shift,
        volunteer_id=volunteer,
        starts_at=task.shift.starts_at,
        ends_at=task.shift.ends_at,
        sequence=sequence,
        source="import",
        signed_up_at=at,
        state="confirmed",
        version=1,
        state_since=at,
    )


def _opened(shift: Shift, at: datetime) -> list[Event]:
    move = SHIFT_WORKFLOW.transitions["open"]
    return chain(shift, [Step(move.name, move.event, SHIFT_WORKFLOW.initial, move.target, at)])


def _confirmed(signup: Signup, at: datetime) -> list[Event]:
    move = SIGNUP_WORKFLOW.transitions["confirm"]
    return chain(signup, [Step(move.name, move.event, SIGNUP_WORKFLOW.initial, move.target, at)])
