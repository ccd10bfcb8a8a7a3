"""Shifts from a workbook: one line per task, all errors at once, corrected in place, taken over once."""

import pytest
from django.utils import translation
from django.utils.timezone import localtime

from audit.models import Event
from imports import services as imports
from tests.factories.volunteers import ActivityFactory, TeamFactory, make_shift
from tests.imports.conftest import AT, errors_of, stage, take_over  # noqa: F401
from tests.imports.workbooks import workbook
from tests.volunteers.test_hours_views import HEADINGS as HOURS_HEADINGS
from tests.volunteers.test_hours_views import line as hours_line
from tests.volunteers.test_hours_views import registered
from volunteers.imports import HOURS
from volunteers.models import Shift, ShiftRole
from volunteers.services import cancel_shift
from volunteers.shift_imports import COLUMNS, SHIFTS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEADINGS = [column.heading for column in COLUMNS]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def activity(leader):
    return ActivityFactory(team=TeamFactory(leader=leader))


def line(day="2026-06-12", start="9:00", end="11:30", task="引导", places="6", minimum="3", **more):
    rest = ("arrive", "place", "min_age", "training", "is_open")
    return [day, start, end, task, places, minimum, *(more.get(name, "") for name in rest)]


@pytest.fixture
def upload(stage, activity):  # noqa: F811
    return lambda rows: stage(workbook(rows, HEADINGS), kind=SHIFTS, subject=f"{activity.pk}", by="leader")


def planned() -> list[tuple]:
    return [
        (
            f"{localtime(role.shift.starts_at):%Y-%m-%d %H:%M}–{localtime(role.shift.ends_at):%H:%M}",
            role.shift.state,
            role.name_zh,
            role.capacity,
            role.minimum,
        )
        for role in ShiftRole.objects.select_related("shift").order_by("shift__starts_at", "pk")
    ]


def states(source) -> list[str]:
    return list(source.rows.order_by("number").values_list("state", flat=True))


def test_lines_of_one_beginning_become_one_shift_with_its_tasks(upload, leader, activity):
    rows = [
        line(arrive="8:45", place="西湖春天社区", min_age="16", training="食品卫生", is_open="是"),
        line(task="登记", places="2人", minimum="", arrive="8:45", place="西湖春天社区"),
        line(day="2026年6月13日", start="14:00", end="16:00"),
    ]

    job = take_over(upload(rows), leader)

    assert (job.state, job.refused) == ("finished", 0)
    assert planned() == [
        ("2026-06-12 09:00–11:30", "open", "引导", 6, 3),
        ("2026-06-12 09:00–11:30", "open", "登记", 2, 1),
        ("2026-06-13 14:00–16:00", "draft", "引导", 6, 3),
    ]
    first = Shift.objects.order_by("starts_at").first()
    assert (first.activity, f"{localtime(first.arrive_at):%H:%M}", first.place_zh) == (
        activity,
        "08:45",
        "西湖春天社区",
    )
    role = first.roles.get(name_zh="引导")
    assert (role.min_age, role.training_required) == (16, "food_hygiene")
    assert Event.objects.filter(code="volunteers.shift_planned").count() == 2


def test_the_same_rows_again_plan_nothing_twice(upload, leader):
    rows = [line(), line(task="登记"), line(day="2026-06-13")]
    take_over(upload(rows), leader)

    again = upload(list(reversed(rows)))

    assert states(again) == ["known"] * 3
    assert Shift.objects.count() == 2
    more = upload([line(), line(task="收纳")])
    assert states(more) == ["known", "wrong"]
    assert more.rows.get(number=3).errors == [
        ["task", "This shift was taken over before without this task. Add it on its page."]
    ]


def test_every_error_is_told_at_once(upload):
    rows = [
        line(),
        line(end="8:00"),  # of the same shift, and before its start
        line(task="登记", end="12:00"),
        line(day="2026-01-01"),
        line(day="0001-01-01"),
        line(day="明天"),
        line(day="2026-06-14", places="0"),
        line(day="2026-06-15", places="2", minimum="3"),
        line(day="2026-06-16", task=""),
        line(day="2026-06-17", start=""),
        line(day="", start=""),
        line(day="2026-06-18", arrive="9:30"),
        line(day="2026-06-19", min_age="100"),
        line(day="2026-06-20", training="不存在的培训"),
        line(day="2026-06-21", places="很多"),
        line(day="9999-12-31"),
        line(),  # the first one once more
    ]

    assert errors_of(upload(rows)) == {
        (3, "end"), (3, "task"), (4, "end"), (5, "day"), (6, "day"), (7, "day"), (8, "places"), (9, "minimum"),
        (10, "task"), (11, "start"), (12, "day"), (12, "start"), (13, "arrive"), (14, "min_age"), (15, "training"),
        (16, "places"), (17, "day"), (18, "task"),
    }  # fmt: skip


def test_a_line_is_corrected_in_place_and_then_taken_over(upload, leader):
    source = upload([line(), line(task="登记", end="12:00")])
    assert states(source) == ["blocked", "wrong"]
    assert source.rows.get(number=3).errors == [
        ["end", "Row 2 is of the same shift and says otherwise. Both must be the same."]
    ]

    row = imports.correct_row(row=source.rows.get(number=3), changes={"end": "11：30"}, by=leader, at=AT)

    assert (row.state, row.errors) == ("ready", [])
    take_over(source, leader)
    assert [task for *_shift, task, _most, _least in planned()] == ["引导", "登记"]


def test_a_shift_that_is_planned_already_is_not_planned_beside_it(upload, leader, activity):
    first = localtime(AT).replace(month=6, day=12, hour=9, minute=0)
    there = make_shift(activity=activity, starts_at=first)

    assert errors_of(upload([line()])) == {(2, "start")}
    cancel_shift(shift=there, by=leader, at=AT)
    assert states(upload([line(minimum="2")])) == ["ready"]


def test_only_activities_of_the_own_teams_are_offered_and_taken_over(stage, upload, activity, leader, cast):  # noqa: F811
    other = ActivityFactory()

    assert SHIFTS.subjects(leader, AT) == [(f"{activity.pk}", f"{activity.title} · {activity.team}")]
    assert {code for code, _title in SHIFTS.subjects(cast["admin"], AT)} == {f"{activity.pk}", f"{other.pk}"}
    assert [bool(SHIFTS.may_import(cast[name])) for name in ("leader", "admin", "volunteer", "reviewer")] == [
        True,
        True,
        False,
        False,
    ]
    source = stage(workbook([line()], HEADINGS), kind=SHIFTS, subject=f"{other.pk}", by="leader")
    job = take_over(source, leader)
    assert (job.refused, Shift.objects.count()) == (1, 0)


def test_the_upload_page_knows_nothing_of_a_strangers_activity(client, leader, activity):
    client.force_login(leader)
    other = ActivityFactory()

    assert client.get(f"/imports/new/volunteer_shifts/?of={activity.pk}").status_code == 200
    template = client.get(f"/imports/template/volunteer_shifts/?of={activity.pk}")
    assert b"".join(template.streaming_content)[:2] == b"PK"
    assert client.get(f"/imports/new/volunteer_shifts/?of={other.pk}").status_code == 404


def test_an_hours_list_without_a_day_is_told_and_does_not_stop_the_check(stage, cast):  # noqa: F811
    registered(1, "志演一")
    rows = [hours_line(1, "志演一", ""), hours_line(1, "志演一", "2026-02-10", "", "")]

    source = stage(workbook(rows, HOURS_HEADINGS), kind=HOURS, by="reviewer")

    assert errors_of(source) == {(2, "day"), (3, "came"), (3, "left")}
