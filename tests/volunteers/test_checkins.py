"""Checking in and out: codes, times, what attendance and hours follow."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from audit.models import Event
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.checkin_clock import Seen, seen_by_device
from volunteers.checkin_codes import is_place_code, personal_code, place_code, signups_with_code
from volunteers.models import Attendance, CheckinEvent, HoursEntry
from volunteers.services import Mark, Sighting
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
END = TOMORROW + 3.5 * HOUR


def see(signup, kind="in", method="place", seen_at=TOMORROW, at=None, nonce=None, by=None):
    """The volunteer at the place, or the leader for every other method."""
    by = by or (signup.volunteer.user if method == "place" else signup.shift.activity.team.leader)
    seen = seen_at if isinstance(seen_at, Seen) else Seen(seen_at)
    sighting = Sighting(kind, method, nonce or uuid4(), seen)
    return services.check_in_or_out(signup=signup, sighting=sighting, by=by, at=at or seen.at)


def attended(signup):
    found = Attendance.objects.get(signup=signup)
    return found.outcome, found.actual_in, found.actual_out, found.source


def confirm(shift, at=END + HOUR):
    return services.confirm_roster(shift=shift, by=shift.activity.team.leader, at=at)


# --- Codes ------------------------------------------------------------------------------------------------------------


def test_place_code_holds_for_its_window_and_the_next():
    shift, other = make_shift(), make_shift()
    shown = place_code(shift, AT)
    begins = shown.until - 30 * SECOND

    moments = (begins - SECOND, begins, shown.until - SECOND, shown.until + 29 * SECOND, shown.until + 30 * SECOND)
    accepted = [is_place_code(shift, shown.code, moment) for moment in moments]

    assert accepted == [False, True, True, True, False]
    assert not is_place_code(other, shown.code, AT)
    assert is_place_code(shift, f" {shown.code[:3].lower()}-{shown.code[3:]} ", AT)
    assert shown.address.endswith(f"/volunteers/shifts/{shift.pk}/check-in/?code={shown.code}")


def test_a_code_with_more_or_fewer_signs_is_refused():
    shift = make_shift()
    code = place_code(shift, AT).code

    assert [is_place_code(shift, typed, AT) for typed in ("", code[:5], code + "2", "é" * 6)] == [False] * 4


def test_personal_code_names_one_sign_up_of_its_shift():
    shift = make_shift(capacity=3)
    one, two = signed_up(shift), signed_up(shift)

    assert signups_with_code([one, two], personal_code(one).lower()) == [one]
    assert signups_with_code([two], personal_code(one)) == []


# --- Coming and going -------------------------------------------------------------------------------------------------


def test_scan_in_and_out_is_attendance_and_hours_by_scan():
    signup = signed_up(make_shift())

    see(signup, "in", seen_at=TOMORROW + 10 * MINUTE + 40 * SECOND)
    see(signup, "out", seen_at=END - HOUR)
    confirm(signup.shift)

    assert attended(signup) == ("present", TOMORROW + 10 * MINUTE, END - HOUR, "scan")
    entry = HoursEntry.objects.get()
    assert (entry.minutes, entry.source) == (140, "scan")
    seen = Event.objects.filter(code__in=("volunteers.checked_in", "volunteers.checked_out")).order_by("seq")
    assert [event.code for event in seen] == ["volunteers.checked_in", "volunteers.checked_out"]
    assert seen[0].data == {
        "method": "place", "seen": int((TOMORROW + 10 * MINUTE + 40 * SECOND).timestamp()), "skew": None,
    }  # fmt: skip


def test_waiting_before_the_arrival_is_no_service():
    signup = signed_up(make_shift(arrive_at=TOMORROW - 15 * MINUTE))

    event = see(signup, seen_at=TOMORROW - 50 * MINUTE)

    assert event.seen_at == TOMORROW - 50 * MINUTE
    assert attended(signup) == ("present", TOMORROW - 15 * MINUTE, None, "scan")


def test_nobody_checks_in_too_early_too_late_or_in_the_future():
    signup = signed_up(make_shift())

    for seen_at, at in (
        (TOMORROW - HOUR - SECOND, TOMORROW),
        (END, END),
        (TOMORROW + SECOND, TOMORROW),
    ):
        with pytest.raises(Refused):
            see(signup, seen_at=seen_at, at=at)

    assert not CheckinEvent.objects.exists()


@pytest.mark.both_databases
def test_the_database_refuses_a_time_in_the_future_and_changes():
    event = see(signed_up(make_shift()))

    for change in ({"seen_at": TOMORROW + HOUR}, {"method": "tick"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CheckinEvent.objects.filter(pk=event.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckinEvent.objects.create(
            signup=signed_up(make_shift()), kind="in", method="tick", nonce=uuid4(),
            seen_at=TOMORROW + SECOND, recorded_at=TOMORROW, recorded_by=event.recorded_by,
        )  # fmt: skip


def test_only_the_volunteer_uses_the_place_and_only_the_leader_the_rest():
    signup, stranger = signed_up(make_shift()), VolunteerFactory().user
    leader = signup.shift.activity.team.leader

    for method, by in (("place", leader), ("place", stranger), ("tick", signup.volunteer.user), ("person", stranger)):
        with pytest.raises(NotAllowed):
            see(signup, method=method, by=by)


def test_the_same_press_again_and_a_second_scan_record_nothing():
    signup, nonce = signed_up(make_shift()), uuid4()

    first = see(signup, nonce=nonce)
    again = see(signup, nonce=nonce, seen_at=TOMORROW + MINUTE)
    second = see(signup, method="person", seen_at=TOMORROW + 2 * MINUTE)

    assert (again, second) == (first, first)
    assert CheckinEvent.objects.count() == 1
    assert Event.objects.filter(code="volunteers.checked_in").count() == 1


def test_a_press_cannot_be_used_for_somebody_else():
    shift, nonce = make_shift(capacity=2), uuid4()
    one, two = signed_up(shift), signed_up(shift)
    see(one, method="tick", nonce=nonce)

    with pytest.raises(Refused):
        see(two, method="tick", nonce=nonce)


def test_replay_after_the_confirmation_answers_as_before_but_nothing_new_is_taken():
    signup, nonce = signed_up(make_shift()), uuid4()
    event = see(signup, nonce=nonce)
    confirm(signup.shift)

    assert see(signup, nonce=nonce, at=END + 2 * HOUR) == event
    with pytest.raises(Refused):
        see(signup, "out", seen_at=END - MINUTE, at=END + 2 * HOUR)


def test_whoever_waits_or_gave_the_place_back_is_refused():
    shift = make_shift()
    there, waiting = signed_up(shift), signed_up(shift)
    services.cancel_signup(signup=there, by=there.volunteer.user, at=AT)
    waiting.refresh_from_db()

    for absent in (there, waiting):
        with pytest.raises(Refused):
            see(absent)

    assert waiting.state == "offered"
    services.accept_place(signup=waiting, by=waiting.volunteer.user, at=AT)
    assert see(waiting).signup == waiting


def test_nobody_leaves_before_coming():
    signup = signed_up(make_shift())

    with pytest.raises(Refused):
        see(signup, "out")
    see(signup, seen_at=TOMORROW + HOUR)
    with pytest.raises(Refused):
        see(signup, "out", seen_at=TOMORROW + HOUR + 20 * SECOND)


# --- The leader's roster beside it ------------------------------------------------------------------------------------


def ticked(signup, outcome, at=TOMORROW, **times):
    services.mark_attendance(signup=signup, outcome=outcome, by=signup.shift.activity.team.leader, at=at, **times)


@pytest.mark.parametrize("first", ["scan", "tick"])
def test_scan_and_an_empty_tick_end_the_same_in_either_order(first):
    signup, came = signed_up(make_shift()), TOMORROW + 20 * MINUTE
    acts = [lambda: see(signup, seen_at=came, at=came), lambda: ticked(signup, "present", at=came)]

    for act in acts if first == "scan" else reversed(acts):
        act()

    assert attended(signup) == ("present", came, None, "scan")


def test_times_of_the_leader_stand_and_are_known_from_the_roster():
    signup = signed_up(make_shift())
    see(signup, seen_at=TOMORROW + 20 * MINUTE)

    ticked(signup, "present", actual_in=TOMORROW + 5 * MINUTE, actual_out=END - HOUR)
    see(signup, "out", seen_at=END)

    assert attended(signup) == ("present", TOMORROW + 5 * MINUTE, END - HOUR, "roster")


def test_own_scan_never_overrules_absent_but_the_leaders_does():
    signup = signed_up(make_shift(capacity=2))
    late = signed_up(signup.shift)
    ticked(signup, "absent")
    ticked(late, "absent")

    see(signup, seen_at=TOMORROW + HOUR)
    see(late, method="person", seen_at=TOMORROW + HOUR)

    assert attended(signup) == ("absent", None, None, "roster")
    assert CheckinEvent.objects.filter(signup=signup).count() == 1
    assert attended(late) == ("present", TOMORROW + HOUR, None, "scan")


def test_tick_is_known_from_the_roster():
    signup = signed_up(make_shift())

    see(signup, method="tick")
    see(signup, "out", method="tick", seen_at=END)

    assert attended(signup) == ("present", TOMORROW, END, "roster")


# --- The end of the shift ---------------------------------------------------------------------------------------------


def test_whoever_forgot_to_check_out_is_closed_at_the_planned_end_and_trusted_less():
    signup = signed_up(make_shift())
    see(signup)

    early = services.close_over(at=END + 30 * MINUTE)
    closed = services.close_over(at=END + 30 * MINUTE + SECOND)
    again = services.close_over(at=END + HOUR)
    confirm(signup.shift)

    assert (early, closed, again) == (0, 1, 0)
    assert attended(signup) == ("present", TOMORROW, END, "auto")
    assert HoursEntry.objects.get().source == "auto"
    out = CheckinEvent.objects.get(kind="out")
    assert (out.method, out.recorded_by, out.seen_at) == ("auto", None, END)


def test_confirming_closes_what_is_open():
    signup = signed_up(make_shift())
    see(signup)

    confirm(signup.shift, at=END)

    assert (HoursEntry.objects.get().minutes, HoursEntry.objects.get().source) == (210, "auto")


def test_a_check_out_that_arrives_late_replaces_the_automatic_one():
    signup = signed_up(make_shift())
    see(signup)
    services.close_over(at=END + HOUR)

    see(signup, "out", method="person", seen_at=END - HOUR, at=END + 2 * HOUR)

    assert attended(signup) == ("present", TOMORROW, END - HOUR, "scan")


def test_nothing_is_closed_of_people_ticked_by_hand():
    signup = signed_up(make_shift())
    ticked(signup, "present")

    assert services.close_over(at=END + HOUR) == 0
    assert attended(signup) == ("present", None, None, "roster")


def test_saving_the_roster_again_keeps_the_provenance():
    signup = signed_up(make_shift())
    see(signup, seen_at=TOMORROW + 12 * MINUTE + 3 * SECOND)
    mark = Mark(signup.pk, "present", TOMORROW + 12 * MINUTE, None)

    services.mark_roster(shift=signup.shift, marks=[mark], by=signup.shift.activity.team.leader, at=TOMORROW + HOUR)

    assert attended(signup) == ("present", TOMORROW + 12 * MINUTE, None, "scan")
    assert Event.objects.filter(code="volunteers.attendance_marked").count() == 1


# --- Clocks -----------------------------------------------------------------------------------------------------------


def test_a_fast_clock_is_put_right_and_told():
    ahead = 7 * MINUTE

    seen = seen_by_device(TOMORROW + ahead, TOMORROW + 30 * MINUTE + ahead, TOMORROW + 30 * MINUTE)

    assert (seen.at, seen.skew_seconds) == (TOMORROW, 420)
    assert seen.skew_sentence == "本手机时钟快 7 分钟，已按正确时间记录。"


def test_a_clock_that_is_right_enough_is_not_mentioned():
    assert seen_by_device(TOMORROW, TOMORROW + 90 * SECOND, TOMORROW).skew_sentence == ""


def test_a_press_after_its_sending_is_refused():
    with pytest.raises(Refused):
        seen_by_device(TOMORROW + SECOND, TOMORROW, TOMORROW + HOUR)


def test_device_time_is_kept_beside_the_right_one():
    signup = signed_up(make_shift())
    seen = seen_by_device(TOMORROW - 20 * MINUTE, TOMORROW - 10 * MINUTE, TOMORROW + 20 * MINUTE)

    event = see(signup, method="tick", seen_at=seen, at=TOMORROW + 20 * MINUTE)

    assert (event.seen_at, event.device_at, event.skew_seconds) == (
        TOMORROW + 10 * MINUTE, TOMORROW - 20 * MINUTE, -1800,
    )  # fmt: skip
