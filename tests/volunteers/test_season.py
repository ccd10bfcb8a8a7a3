"""Figures of a season, calculated by hand; who comes back; where people will be missing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from audit.models import Event
from tests.factories.series import make_series
from tests.factories.volunteers import (
    AT,
    ActivityFactory,
    TeamFactory,
    VolunteerFactory,
    make_shift,
    role_of,
    signed_up,
)
from volunteers import services
from volunteers.models import Attendance, HoursEntry, Shift, ShiftRole
from volunteers.season import tables
from volunteers.season.figures import counted_hours, counted_signups, figures_of
from volunteers.season.forecast import forecast_of
from volunteers.season.periods import BadSeason, Season, offered, quarter_of, season_from
from volunteers.season.retention import retention_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SEASON = Season(date(2023, 7, 1), date(2023, 9, 30))
LATER = datetime(2023, 10, 20, 2, 0, tzinfo=UTC)
HOME, NEXT_DOOR = "410172160-xihuchuntian", "410172160-honghe"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def team(leader):
    return TeamFactory(leader=leader, name_zh="粥屋队", name_en="Porridge team")


def at(month: int, day: int, hour: int = 10) -> datetime:
    """A time on the wall of Zhengzhou."""
    return datetime(2023, month, day, hour, 0, tzinfo=UTC) - timedelta(hours=8)


def held(activity, start, people, *, capacity=2, hours=2, confirm=True) -> Shift:
    """A shift that took place: `people` is volunteer → outcome, "" for one who cancelled."""
    shift = make_shift(activity=activity, starts_at=start, hours=hours, capacity=capacity)
    before = start - DAY
    signups = {person: signed_up(shift, person, at=before) for person in people}
    for person, outcome in people.items():
        if not outcome:
            services.cancel_signup(signup=signups[person], by=person.user, at=before)
            continue
        services.mark_attendance(signup=signups[person], outcome=outcome, by=activity.team.leader, at=shift.ends_at)
    if confirm:
        services.confirm_roster(shift=shift, by=activity.team.leader, at=shift.ends_at)
    return shift


def tally(row) -> tuple:
    t = row.tally
    return (
        row.label,
        t.shifts,
        t.places,
        t.filled,
        t.signups,
        t.attended,
        t.absent,
        t.excused,
        t.volunteers,
        t.minutes,
    )


def queries(ask) -> int:
    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


# --- Sign-ups, attendance, hours, fill --------------------------------------------------------------------------------


def a_season(team, places):
    """Three shifts in July and August of two fields and two places, one outside, one of another team."""
    ann, ben, eva = (VolunteerFactory(name=name) for name in ("志演安", "志演本", "志演娃"))
    cooking = ActivityFactory(team=team, area=places[HOME])
    cleaning = ActivityFactory(team=team, area=places[NEXT_DOOR], field="ecology")
    held(cooking, at(7, 3), {ann: "present", ben: "present"})
    held(cooking, at(8, 7), {ann: "present", ben: "absent", eva: ""}, capacity=4)
    held(cleaning, at(8, 8), {eva: "excused"}, capacity=3, hours=1)
    held(cooking, at(10, 2), {ann: "present"})  # after the season
    held(ActivityFactory(), at(7, 4), {ann: "present"}, hours=1)  # of another team
    return ann, ben, eva


@pytest.mark.both_databases
def test_a_leaders_season_by_field_place_team_and_month(team, leader, places):
    a_season(team, places)

    figures = figures_of(leader, SEASON, LATER)

    cooking, cleaning = (2, 6, 4, 5, 3, 1, 0, 2, 360), (1, 3, 1, 1, 0, 0, 1, 0, 0)
    assert [tally(row) for row in figures.by_field] == [
        ("Care and company", *cooking),
        ("Ecology and environment", *cleaning),
    ]
    assert [tally(row)[1:] for row in figures.by_community] == [cooking, cleaning]
    assert [tally(row) for row in figures.by_team] == [("Porridge team", 3, 9, 5, 6, 3, 1, 1, 2, 360)]
    assert [tally(row) for row in figures.by_month] == [
        ("2023-07", 1, 2, 2, 2, 2, 0, 0, 2, 240),
        ("2023-08", 2, 7, 3, 4, 1, 1, 1, 1, 120),
        ("2023-09", 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ]
    assert (figures.total.fill, figures.total.came, str(figures.total.hours)) == (56, 60, "6.0")


def test_an_overseer_sees_every_team_and_a_stranger_nothing(team, reviewer, outsider, places):
    a_season(team, places)

    assert [row.tally.shifts for row in figures_of(reviewer, SEASON, LATER).by_team] == [3, 1]
    assert figures_of(reviewer, SEASON, LATER).total.minutes == 420
    assert figures_of(outsider, SEASON, LATER).total.signups == 0


def test_every_figure_follows_from_the_rows(team, leader, places):
    a_season(team, places)
    total = figures_of(leader, SEASON, LATER).total
    signups = counted_signups(leader, SEASON, LATER)

    assert total.signups == signups.count()
    assert total.attended == Attendance.objects.filter(signup__in=signups, outcome="present").count()
    assert total.minutes == sum(
        HoursEntry.objects.filter(pk__in=counted_hours(leader, SEASON)).values_list("minutes", flat=True)
    )


def test_hours_taken_back_no_longer_count_and_an_overfilled_task_fills_no_other(team, leader):
    ann, ben = VolunteerFactory(), VolunteerFactory()
    shift = held(ActivityFactory(team=team), at(7, 3), {ann: "present", ben: "present"})
    wrong = shift.signups.get(volunteer=ben)
    mark = services.Mark(wrong.pk, "absent")
    services.correct_attendance(signup=wrong, mark=mark, reason="写错了", by=leader, at=at(7, 4))
    ShiftRole.objects.filter(shift=shift).update(capacity=1, overfill=1)
    ShiftRole.objects.create(shift=shift, name_zh="洗碗", capacity=1)

    total = figures_of(leader, SEASON, LATER).total

    assert (total.attended, total.absent, total.minutes) == (1, 1, 120)
    assert (total.places, total.filled, total.fill) == (2, 1, 50)


def test_cancelled_and_coming_shifts_and_drafts_are_left_out(team, leader):
    activity = ActivityFactory(team=team)
    cancelled = make_shift(activity=activity, starts_at=at(9, 10))
    services.cancel_shift(shift=cancelled, by=leader, at=AT)
    make_shift(activity=activity, starts_at=at(9, 11), open_it=False)
    make_shift(activity=activity, starts_at=at(9, 12))

    assert [figures_of(leader, SEASON, moment).total.shifts for moment in (at(9, 12, 9), at(9, 12, 10))] == [0, 1]


def test_a_shift_at_midnight_belongs_to_the_day_on_the_wall(team, leader):
    held(ActivityFactory(team=team), at(7, 1, 0), {VolunteerFactory(): "present"})

    june, july = Season(date(2023, 6, 1), date(2023, 6, 30)), Season(date(2023, 7, 1), date(2023, 7, 31))
    assert [figures_of(leader, season, LATER).total.attended for season in (june, july)] == [0, 1]
    assert [row.label for row in figures_of(leader, july, LATER).by_month] == ["2023-07"]


# --- Coming back ------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_comes_back_calculated_by_hand(team, leader):
    """Ann: 3 July, 5 August, 4 October. Ben: 5 July, 2 September (59 days). Eva: 8 July, 6 September (60), Max: 9 July,
    8 September (61). Ida: first in June, again 10 July. Jon: first on 28 September, 60 days not over."""
    activity = ActivityFactory(team=team)
    ann, ben, eva, maxi, ida, jon = (VolunteerFactory() for _n in range(6))
    for person, days in {
        ann: [(7, 3), (8, 5), (10, 4)],
        ben: [(7, 5), (9, 2)],
        eva: [(7, 8), (9, 6)],
        maxi: [(7, 9), (9, 8)],
        ida: [(6, 20), (7, 10)],
        jon: [(9, 28)],
    }.items():
        for month, day in days:
            held(activity, at(month, day), {person: "present"})
    held(activity, at(7, 20), {jon: "absent"})  # missing a shift is not serving

    kept = retention_of(leader, SEASON, 60, LATER)

    assert (kept.following, kept.has_ended) == (Season(date(2023, 10, 1), date(2023, 12, 31)), False)
    assert (kept.served, kept.again, kept.again_share) == (6, 1, 17)
    assert (kept.newcomers, kept.returned, kept.may_return, kept.returned_share) == (5, 3, 1, 75)
    assert [(c.name, c.people, c.again) for c in kept.cohorts] == [
        ("2023-07", 4, (1, 3, 1, None, None, None)),
        ("2023-08", 0, (0, 0, None, None, None, None)),
        ("2023-09", 1, (0, None, None, None, None, None)),
    ]
    assert kept.cohorts[0].shares == [25, 75, 25, None, None, None]
    assert kept.cohorts[1].shares == [None] * 6


def test_coming_back_asks_the_same_number_of_questions_of_one_and_three(team, leader):
    activity = ActivityFactory(team=team)
    held(activity, at(7, 3), {VolunteerFactory(): "present"})
    one = queries(lambda: retention_of(leader, SEASON, 60, LATER))
    for day in (4, 5):
        held(activity, at(7, day), {VolunteerFactory(): "present"})

    assert queries(lambda: retention_of(leader, SEASON, 60, LATER)) == one == 2


# --- Where people will be missing -------------------------------------------------------------------------------------


def wednesday(week: int) -> datetime:
    """10 o'clock on Wednesday 2 August 2023, and the weeks after it."""
    return at(8, 2) + week * 7 * DAY


