"""The leader's pages of a series. Views read the clock, so series begin relative to now."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.timezone import localdate, localtime

from areas.services import set_calendar_day
from tests.factories.series import make_series, shift_on
from tests.factories.volunteers import ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.models import Shift, ShiftSeries, Signup
from volunteers.series_pattern import Task

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST = "/volunteers/team/series/"
FORM = {
    "repeat": "weekly",
    "weekdays": ["0", "1", "2", "3", "4", "5", "6"],
    "interval": 1,
    "ends": "never",
    "day_policy": "every_day",
    "start_time": "05:30",
    "end_time": "09:00",
    "arrive_minutes": 15,
    "opens_days": 0,
    "closes_hours": 0,
    "task_1_name_zh": "引导排队",
    "task_1_capacity": 3,
    "task_1_minimum": 2,
    "task_2_name_zh": "餐后清洁",
    "task_2_capacity": 2,
}
LATER = {**FORM, "start_time": "06:00", "end_time": "09:30", "scope": "all"}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["portal_language"] = "en"


@pytest.fixture
def activity(leader):
    return ActivityFactory(team=TeamFactory(leader=leader))


@pytest.fixture
def series(activity) -> ShiftSeries:
    tasks = (Task("引导排队", 3, 2), Task("餐后清洁", 2, 0))
    return begun(activity, tasks=tasks, arrive_minutes=15)


@pytest.fixture
def as_leader(client, leader):
    client.force_login(leader)
    return client


def begun(activity, rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", **fields) -> ShiftSeries:
    now = timezone.now()
    return make_series(rule, activity=activity, at=now, first_on=localdate(now) + DAY, **fields)


def page(series, name="") -> str:
    return f"{LIST}{series.pk}/{name}"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def errors_of(response) -> list[str]:
    form = response.context["form"]
    with translation.override("en"):
        return [str(error) for errors in form.errors.values() for error in errors]


def new(activity, **fields) -> dict:
    return {**FORM, "activity": activity.pk, "first_on": f"{localdate() + DAY}", **fields}


# --- A new one --------------------------------------------------------------------------------------------------------


def test_a_leader_plans_a_series_without_knowing_rules(as_leader, activity):
    response = as_leader.post(f"{LIST}new/", new(activity, weekdays=["5", "0"], interval=2), follow=True)

    series = ShiftSeries.objects.get()
    assert response.redirect_chain == [(page(series), 302)]
    assert [str(m) for m in response.context["messages"]] == ["The series is planned and sign-up is open."]
    assert (series.rule, series.zone) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA", "Asia/Shanghai")
    assert list(series.tasks.values_list("name_zh", "capacity", "minimum")) == [("引导排队", 3, 2), ("餐后清洁", 2, 0)]
    assert "Every 2 weeks on Monday and Saturday" in text_of(response)


def test_a_preview_shows_the_next_ten_days_and_keeps_nothing(as_leader, activity):
    response = as_leader.post(f"{LIST}preview/", new(activity))

    preview = response.context["preview"]
    assert (response.status_code, preview.rule) == (200, "Every day")
    assert [day for day, _times in preview.days] == [localdate() + n * DAY for n in range(1, 11)]
    assert not ShiftSeries.objects.exists()
    assert response.context["form"].data["task_2_name_zh"] == "餐后清洁"


def test_a_preview_names_days_that_the_calendar_leaves_out(as_leader, activity):
    closed = localdate() + 2 * DAY
    for day, working in ((closed - DAY, True), (closed, False), (closed + DAY, True)):
        set_calendar_day(date=day, is_working_day=working, note="放假", source="通知", by=None, at=timezone.now())

    response = as_leader.post(f"{LIST}preview/", new(activity, day_policy="not_on_holidays"))

    assert closed in response.context["preview"].left_out
    assert f"Left out because of the calendar: {closed}" in text_of(response)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"weekdays": []}, "Please choose at least one day of the week."),
        ({"repeat": "month_day"}, "Please choose one day of the month."),
        ({"repeat": "month_weekday", "nth": "2"}, "Please choose one day of the month."),
        ({"ends": "until"}, "Please say when the series ends."),
        ({"ends": "count", "count": "5000"}, "Ensure this value is less than or equal to 1000."),
        ({"ends": "until", "until": "2001-01-01"}, "The last day is before the first day."),
        ({"interval": "54"}, "The distance must be a whole number from 1 to 53."),
        ({"interval": "9" * 50}, "Ensure this value is less than or equal to 366."),
        ({"end_time": "05:30"}, "The end must differ from the start."),
        ({"end_time": "23:00"}, "A shift of a series lasts at most 16 hours. Please check start and end."),
        ({"task_1_name_zh": "", "task_2_name_zh": ""}, "Please name at least one task with its places."),
        ({"task_2_name_zh": "引导排队"}, "Two tasks have the same name."),
        ({"task_1_capacity": ""}, "Please enter the number of places."),
        ({"first_on": "9999-12-31"}, "Please enter a day of this century."),
        ({"first_on": "0001-01-01"}, "Please enter a day of this century."),
    ],
)
@pytest.mark.parametrize("button", ["new", "preview"])
def test_what_makes_no_sense_is_said_and_nothing_is_lost(as_leader, activity, button, fields, error):
    response = as_leader.post(f"{LIST}{button}/", new(activity, place_zh="科学大道店", **fields))

    assert (response.status_code, errors_of(response)) == (422, [error])
    assert 'value="科学大道店"' in text_of(response)
    assert not ShiftSeries.objects.exists()


def test_the_activity_of_another_team_cannot_be_chosen(as_leader, activity):
    response = as_leader.post(f"{LIST}new/", new(ActivityFactory()))

    assert response.status_code == 422
    assert not ShiftSeries.objects.exists()


# --- The list and the page --------------------------------------------------------------------------------------------


def test_the_list_shows_the_own_series_with_its_sentence(as_leader, series):
    make_series(activity=ActivityFactory(title_zh="别的队"), at=timezone.now())

    response = as_leader.get(LIST)

    assert [card.series for card in response.context["running"]] == [series]
    assert "Every day" in text_of(response)


def test_an_ended_series_is_folded_away(as_leader, series, leader):
    as_leader.post(page(series, "end/"), {"seen": as_leader.get(page(series, "end/")).context["plan"].digest})

    response = as_leader.get(LIST)

    assert (response.context["running"], [c.series for c in response.context["ended"]]) == ([], [series])


def test_a_planner_that_stopped_is_shown_on_list_and_page(as_leader, series):
    ShiftSeries.objects.filter(pk=series.pk).update(planned_at=timezone.now() - 2 * DAY)

    assert "not planned for more than a day" in text_of(as_leader.get(LIST))
    assert "The planner has not come by since" in text_of(as_leader.get(page(series)))


def test_the_page_shows_what_was_changed_by_hand_and_days_that_the_calendar_closes(as_leader, leader, activity):
    series = begun(activity, day_policy="not_on_holidays")
    lines = as_leader.get(page(series)).context["lines"]
    moved, closed = lines[0], lines[3]
    start = moved.shift.starts_at + timedelta(hours=1)
    services.move_shift(
        shift=moved.shift, starts_at=start, ends_at=start + timedelta(hours=1), by=leader, at=timezone.now()
    )
    set_calendar_day(date=closed.day, is_working_day=False, note="放假", source="通知", by=None, at=timezone.now())

    response = as_leader.get(page(series))

    by_day = {line.day: line for line in response.context["lines"]}
    assert by_day[moved.day].by_hand == ("time",)
    assert closed.day in [line.day for line in response.context["closed"]]
    assert "that the work calendar closes" in text_of(response)


@pytest.mark.parametrize("name", ["", "change/", "end/", "undo/"])
def test_a_stranger_does_not_learn_that_the_series_exists(client, series, volunteer, name):
    client.force_login(volunteer)

    assert client.get(page(series, name)).status_code == 404


@pytest.mark.parametrize("shown", ["list", "page"])
def test_pages_ask_as_much_for_three_rows_as_for_one(as_leader, activity, shown):
    series = begun(activity, "FREQ=DAILY;COUNT=1")
    url = LIST if shown == "list" else page(series)
    counts = []
    for further in (0, 2):
        for _ in range(further):
            begun(activity, "FREQ=DAILY;COUNT=3")
        if further and shown == "page":
            series = begun(activity, "FREQ=DAILY;COUNT=3")
            url = page(series)
        as_leader.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = as_leader.get(url)
        counts.append(len(queries))
        assert response.status_code == 200

    assert counts[0] == counts[1] <= 15


# --- Changing ---------------------------------------------------------------------------------------------------------


def ask(client, series, fields, query=""):
    return client.post(page(series, "change/") + query, fields)


def confirm(client, series, asked, fields, query="", **further):
    sent = {**fields, "seen": asked.context["plan"].digest, **further}
    return client.post(page(series, "apply/") + query, sent)


def test_the_form_shows_what_the_series_says(as_leader, series):
    response = as_leader.get(page(series, "change/"))

    initial = response.context["form"].initial
    assert {name: str(initial[name]) for name in ("repeat", "interval", "start_time", "task_2_name_zh")} == {
        "repeat": "weekly",
        "interval": "1",
        "start_time": "05:30:00",
        "task_2_name_zh": "餐后清洁",
    }


def test_consequences_first_then_the_change(as_leader, series):
    signup = signed_up(shift_on(series, localdate() + 3 * DAY), VolunteerFactory(name="志演甲"), at=timezone.now())

    asked = ask(as_leader, series, LATER)

    assert asked.status_code == 200
    assert asked.context["plan"].people == [("志演甲", 1)]
    assert "1 person is told, in one message" in text_of(asked)
    assert "志演甲: 1 shift" in text_of(asked)
    assert [day for day, _times in asked.context["next"].days] == [localdate() + n * DAY for n in range(1, 11)]
    signup.refresh_from_db()
    assert localtime(signup.starts_at).time() == time(5, 30)
    done = confirm(as_leader, series, asked, LATER)
    assert (done.status_code, done["Location"]) == (302, page(series))
    signup.refresh_from_db()
    assert localtime(signup.starts_at).time() == time(6)


def test_everything_that_was_entered_goes_along_with_the_confirmation(as_leader, series):
    asked = ask(as_leader, series, {**LATER, "place_zh": "<b>店</b>"})

    kept = asked.context["kept"]
    assert ("place_zh", "<b>店</b>") in kept
    assert [value for name, value in kept if name == "weekdays"] == ["0", "1", "2", "3", "4", "5", "6"]
    assert "<b>店</b>" not in text_of(asked)


def test_when_somebody_signs_up_meanwhile_the_consequences_are_shown_again(as_leader, series):
    asked = ask(as_leader, series, LATER)
    signed_up(shift_on(series, localdate() + 3 * DAY), VolunteerFactory(name="志演乙"), at=timezone.now())

    again = confirm(as_leader, series, asked, LATER)

    assert again.status_code == 422
    assert again.context["plan"].people == [("志演乙", 1)]
    assert "Something changed since you looked." in text_of(again)
    assert confirm(as_leader, series, again, LATER).status_code == 302


def test_a_clash_has_to_be_answered(as_leader, series):
    volunteer, day = VolunteerFactory(name="志演丙"), localdate() + 3 * DAY
    shift = shift_on(series, day)
    mine = signed_up(shift, volunteer, at=timezone.now())
    signed_up(make_shift(starts_at=shift.ends_at, hours=1), volunteer, at=timezone.now())
    asked = ask(as_leader, series, LATER)
    assert "These people have another shift at the new time" in text_of(asked)

    silent = confirm(as_leader, series, asked, LATER)

    assert (silent.status_code, silent.context["refused"]) == (
        422,
        "1 person has another shift at the new time. Please choose what happens.",
    )
    assert confirm(as_leader, series, silent, LATER, on_clash="release").status_code == 302
    assert Signup.objects.get(pk=mine.pk).state == "cancelled"


def test_this_and_following_lead_to_the_new_series(as_leader, series):
    day = localdate() + 5 * DAY
    query = f"?day={day}"
    fields = {**LATER, "scope": "following"}

    done = confirm(as_leader, series, ask(as_leader, series, fields, query), fields, query)

    new_one = ShiftSeries.objects.get(continues=series)
    assert done["Location"] == page(new_one)
    assert localtime(shift_on(new_one, day).starts_at).time() == time(6)
    assert localtime(shift_on(series, day - DAY).starts_at).time() == time(5, 30)


def test_only_this(as_leader, series):
    query = f"?day={localdate() + 5 * DAY}"
    fields = {**LATER, "scope": "this"}

    confirm(as_leader, series, ask(as_leader, series, fields, query), fields, query)

    starts = [localtime(shift_on(series, localdate() + n * DAY).starts_at).time() for n in (4, 5, 6)]
    assert starts == [time(5, 30), time(6), time(5, 30)]


def test_a_shift_that_was_changed_by_hand_is_changed_on_its_own_page(as_leader, leader, series):
    day = localdate() + 5 * DAY
    shift = shift_on(series, day)
    services.change_capacity(role=shift.roles.first(), capacity=9, by=leader, at=timezone.now())

    response = as_leader.get(page(series, f"change/?day={day}"))

    assert [scope.value for scope in response.context["form"].scopes] == ["following", "all"]
    assert f'href="/volunteers/team/shifts/{shift.pk}/"' in text_of(response)


def test_the_roster_of_a_shift_leads_to_its_series(as_leader, series):
    day = localdate() + 5 * DAY

    response = as_leader.get(f"/volunteers/team/shifts/{shift_on(series, day).pk}/")

    assert f'href="{page(series, "change/")}?day={day}"' in text_of(response)


@pytest.mark.parametrize("day", ["x", "2026-02-30", "9999-12-31", "0001-01-01", "²"])
def test_a_day_in_the_address_that_is_none_is_not_found(as_leader, series, day):
    assert as_leader.get(page(series, f"change/?day={day}")).status_code == 404


# --- The end, days ----------------------------------------------------------------------------------------------------


def test_taking_the_planning_back_says_what_goes_and_what_stays(as_leader, series):
    kept = signed_up(shift_on(series, localdate() + 3 * DAY), at=timezone.now())
    before = Shift.objects.count()
    asked = as_leader.get(page(series, "undo/"))
    assert len(asked.context["plan"].removed) == before - 1

    as_leader.post(page(series, "undo/"), {"seen": asked.context["plan"].digest})

    assert list(Shift.objects.values_list("pk", flat=True)) == [kept.shift_id]


def test_ending_from_a_day_on(as_leader, series):
    day = localdate() + 4 * DAY
    url = page(series, f"end/?day={day}")

    as_leader.post(url, {"seen": as_leader.get(url).context["plan"].digest})

    series.refresh_from_db()
    assert series.stopped_from == day
    assert Shift.objects.count() == 3


def test_a_stale_page_of_the_end_ends_nothing(as_leader, series):
    seen = as_leader.get(page(series, "end/")).context["plan"].digest
    signed_up(shift_on(series, localdate() + 3 * DAY), at=timezone.now())

    response = as_leader.post(page(series, "end/"), {"seen": seen})

    assert response.status_code == 422
    series.refresh_from_db()
    assert series.stopped_from is None


def test_a_day_is_taken_out_and_added(as_leader, series):
    day = localdate() + 4 * DAY
    url = page(series, f"days/remove/?day={day}")
    as_leader.post(url, {"seen": as_leader.get(url).context["plan"].digest})
    assert series.occurrences.get(kind="removed").shift is None

    as_leader.post(page(series, "days/add/"), {"day": str(day)})

    assert shift_on(series, day).state == "open"


@pytest.mark.parametrize("day", ["", "x", "9999-12-31", "2001-01-01"])
def test_a_day_that_cannot_be_added_is_refused_with_a_sentence(as_leader, series, day):
    response = as_leader.post(page(series, "days/add/"), {"day": day})

    assert response.status_code == 422
    assert response.context["refused"]


def test_the_back_office_shows_series_and_leads_to_the_page(client, administrator, series):
    client.force_login(administrator)

    listed = client.get("/admin/volunteers/shiftseries/")
    opened = client.get(f"/admin/volunteers/shiftseries/{series.pk}/change/")

    assert "Every day" in text_of(listed)
    assert f'href="{page(series)}"' in text_of(opened)
