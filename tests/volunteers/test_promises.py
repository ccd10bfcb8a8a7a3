"""The demo keeps every promise, and each promise notices when it is broken behind the services' back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from areas.services import load_areas
from tests.factories.volunteers import AT, make_shift, role_of, signed_up
from volunteers import promises, services
from volunteers.demo import load_demo_volunteering
from volunteers.models import HoursEntry, Shift, ShiftRole, Signup, VolunteerProfile

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 9, 5, 2, 0, tzinfo=UTC)


def broken() -> list[str]:
    """Without the planner's lateness, which is judged by today's clock (tests/volunteers/test_series.py)."""
    checks = [check for _sentence, check in promises.CHECKS if check is not promises.series_are_planned_ahead]
    return [line for check in checks for line in check()]


def test_demo_is_idempotent_and_keeps_every_promise(cast):
    load_areas(at=NOW)

    load_demo_volunteering(NOW)
    counted = [model.objects.count() for model in (Shift, Signup, HoursEntry, VolunteerProfile)]
    load_demo_volunteering(NOW)

    assert [model.objects.count() for model in (Shift, Signup, HoursEntry, VolunteerProfile)] == counted
    # three series from four days ago to the end of what is planned ahead, one shift of each field, three shared fairly
    assert counted[0] == 61 * 3 + 7 + 3
    assert counted[3] == 17
    assert broken() == []


def test_demo_has_a_waiting_list_and_coming_shifts_of_the_volunteer(cast):
    load_demo_volunteering(NOW)

    waiting = Signup.objects.filter(state="waiting").order_by("sequence")
    assert [signup.volunteer.user.username for signup in waiting] == ["volunteer", "volunteer2"]
    own = Signup.objects.filter(volunteer__user=cast["volunteer"], state="confirmed")
    assert own.filter(starts_at__gt=NOW).exists()
    assert own.filter(ends_at__lt=NOW).exists()


def test_wrong_counter_is_named():
    role = role_of(make_shift(capacity=3))
    ShiftRole.objects.filter(pk=role.pk).update(taken=2)

    assert broken() == [f"task {role.pk} of shift {role.shift_id}: counter 2, confirmed 0; stand-ins 0, sought 0"]


def test_shift_moved_behind_the_services_is_named():
    signup = signed_up(make_shift())
    Shift.objects.update(starts_at=signup.starts_at + timedelta(minutes=1))

    assert broken() == [f"sign-up {signup.pk}: its time or task is not that of shift {signup.shift_id}"]


def test_cancelled_without_reason_is_named():
    signup = signed_up(make_shift())
    services.cancel_signup(signup=signup, by=signup.volunteer.user, at=AT)
    Signup.objects.update(cancelled_at=None, cancelled_by=None, cancel_reason="")

    assert broken() == [f"sign-up {signup.pk}: cancelled without time and reason"]


def test_a_turn_never_given_out_is_named():
    signup = signed_up(make_shift())
    ShiftRole.objects.update(last_sequence=0)

    assert broken() == [f"sign-up {signup.pk}: its turn 1 was never given out"]


def test_two_places_at_once_are_named():
    if connection.vendor != "sqlite":
        pytest.skip("the exclusion constraint cannot be switched off for one statement")
    one = signed_up(make_shift())
    two = signed_up(make_shift(starts_at=one.ends_at), one.volunteer)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER volunteers_signup_no_clash_update")
        cursor.execute("DROP TRIGGER volunteers_signup_matches_shift_update")
    Signup.objects.filter(pk=two.pk).update(starts_at=one.starts_at)

    assert broken() == [
        f"sign-up {one.pk}: volunteer {one.volunteer_id} is confirmed elsewhere at the same time",
        f"sign-up {two.pk}: its time or task is not that of shift {two.shift_id}",
    ]