@pytest.mark.both_databases
def test_the_forecast_rests_on_the_same_weekday_and_says_so(team, leader):
    """Four Wednesdays with 4, 3, 2 and 3 people, of whom 9 came: 3 people × 75 % = 2.25, which is less than 3."""
    activity = ActivityFactory(team=team)
    people = [VolunteerFactory() for _n in range(4)]
    outcomes = ["present", "present", "absent", "present"]
    for week, size in enumerate((4, 3, 2, 3)):
        held(activity, wednesday(week), dict(zip(people[:size], outcomes, strict=False)), capacity=5)
    held(activity, at(8, 3), {people[0]: "present"}, capacity=5)  # a Thursday counts nothing here
    coming = make_shift(activity=activity, starts_at=wednesday(5), capacity=5)
    ShiftRole.objects.filter(shift=coming).update(minimum=3)
    signed_up(coming, people[0], at=AT)

    [outlook] = forecast_of(leader, 28, 84, AT)

    assert (outlook.shift, outlook.basis.kind, len(outlook.basis.past)) == (coming, "activity_day", 4)
    assert (outlook.expected_text, outlook.minimum, outlook.is_short, outlook.missing) == ("2.3", 3, True, 0.75)
    assert outlook.reason == (
        "The last 4 shifts of this activity on a Wednesday had 3.0 people on average, and 75% of them came. "
        "1 person has a place so far."
    )


