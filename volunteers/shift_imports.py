"""Shifts of an activity from a spreadsheet: one line per task; lines with the same day and beginning are one shift."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from imports.cells import Cell, ChoiceCell, DayCell, WholeCell, YesNoCell
from imports.kinds import Column, ImportKind, Line
from imports.selectors import pieces, taken_before
from volunteers import services
from volunteers.choices import TrainingKind
from volunteers.imports import ClockCell
from volunteers.models import Activity, Shift, ShiftRole, VolunteerTeam
from volunteers.services import RolePlan
from workflow.answers import YES, Answer, no

MOST_PLACES, OLDEST, LAST_YEAR = 2000, 99, 2998
SAME = ("end", "arrive", "place")  # what lines of one shift share
COLUMNS = (
    Column("day", "日期", _("Day"), DayCell(), example="2026-06-12", aliases=("班次日期", "活动日期")),
    Column("start", "开始时间", _("From"), ClockCell(), example="09:00", aliases=("开始",)),
    Column("end", "结束时间", _("Until"), ClockCell(), example="11:30", aliases=("结束",)),
    Column("task", "岗位", _("Task"), Cell(max_length=40), example="引导", aliases=("任务", "岗位名称")),
    Column("places", "名额", _("Places"), WholeCell(), example="6", aliases=("人数", "需要人数")),
    Column("minimum", "最少人数", _("Least number of people"), WholeCell(), False, "3", ("最低人数",)),
    Column("arrive", "集合时间", _("Arrive by"), ClockCell(), False, "08:45", ("到岗时间",)),
    Column("place", "地点", _("Place"), Cell(max_length=120), False, "西湖春天社区", ("活动地点",)),
    Column("min_age", "最低年龄", _("Minimum age"), WholeCell(), False, "16", ("年龄要求",)),
    Column(
        "training", "需要的培训", _("Training required"), ChoiceCell(options=TrainingKind.choices), False, "", ("培训",)
    ),
    Column("is_open", "开放报名", _("Open sign-up"), YesNoCell(), False, "是", ("立即开放报名",)),
)


class ShiftImport(ImportKind):
    code = "volunteer_shifts"
    title = _("Shifts of an activity")
    explanation = _("One line per task; lines with the same day and beginning become one shift.")
    key_column = "task"

    def may_import(self, user: Any) -> Answer:
        if _activities_of(user).exists():
            return YES
        return no(_("Leaders of a team with an activity plan its shifts from a list."))

    def subjects(self, user: Any, at: datetime) -> list[tuple[str, str]]:
        rows = _activities_of(user).select_related("team").order_by("team__name_zh", "pk")
        return [(f"{activity.pk}", f"{activity.title} · {activity.team}") for activity in rows]

    def columns(self, subject: str) -> Sequence[Column]:
        return COLUMNS

    def group_of(self, texts: Mapping[str, str]) -> str:
        return f"{texts.get('day', '')} {texts.get('start', '')}".strip()

    def key_of(self, texts: Mapping[str, str]) -> str:
        task = texts.get("task", "")
        return f"{self.group_of(texts)} {task}" if task else ""

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        for line in lines:
            _judge_numbers(line)
            _judge_times(line, at)
        groups = _groups(lines)
        for group in groups.values():
            _judge_alike(group)
        before = taken_before(_taken_key(subject, moment) for moment in groups)
        _note_known(groups, {moment: before.get(_taken_key(subject, moment), "") for moment in groups})
        planned = _planned(subject, groups)
        for moment, group in groups.items():
            for line in group:
                if moment in planned and not before.get(_taken_key(subject, moment)):
                    line.wrong("start", _text("This activity has a shift at this time already. Change it on its page."))

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        return _taken_key(subject, _moment(lines[0], "start"))

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        """A draft with its tasks; open for sign-up when one of the lines says so."""
        first = lines[0]
        shift = services.create_shift(
            activity=Activity.objects.select_related("team").get(pk=int(subject)),
            starts_at=_moment(first, "start"),
            ends_at=_moment(first, "end"),
            arrive_at=_moment(first, "arrive") if first.values.get("arrive") else None,
            place_zh=first.values.get("place", ""),
            roles=[_plan(line) for line in lines],
            by=by,
            at=at,
        )
        if any(line.values.get("is_open") == "yes" for line in lines):
            services.open_shift(shift=shift, by=by, at=at)
        return f"S{shift.pk}"


SHIFTS = ShiftImport()


def _activities_of(user: Any) -> Any:
    """Of the teams that the user runs; an administrator may help any (volunteers.permissions.may_run_team)."""
    teams = VolunteerTeam.objects.active()
    if not has_role(user, roles.SYSTEM_ADMIN):
        teams = teams.led_by(user)
    return Activity.objects.filter(team__in=teams.values("pk"))


def _taken_key(subject: str, moment: datetime) -> str:
    return f"shift:{subject}:{moment.isoformat()}"


def _moment(line: Line, column: str) -> datetime:
    day = date.fromisoformat(line.values["day"])
    return make_aware(datetime.combine(day, time.fromisoformat(line.values[column])))


def _has(line: Line, *columns: str) -> bool:
    """A wrong cell has no value, an empty one an empty text."""
    return all(line.values.get(column) for column in columns)


def _number(line: Line, column: str, empty: int) -> int:
    return int(line.values.get(column) or empty)


def _plan(line: Line) -> RolePlan:
    return RolePlan(
        name_zh=line.values["task"],
        capacity=_number(line, "places", 0),
        minimum=_number(line, "minimum", 1),
        min_age=_number(line, "min_age", 0),
        training_required=line.values.get("training", ""),
    )


def _groups(lines: Iterable[Line]) -> dict[datetime, list[Line]]:
    """Lines whose day and beginning can be read, by the moment."""
    found: dict[datetime, list[Line]] = {}
    for line in lines:
        if _has(line, "day", "start"):
            found.setdefault(_moment(line, "start"), []).append(line)
    return found


# --- Judging ----------------------------------------------------------------------------------------------------------


def _judge_numbers(line: Line) -> None:
    if "places" in line.values and not 1 <= _number(line, "places", 0) <= MOST_PLACES:
        line.wrong("places", _text("Please enter the number of places, 1 to 2000."))
    if "min_age" in line.values and not 0 <= _number(line, "min_age", 0) <= OLDEST:
        line.wrong("min_age", _text("Please enter an age of at most 99."))
    if "minimum" in line.values and not 0 <= _number(line, "minimum", 1) <= MOST_PLACES:
        line.wrong("minimum", _text("Please enter the least number of people, 0 to 2000."))
    elif _has(line, "places") and _number(line, "minimum", 1) > _number(line, "places", 0) > 0:
        line.wrong(
            "minimum", _text("The least number of people is larger than the number of places. Please check both.")
        )


def _judge_times(line: Line, at: datetime) -> None:
    """A missing cell is an error already; a day of another century would break calendars."""
    if not _has(line, "day"):
        return
    if not localdate(at).year <= date.fromisoformat(line.values["day"]).year <= LAST_YEAR:
        line.wrong("day", _text("Please enter a day to come."))
        line.values.pop("day")
        return
    if _has(line, "start") and _moment(line, "start") <= at:
        line.wrong("day", _text("This time is over already. Please enter a day to come."))
    if _has(line, "start", "end") and _moment(line, "end") <= _moment(line, "start"):
        line.wrong("end", _text("The end must be after the start."))
    if _has(line, "start", "arrive") and _moment(line, "arrive") > _moment(line, "start"):
        line.wrong("arrive", _text("People arrive before the start."))


def _judge_alike(group: Sequence[Line]) -> None:
    """A difference is an error of the later line."""
    first = group[0]
    for line in group[1:]:
        for column in SAME:
            if column in line.values and column in first.values and line.values[column] != first.values[column]:
                words = _text("Row %(row)d is of the same shift and says otherwise. Both must be the same.")
                line.wrong(column, words % {"row": first.number})


def _note_known(groups: Mapping[datetime, Sequence[Line]], before: Mapping[datetime, str]) -> None:
    """Lines of a shift that was taken over before are known; a task that it does not have is said to be missing."""
    pks = [int(result.removeprefix("S")) for result in before.values() if result]
    tasks: dict[int, set[str]] = {}
    for piece in pieces(pks):
        for shift, name in ShiftRole.objects.filter(shift__in=piece).order_by().values_list("shift", "name_zh"):
            tasks.setdefault(shift, set()).add(name)
    for moment, group in groups.items():
        result = before[moment]
        for line in group if result else ():
            if line.values.get("task") in tasks.get(int(result.removeprefix("S")), set()):
                line.known_as = result
            else:
                line.wrong("task", _text("This shift was taken over before without this task. Add it on its page."))


def _planned(subject: str, groups: Mapping[datetime, Sequence[Line]]) -> set[datetime]:
    """Beginnings at which the activity has a shift that is not cancelled."""
    found: set[datetime] = set()
    for piece in pieces(groups):
        rows = Shift.objects.filter(activity=int(subject), starts_at__in=piece).exclude(state="cancelled").order_by()
        found |= set(rows.values_list("starts_at", flat=True))
    return found
