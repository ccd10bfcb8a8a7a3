"""The ledger is what the events make of it, and no time of a person counts twice."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from accounts.models import User
from programs.services import publish_figure
from tests.factories.volunteers import (
    AT,
    TOMORROW,
    ActivityFactory,
    TeamFactory,
    VolunteerFactory,
    make_shift,
    signed_up,
)
from tests.racing import race
from volunteers import promises, recomputing, services
from volunteers.models import HoursClaim, HoursEntry, Signup, VolunteerProfile
from volunteers.selectors import minutes_of
from volunteers.services import Mark
from workflow.machine import Refused

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CORRECTIONS = 1_000


def confirmed(shift, *signups):
    leader = shift.activity.team.leader
    services.mark_roster(shift=shift, marks=[Mark(s.pk, "present") for s in signups], by=leader, at=shift.ends_at)
    return services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)


class Oracle:
    """Walks minute by minute, so that it shares nothing with volunteers.crediting. All shifts are on one day."""

    def __init__(self) -> None:
        self.taken: dict[int, dict[int, set[datetime]]] = defaultdict(dict)  # volunteer → sign-up → minutes
        self.given: dict[int, dict[int, int]] = defaultdict(dict)  # volunteer → sign-up → minutes given

    def take_back(self, signup: Signup) -> None:
        self.taken[signup.volunteer_id].pop(signup.pk, None)
        self.given[signup.volunteer_id].pop(signup.pk, None)

    def credit(self, signup: Signup, came: datetime | None, left: datetime | None, *, reviewed: bool = False) -> None:
        came, left = came or signup.starts_at, left or signup.ends_at
        moment, last = max(came, signup.starts_at), min(left, signup.ends_at + 30 * MINUTE)
        if moment >= last:
            return
        given = self.given[signup.volunteer_id]
        length = (left - came) // MINUTE
        if not reviewed and sum(given.values()) + length > 480:
            given[signup.pk] = length  # waits for a reviewer
            return
        own = self.taken[signup.volunteer_id]
        others = set().union(*own.values()) if own else set()
        found: set[datetime] = set()
        while moment in others:
            moment += MINUTE
        while moment < last and moment not in others and len(others) + len(found) < 600:
            found.add(moment)
            moment += MINUTE
        if found:
            own[signup.pk], given[signup.pk] = found, length

    def minutes_of(self, volunteer: int) -> int:
        return sum(len(minutes) for minutes in self.taken[volunteer].values())


@pytest.mark.django_db
def test_hours_computed_anew_after_a_thousand_random_corrections_equal_the_ledger(reviewer, approver):
    """Four people on five shifts in a row; long days wait for a reviewer, who looks at some of them."""
    chance = random.Random(20230905)
    activity = ActivityFactory()
    people = [VolunteerFactory() for _ in range(4)]
    oracle, marks = Oracle(), {}
    for number in range(5):  # one after the other, so that staying longer runs into the next
        start = TOMORROW - 4 * HOUR + number * 2 * HOUR
        shift = make_shift(activity=activity, capacity=4, starts_at=start, hours=2)
        here = [signed_up(shift, person) for person in people]
        confirmed(shift, *here)
        for signup in here:
            marks[signup.pk] = (None, None)
            oracle.credit(signup, None, None)
    leader, at = activity.team.leader, TOMORROW + timedelta(days=1)
    signups = list(Signup.objects.select_related("shift__activity__team").order_by("pk"))

    for number in range(CORRECTIONS):
        signup = chance.choice(signups)
        outcome = chance.choice(("present", "present", "present", "absent", "excused"))
        came = chance.choice((None, signup.starts_at + chance.randrange(-30, 100) * MINUTE))
        left = chance.choice((None, signup.ends_at + chance.randrange(-15, 60) * MINUTE))
        mark = Mark(signup.pk, outcome, came, left)
        services.correct_attendance(
            signup=signup, mark=mark, reason=f"更正{number}", by=leader, at=at + number * MINUTE
        )
        oracle.take_back(signup)
        marks[signup.pk] = (came, left)
        if outcome == "present":
            oracle.credit(signup, came, left)
        if number % 3 == 0:
            review_one(chance, oracle, marks, (reviewer, approver), at + number * MINUTE)

    anew = recomputing.recompute()
    assert [anew.minutes_of(p.pk) for p in people] == [minutes_of(p) for p in people]
    assert [oracle.minutes_of(p.pk) for p in people] == [minutes_of(p) for p in people]
    assert HoursEntry.objects.filter(reversal_of__isnull=False).count() > CORRECTIONS // 3
    assert HoursClaim.objects.filter(state="approved").count() > 20
    assert [line for _sentence, check in promises.CHECKS for line in check()] == []


def review_one(chance: random.Random, oracle: Oracle, marks: dict, reviewers: tuple[User, User], at: datetime) -> None:
    """The first reviewer looks, and at a day above twelve hours the second one as well."""
    waiting = list(HoursClaim.objects.open().select_related("attendance__signup").order_by("pk"))
    if not waiting:
        return
    claim = chance.choice(waiting)
    if claim.reviews_needed == 2 and claim.state == "waiting":
        services.review_claim(claim=claim, by=reviewers[0], at=at)
        return
    signup = claim.attendance.signup
    waited = oracle.given[signup.volunteer_id].pop(signup.pk)
    oracle.credit(signup, *marks[signup.pk], reviewed=True)
    try:
        services.review_claim(claim=claim, by=reviewers[claim.state == "checked"], at=at)
    except Refused:  # nothing is left of the day, so it goes on waiting
        oracle.given[signup.volunteer_id][signup.pk] = waited


def without_triggers(sql: str) -> None:
    """What somebody with the database in his hands can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER volunteers_hoursentry_no_update")
            cursor.execute("DROP TRIGGER volunteers_hoursentry_no_delete")
            cursor.execute(sql)
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE volunteers_hoursentry DISABLE TRIGGER USER")
            cursor.execute(sql)
            cursor.execute("ALTER TABLE volunteers_hoursentry ENABLE TRIGGER USER")


