"""Rosters and the minutes that follow."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from audit.models import Event
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.models import Attendance, HoursClaim, HoursEntry
from volunteers.selectors import minutes_of
from volunteers.services import Mark
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def finished(shift, *marks):
    leader = shift.activity.team.leader
    services.mark_roster(shift=shift, marks=marks, by=leader, at=shift.ends_at)
    return services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)


def test_mark_roster_writes_decision_and_event():
    signup = signed_up(make_shift())
    leader = signup.shift.activity.team.leader

    services.mark_attendance(
        signup=signup, outcome="present", actual_in=TOMORROW + HOUR, by=leader, at=TOMORROW + 2 * HOUR
    )

    attendance = Attendance.objects.get()
    assert (attendance.outcome, attendance.actual_in, attendance.marked_by) == ("present", TOMORROW + HOUR, leader)
    assert Event.objects.get(code="volunteers.attendance_marked").data == {
        "outcome": "present",
        "in": int((TOMORROW + HOUR).timestamp()),
        "out": None,
    }


def test_marking_the_same_again_records_nothing():
    signup = signed_up(make_shift())
    leader = signup.shift.activity.team.leader

    for outcome in ("absent", "absent", "excused"):
        services.mark_attendance(signup=signup, outcome=outcome, by=leader, at=TOMORROW)

    marked = Event.objects.filter(code="volunteers.attendance_marked").order_by("seq")
    assert [event.data["outcome"] for event in marked] == ["absent", "excused"]


def test_mark_roster_refuses_too_early_strangers_and_nonsense():
    shift = make_shift(capacity=1)
    signup, waiting, elsewhere = signed_up(shift), signed_up(shift), signed_up(make_shift())
    leader = shift.activity.team.leader
    present = Mark(signup.pk, "present")

    for marks, by, at, error in (
        ([present], leader, TOMORROW - HOUR - timedelta(seconds=1), Refused),
        ([present], signup.volunteer.user, TOMORROW, NotAllowed),
        ([Mark(waiting.pk, "present")], leader, TOMORROW, Refused),
        ([Mark(elsewhere.pk, "present")], leader, TOMORROW, Refused),
        ([Mark(signup.pk, "present", TOMORROW, TOMORROW)], leader, TOMORROW, Refused),
    ):
        with pytest.raises(error):
            services.mark_roster(shift=shift, marks=marks, by=by, at=at)

    assert not Attendance.objects.exists()


def test_confirm_roster_credits_those_who_were_there():
    shift = make_shift(capacity=3)
    there, absent, excused = (signed_up(shift) for _ in range(3))

    confirmed = finished(shift, Mark(there.pk, "present"), Mark(absent.pk, "absent"), Mark(excused.pk, "excused"))

    entry = HoursEntry.objects.get()
    assert (entry.volunteer, entry.minutes, entry.day) == (there.volunteer, 210, date(2023, 9, 6))
    assert confirmed.roster_confirmed_by == shift.activity.team.leader
    assert Event.objects.get(code="volunteers.roster_confirmed").data == {"present": 1, "minutes": 210}


def test_confirm_roster_before_the_end_unmarked_or_twice_is_refused():
    shift = make_shift()
    signup, leader = signed_up(shift), shift.activity.team.leader

    with pytest.raises(Refused):
        services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)
    services.mark_attendance(signup=signup, outcome="present", by=leader, at=TOMORROW)
    with pytest.raises(Refused):
        services.confirm_roster(shift=shift, by=leader, at=shift.ends_at - timedelta(seconds=1))
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)
    with pytest.raises(Refused):
        services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)
    with pytest.raises(Refused):
        services.mark_attendance(signup=signup, outcome="absent", by=leader, at=shift.ends_at)

    assert minutes_of(signup.volunteer) == 210


def test_stay_beyond_the_end_counts_half_an_hour_at_most():
    shift = make_shift()
    signup = signed_up(shift)

    finished(shift, Mark(signup.pk, "present", TOMORROW, shift.ends_at + 3 * HOUR))

    assert minutes_of(signup.volunteer) == 240


def test_two_shifts_in_a_row_never_credit_the_same_time_twice():
    volunteer = VolunteerFactory()
    first = make_shift(hours=2)
    second = make_shift(starts_at=TOMORROW + 2 * HOUR, hours=2)
    one, two = signed_up(first, volunteer), signed_up(second, volunteer)

    finished(first, Mark(one.pk, "present", TOMORROW, first.ends_at + HOUR))
    finished(second, Mark(two.pk, "present"))

    assert list(HoursEntry.objects.values_list("minutes", flat=True)) == [150, 90]


def test_a_day_counts_ten_hours_at_most(reviewer):
    volunteer = VolunteerFactory()
    shifts = [make_shift(hours=6), make_shift(starts_at=TOMORROW + 6 * HOUR, hours=6)]
    signups = [signed_up(shift, volunteer) for shift in shifts]

    for shift, signup in zip(shifts, signups, strict=True):
        finished(shift, Mark(signup.pk, "present"))
    assert minutes_of(volunteer) == 360  # twelve hours given: the second part waits for a reviewer
    services.review_claim(claim=HoursClaim.objects.get(), by=reviewer, at=shifts[1].ends_at)

    assert minutes_of(volunteer) == 600


def test_correction_reverses_and_credits_anew():
    shift = make_shift()
    signup, leader = signed_up(shift), shift.activity.team.leader
    finished(shift, Mark(signup.pk, "present"))
    left_early = Mark(signup.pk, "present", None, TOMORROW + HOUR)

    services.correct_attendance(signup=signup, mark=left_early, reason="提前离开", by=leader, at=shift.ends_at)
    absent = Mark(signup.pk, "absent")
    services.correct_attendance(signup=signup, mark=absent, reason="认错人", by=leader, at=shift.ends_at)

    entries = HoursEntry.objects.order_by("pk").values_list("minutes", "edition", "reason")
    assert list(entries) == [(210, 1, ""), (-210, 1, "提前离开"), (60, 2, ""), (-60, 2, "认错人")]
    assert minutes_of(signup.volunteer) == 0


def test_correction_needs_a_reason_and_a_confirmed_roster():
    shift = make_shift()
    signup, leader = signed_up(shift), shift.activity.team.leader
    absent = Mark(signup.pk, "absent")

    with pytest.raises(Refused):
        services.correct_attendance(signup=signup, mark=absent, reason="认错人", by=leader, at=shift.ends_at)
    finished(shift, Mark(signup.pk, "present"))
    with pytest.raises(Refused):
        services.correct_attendance(signup=signup, mark=absent, reason=" ", by=leader, at=shift.ends_at)


@pytest.mark.both_databases
def test_database_keeps_the_ledger_append_only_and_without_overlap():
    shift = make_shift()
    signup = signed_up(shift)
    finished(shift, Mark(signup.pk, "present"))
    entry = HoursEntry.objects.get()

    for forbidden in (
        lambda: HoursEntry.objects.update(minutes=999),
        lambda: HoursEntry.objects.all().delete(),
        lambda: HoursEntry.objects.create(
            volunteer=entry.volunteer, attendance=entry.attendance, day=entry.day, starts_at=entry.starts_at,
            ends_at=entry.ends_at, minutes=1, edition=2, recorded_at=AT, recorded_by=entry.recorded_by,
        ),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()

    assert minutes_of(signup.volunteer) == 210