def test_more_people_than_usual_are_believed_but_never_more_than_the_places(team, leader):
    activity = ActivityFactory(team=team)
    people = [VolunteerFactory() for _n in range(4)]
    for week in range(2):
        held(activity, wednesday(week), {people[0]: "present"}, capacity=5)
    coming = make_shift(activity=activity, starts_at=wednesday(5), capacity=4)
    for person in people[:3]:
        signed_up(coming, person, at=AT)
    full = make_shift(activity=activity, starts_at=wednesday(6), capacity=4)

    expected = [outlook.expected_text for outlook in forecast_of(leader, 28, 84, AT)]
    services.change_capacity(role=role_of(full), capacity=0, by=leader, at=AT)

    assert expected == ["3.0", "1.0"]
    assert [outlook.expected_text for outlook in forecast_of(leader, 28, 84, AT)] == ["3.0", "0.0"]


def test_without_earlier_shifts_only_those_with_a_place_are_expected(team, leader):
    coming = make_shift(activity=ActivityFactory(team=team), starts_at=wednesday(5), capacity=4)
    held(ActivityFactory(team=team), wednesday(1), {VolunteerFactory(): "present"})

    [outlook] = forecast_of(leader, 28, 84, AT)

    assert (outlook.shift, outlook.basis.kind, outlook.expected_text, outlook.is_short) == (coming, "none", "0.0", True)
    assert outlook.reason == (
        "There are no earlier shifts to compare with, so everybody is expected who has a place. "
        "0 people have a place so far."
    )