@pytest.mark.both_databases
@pytest.mark.django_db
def test_a_planted_difference_is_named():
    shift = make_shift()
    confirmed(shift, signed_up(shift))
    entry = HoursEntry.objects.get()
    assert list(recomputing.differences()) == []

    without_triggers("UPDATE volunteers_hoursentry SET minutes = 211")

    assert list(recomputing.differences()) == [f"hours entry {entry.pk}: 211 minutes, the events make it 210"]


@pytest.mark.django_db
def test_an_entry_without_event_and_one_that_is_gone_are_named():
    shift = make_shift(capacity=2)
    confirmed(shift, signed_up(shift))
    [entry] = HoursEntry.objects.all()
    stranger = VolunteerFactory()
    planted = HoursEntry.objects.create(
        volunteer=stranger, attendance=entry.attendance, day=entry.day, starts_at=entry.starts_at,
        ends_at=entry.ends_at, minutes=60, actual_minutes=60, scheduled_minutes=60, edition=9, recorded_at=AT,
        recorded_by=entry.recorded_by,
    )  # fmt: skip
    without_triggers(f"DELETE FROM volunteers_hoursentry WHERE id = {entry.pk}")

    assert list(recomputing.differences()) == [
        f"hours entry {planted.pk}: no event tells of it",
        f"hours entry {entry.pk}: it was recorded and is gone",
    ]


@pytest.mark.django_db
def test_planned_given_and_credited_time_are_kept_apart():
    shift = make_shift(hours=2)
    signup, leader = signed_up(shift), shift.activity.team.leader
    services.mark_attendance(
        signup=signup, outcome="present", actual_in=TOMORROW, actual_out=shift.ends_at + 45 * MINUTE, by=leader,
        at=shift.ends_at,
    )  # fmt: skip
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)

    entry = HoursEntry.objects.get()
    assert (entry.scheduled_minutes, entry.actual_minutes, entry.minutes, entry.source) == (120, 165, 150, "roster")


@pytest.mark.django_db
def test_terms_of_the_day_decide_and_later_ones_change_nothing(approver):
    shift = make_shift(hours=2)
    signup, leader = signed_up(shift), shift.activity.team.leader
    published = {"source": "会议纪要", "mark": "D", "by": approver, "at": AT}
    publish_figure(code="credit_grace", value=Decimal(10), effective_from=date(2023, 9, 1), **published)
    late = shift.ends_at + 45 * MINUTE
    services.mark_attendance(signup=signup, outcome="present", actual_out=late, by=leader, at=shift.ends_at)
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)
    publish_figure(code="credit_grace", value=Decimal(5), effective_from=date(2023, 9, 1), **published)

    assert HoursEntry.objects.get().minutes == 130
    assert list(recomputing.differences()) == []


def raw_entry(volunteer: VolunteerProfile, claim: HoursClaim, by: User) -> HoursEntry:
    return HoursEntry.objects.create(
        volunteer=volunteer, claim=claim, source="back_fill", day=date(2023, 9, 1), starts_at=claim.starts_at,
        ends_at=claim.ends_at, minutes=60, actual_minutes=60, scheduled_minutes=60, recorded_at=AT, recorded_by=by,
    )  # fmt: skip


def two_claims() -> tuple[VolunteerProfile, list[HoursClaim], User]:
    """Two claims for the same hour of one person, written past the services."""
    team, volunteer = TeamFactory(), VolunteerFactory()
    start = datetime(2023, 9, 1, 1, 0, tzinfo=UTC)
    common = {
        "volunteer": volunteer, "source": "back_fill", "team": team, "title": "楼院清洁", "evidence": "签到表",
        "day": date(2023, 9, 1), "planned_start": start, "planned_end": start + 60 * MINUTE, "starts_at": start,
        "ends_at": start + 60 * MINUTE, "entered_at": AT, "entered_by": team.leader, "state": "waiting",
        "state_since": AT,
    }  # fmt: skip
    return volunteer, [HoursClaim.objects.create(**common) for _ in range(2)], team.leader


def write_at_once(volunteer: VolunteerProfile, claims: list[HoursClaim], by: User) -> list:
    def write(number: int) -> HoursEntry:
        with transaction.atomic():
            return raw_entry(volunteer, claims[number], by)

    return race(2, write)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_entries_of_one_hour_at_once_are_one():
    volunteer, claims, leader = two_claims()

    results = write_at_once(volunteer, claims, leader)

    assert sum(isinstance(result, HoursEntry) for result in results) == 1
    assert HoursEntry.objects.count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_trigger_the_hour_counts_twice():
    volunteer, claims, leader = two_claims()
    drop, make = (
        ("DROP TRIGGER volunteers_hoursentry_no_overlap", "")
        if connection.vendor == "sqlite"
        else (
            "ALTER TABLE volunteers_hoursentry DISABLE TRIGGER volunteers_hoursentry_no_overlap",
            "ALTER TABLE volunteers_hoursentry ENABLE TRIGGER volunteers_hoursentry_no_overlap",
        )
    )
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'volunteers_hoursentry_no_overlap'")
            make = cursor.fetchone()[0]
        cursor.execute(drop)
    try:
        write_at_once(volunteer, claims, leader)
        assert HoursEntry.objects.count() == 2
        named = [line for _sentence, check in promises.CHECKS for line in check() if "credits the same time" in line]
        assert len(named) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(make)
