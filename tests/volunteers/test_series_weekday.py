"""Another day of the week: the leader cancels the old days, or moves them with the people on them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from areas.services import change_deadline
from audit.models import Event
from audit.verification import broken_links
from notifications.messages import messages_about, write
from tests.factories.series import make_series, pattern, shift_on
from tests.factories.volunteers import AT, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import promises, services
from volunteers.models import Shift, ShiftSeries, Signup, StandingPlace
from volunteers.series_plan import plan_change
from volunteers.services import change_capacity
from volunteers.services.series import plan_ahead
from volunteers.services.series_changes import ChangeClashes, change_series

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONDAYS = [date(2023, 9, 11), date(2023, 9, 18)]
WEDNESDAYS = [date(2023, 9, 6), date(2023, 9, 13), date(2023, 9, 20)]  # AT is Tuesday, September 5
TO_WEDNESDAY = pattern("FREQ=WEEKLY;BYDAY=WE")


@pytest.fixture(autouse=True)
def _two_weeks():
    change_deadline(lane="work", key="series_horizon", amount=15 * 24, unit="hour", source="测试", by=None, at=AT)


@pytest.fixture
def series(db) -> ShiftSeries:
    return make_series("FREQ=WEEKLY;BYDAY=MO")


def change(series, new=TO_WEDNESDAY, on_day="move", **further):
    day = further.pop("day", MONDAYS[0])
    fields = {"scope": "all", "on_day": on_day, "by": series.created_by, "at": AT, **further}
    return change_series(series=ShiftSeries.objects.get(pk=series.pk), pattern=new, day=day, **fields)


def days_of(series) -> list[date]:
    """The days with an open shift, as the occurrences and as the shifts themselves say."""
    rows = series.occurrences.filter(shift__state="open").select_related("shift")
    by_rule = [series.day_of(row.original_start) for row in rows]
    assert by_rule == [series.day_of(row.shift.starts_at) for row in rows]
    return by_rule


def told() -> list[tuple[int, str]]:
    [message] = messages_about("volunteers.series_people_told")
    return [
        (person.id, write(message, "in_app", message.context(event, person))[1])
        for event in Event.objects.filter(code="volunteers.series_people_told").order_by("pk")
        for person in message.recipients(event)
        if message.still_applies(event, person)
    ]


def promises_broken() -> list[str]:
    return [line for name, check in promises.CHECKS if "ahead" not in name for line in check()] + list(broken_links())


def test_people_move_to_the_new_day_of_their_week_and_are_told_once(series):
    person = VolunteerFactory()
    signups = [signed_up(shift_on(series, day), person) for day in MONDAYS]

    plan = change(series)

    assert plan.moved_days == list(zip(MONDAYS, WEDNESDAYS[1:], strict=True))
    assert (plan.new_days, plan.cancelled, plan.removed) == ((WEDNESDAYS[0],), [], [])
    for signup, day in zip(signups, WEDNESDAYS[1:], strict=True):
        signup.refresh_from_db()
        assert (signup.state, series.day_of(signup.starts_at)) == ("confirmed", day)
    [(who, text)] = told()
    assert who == person.user_id
    assert "原9月11日 05:30的班次改为9月13日 05:30至09:00" in text
    assert days_of(series) == WEDNESDAYS
    assert promises_broken() == []


def test_without_the_choice_they_are_cancelled_and_the_plan_says_that_they_could_move(series):
    signup = signed_up(shift_on(series, MONDAYS[0]))

    plan = change(series, on_day="cancel")

    signup.refresh_from_db()
    assert (signup.state, signup.cancel_reason) == ("cancelled", "shift_cancelled")
    assert plan.movable_days == [(MONDAYS[0], WEDNESDAYS[1])]
    assert len(told()) == 1


def test_planning_goes_on_and_makes_no_second_shift(series):
    signed_up(shift_on(series, MONDAYS[0]))
    change(series)

    assert plan_ahead(series=series, at=AT) == 0
    assert plan_ahead(series=series, at=AT + 7 * DAY) == 1


def test_what_was_changed_by_hand_keeps_its_day(series):
    kept = shift_on(series, MONDAYS[0])
    change_capacity(role=role_of(kept), capacity=9, by=series.created_by, at=AT)
    moves = signed_up(shift_on(series, MONDAYS[1]))

    plan = change(series)

    assert [(c.shift.pk, c.kept) for c in plan.kept] == [(kept.pk, ("tasks", "day"))]
    moves.refresh_from_db()
    assert series.day_of(moves.starts_at) == WEDNESDAYS[2]
    assert days_of(series) == [WEDNESDAYS[0], MONDAYS[0], *WEDNESDAYS[1:]]


def test_where_two_days_become_one_the_people_keep_theirs():
    series = make_series("FREQ=WEEKLY;BYDAY=MO,TH")
    signup = signed_up(shift_on(series, date(2023, 9, 14)))

    plan = change(series, pattern("FREQ=WEEKLY;BYDAY=FR"))

    signup.refresh_from_db()
    assert series.day_of(signup.starts_at) == date(2023, 9, 15)
    assert [series.day_of(shift.starts_at) for shift in plan.removed] == [date(2023, 9, day) for day in (11, 18)]
    assert days_of(series) == [date(2023, 9, 8), date(2023, 9, 15)]


@pytest.mark.parametrize(("on_day", "weekdays"), [("move", [2]), ("cancel", [0])])
def test_standing_places_go_along_with_the_people(series, on_day, weekdays):
    person = VolunteerFactory()
    services.take_standing_place(shift=shift_on(series, MONDAYS[0]), volunteer=person, by=person.user, at=AT)

    change(series, on_day=on_day)

    assert [place.weekday for place in StandingPlace.objects.live()] == weekdays
    services.fill_standing_places(at=AT)
    days = [series.day_of(signup.starts_at) for signup in Signup.objects.live().order_by("starts_at")]
    assert days == (WEDNESDAYS if on_day == "move" else [])


def test_following_moves_into_the_series_that_continues(series):
    signed_up(shift_on(series, MONDAYS[0]))
    moves = signed_up(shift_on(series, MONDAYS[1]))

    change(series, scope="following", day=MONDAYS[1])

    other = ShiftSeries.objects.get(continues=series)
    moves.refresh_from_db()
    assert (days_of(series), days_of(other)) == ([MONDAYS[0]], [WEDNESDAYS[2]])
    assert series.day_of(moves.starts_at) == WEDNESDAYS[2]


@pytest.mark.parametrize(
    ("on_clash", "state", "day"),
    [("keep", "confirmed", MONDAYS[0]), ("release", "cancelled", WEDNESDAYS[1])],
)
def test_whoever_has_another_shift_on_the_new_day_is_asked_about(series, on_clash, state, day):
    person = VolunteerFactory()
    mine = signed_up(shift_on(series, MONDAYS[0]), person)
    signed_up(make_shift(starts_at=mine.starts_at + 2 * DAY), person)
    with pytest.raises(ChangeClashes):
        change(series)

    change(series, on_clash=on_clash)

    mine.refresh_from_db()
    assert (mine.state, series.day_of(mine.starts_at)) == (state, day)
    assert set(WEDNESDAYS) <= set(days_of(series))
    assert promises_broken() == []


def test_nothing_is_planned_or_moved_into_the_past(series):
    """AT is a Tuesday, 10:00: a shift of 05:30 on this very day would have begun."""
    today = series.day_of(AT)

    plan = plan_change(series, pattern("FREQ=WEEKLY;BYDAY=TU", first_on=today), scope="all", day=today, at=AT)

    assert today not in plan.new_days


def test_an_earlier_hour_that_is_over_leaves_the_shift_of_today_where_it_is():
    evening = {"start_time": pattern().start_time.replace(hour=20), "end_time": pattern().end_time.replace(hour=22)}
    series = make_series("FREQ=DAILY", first_on=date(2023, 9, 5), **evening)

    new = pattern("FREQ=DAILY", first_on=date(2023, 9, 5))
    plan = plan_change(series, new, scope="all", day=date(2023, 9, 5), at=AT)

    [today] = [c for c in plan.changes if series.day_of(c.shift.starts_at) == date(2023, 9, 5)]
    assert (today.times, today.kept) == (None, ("over",))


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_leader_chooses_on_the_page_of_consequences(client):
    """Everything by the forms that the pages hold; the days are of next week."""
    now, today = timezone.now(), localdate()
    monday = today + (7 - today.weekday()) * DAY
    series = make_series("FREQ=WEEKLY;BYDAY=MO", at=now, first_on=today)
    signup = signed_up(shift_on(series, monday), at=now)
    client.force_login(series.created_by)
    form = {
        "scope": "all", "repeat": "weekly", "interval": "1", "weekdays": ["2"], "ends": "never",
        "day_policy": "every_day", "start_time": "05:30", "end_time": "09:00", "arrive_minutes": "0",
        "opens_days": "0", "closes_hours": "0", "task_1_name_zh": "分发早餐", "task_1_capacity": "3",
        "task_1_minimum": "1",
    }  # fmt: skip
    address = reverse("volunteers:series_change", args=[series.pk])

    first = client.post(address, form)
    second = client.post(address, {**form, "on_day": "move"})
    seen = {**form, "on_day": "move", "seen": second.context["plan"].digest}
    done = client.post(reverse("volunteers:series_apply", args=[series.pk]), seen)

    offered, moved = first.context["plan"].movable_days, second.context["plan"].moved_days
    assert ('value="move"' in first.content.decode(), (monday, monday + 2 * DAY) in offered) == (True, True)
    assert ('value="cancel"' in second.content.decode(), (monday, monday + 2 * DAY) in moved) == (True, True)
    assert done.status_code == 302
    assert (Signup.objects.get().pk, series.day_of(Signup.objects.get().starts_at)) == (signup.pk, monday + 2 * DAY)
    assert not Shift.objects.filter(state="cancelled").exists()