def test_a_series_is_compared_with_itself(team, leader):
    """The series at dawn has nobody on Wednesdays; the same activity at noon has two people."""
    activity = ActivityFactory(team=team)
    series = make_series("FREQ=WEEKLY;BYDAY=WE", activity=activity, first_on=date(2023, 8, 16), at=at(8, 10))
    noon = [VolunteerFactory(), VolunteerFactory()]
    for week in (2, 3):
        held(activity, wednesday(week) + timedelta(hours=5), dict.fromkeys(noon, "present"))

    outlooks = forecast_of(leader, 14, 84, AT)

    planned = list(series.occurrences.filter(shift__starts_at__gt=AT).order_by("original_start")[:2])
    assert [outlook.shift for outlook in outlooks] == [occurrence.shift for occurrence in planned]
    assert {(o.basis.kind, len(o.basis.past), o.expected_text) for o in outlooks} == {("series_day", 3, "0.0")}


def test_a_shift_with_enough_people_is_short_without_a_cook(team, leader):
    """Four people in all are enough for the least of three, but nobody ever cooks."""
    activity = ActivityFactory(team=team)
    for week in range(2):
        past = held(activity, wednesday(week), {VolunteerFactory(): "present" for _n in range(4)}, capacity=4)
        ShiftRole.objects.create(shift=past, name_zh="厨师", name_en="Cook", minimum=1, capacity=1)
    coming = make_shift(activity=activity, starts_at=wednesday(5), capacity=4)
    ShiftRole.objects.filter(shift=coming).update(minimum=2)
    ShiftRole.objects.create(shift=coming, name_zh="厨师", name_en="Cook", minimum=1, capacity=1)

    [outlook] = forecast_of(leader, 28, 84, AT)

    assert (outlook.expected_text, outlook.minimum, outlook.missing, outlook.is_short) == ("4.0", 3, 1, True)
    assert [(task.name, task.expected_text) for task in outlook.short_tasks] == [("Cook", "0.0")]
    assert outlook.reason == (
        "The last 2 shifts of this activity on a Wednesday had 4.0 people on average, and 100% of them came. "
        "0 people have a place so far. Cook: 0.0 expected, 1 needed."
    )


# --- The page and the files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "2023-07-01"}, "Please enter both days, for example 2026-03-01."),
        ({"from": "x", "until": "2023-07-01"}, "Please enter both days, for example 2026-03-01."),
        ({"from": "2023-07-02", "until": "2023-07-01"}, "The last day is before the first one. Please check both."),
        ({"from": "0001-01-01", "until": "2023-07-01"}, "Please choose days after the year 2000."),
        ({"from": "2020-01-01", "until": "9999-12-31"}, "Please choose days after the year 2000."),
        ({"from": "2020-01-01", "until": "2023-07-01"}, "Please choose at most three years."),
    ],
)
def test_days_that_are_no_season_are_refused_in_words(query, sentence, client, leader):
    client.force_login(leader)

    answer = client.get("/volunteers/team/season/", query)

    assert (answer.status_code, answer.context["refused"]) == (422, sentence)
    with pytest.raises(BadSeason):
        season_from(query, date(2023, 7, 1))
    assert client.get("/volunteers/team/season/fields/csv/", query).status_code == 404


def test_seasons_are_quarters_and_years_and_know_the_following_one():
    today = date(2024, 2, 29)

    assert quarter_of(today) == Season(date(2024, 1, 1), date(2024, 3, 31))
    assert quarter_of(today).following == Season(date(2024, 4, 1), date(2024, 6, 30))
    assert Season(date(2023, 2, 1), date(2023, 2, 28)).following == Season(date(2023, 3, 1), date(2023, 3, 31))
    assert Season(date(2023, 2, 5), date(2023, 2, 14)).following == Season(date(2023, 2, 15), date(2023, 2, 24))
    assert [choice.label for choice in offered(quarter_of(today), today) if choice.is_current] == ["Quarter 1 of 2024"]
    assert season_from({}, today) == quarter_of(today)


def test_the_page_asks_as_much_for_one_as_for_three(client, team, leader):
    activity = ActivityFactory(team=team)
    client.force_login(leader)
    held(activity, at(7, 3), {VolunteerFactory(): "present"})
    page = "/volunteers/team/season/?from=2023-07-01&until=2023-09-30"
    one = queries(lambda: client.get(page))
    for number in (4, 5):
        other = ActivityFactory(team=TeamFactory(leader=leader), field="ecology")
        held(other, at(8, number), {VolunteerFactory(): "present"})

    assert queries(lambda: client.get(page)) == one


def test_a_table_is_the_same_on_the_page_and_in_the_file(client, team, leader, places):
    a_season(team, places)
    client.force_login(leader)
    query = "?from=2023-07-01&until=2023-09-30"

    page = " ".join(client.get(f"/volunteers/team/season/{query}").content.decode().split())
    answer = client.get(f"/volunteers/team/season/fields/csv/{query}")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0].startswith('"By field of service, 2023-07-01 – 2023-09-30 as of ')
    assert lines[1:] == [
        "field of service,shifts,places,filled,filled (%),sign-ups,attended,missed without telling,excused,volunteers,"
        "hours,minutes",
        "Care and company,2,6,4,67,5,3,1,0,2,6.0,360",
        "Ecology and environment,1,3,1,33,1,0,0,1,0,0.0,0",
    ]
    assert '<th scope="row">Care and company</th><td class="r num">2</td><td class="r num">6</td>' in page
    assert '<svg class="row-chart"' in page
    event = Event.objects.get(code="volunteers.season_exported")
    assert event.data == {"table": "fields", "from": "2023-07-01", "until": "2023-09-30", "form": "csv"}


@pytest.mark.parametrize("code", ["months", "fields", "communities", "teams", "returning", "cohorts", "forecast"])
def test_every_table_comes_as_a_workbook(code, client, team, leader, places):
    a_season(team, places)
    make_shift(activity=ActivityFactory(team=team), starts_at=datetime.now(UTC) + DAY)
    client.force_login(leader)

    answer = client.get(f"/volunteers/team/season/{code}/xlsx/?from=2023-07-01&until=2023-09-30")

    assert (answer.status_code, b"".join(answer.streaming_content)[:2]) == (200, b"PK")


def test_unknown_tables_and_forms_are_not_found(client, leader, team):
    client.force_login(leader)

    for path in ("nothing/csv/", "fields/pdf/"):
        assert client.get(f"/volunteers/team/season/{path}").status_code == 404


def test_the_cells_of_a_cohort_tell_number_and_share(team, leader):
    ann = VolunteerFactory()
    for month in (7, 8):
        held(ActivityFactory(team=team), at(month, 3), {ann: "present"})

    table = tables.table_of("cohorts", tables.Sources(leader, SEASON, LATER))

    assert table.headings[:4] == ["first served in", "people", "1 month later", "2 months later"]
    assert table.lines[0] == ["2023-07", "1", "1 · 100%", "0 · 0%", "0 · 0%", "–", "–", "–"]
