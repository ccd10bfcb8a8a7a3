"""The plan of the publicity events from a spreadsheet: one line per event."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from areas.models import AdminArea
from beneficiaries.imports import place_names
from delivery.wristbands.models import PublicityEvent
from delivery.wristbands.permissions import may_plan_event
from delivery.wristbands.services.outings import plan_event
from imports.cells import Cell, DayCell, PlaceCell, WholeCell
from imports.kinds import Column, ImportKind, Line
from volunteers.imports import ClockCell
from web.days import EARLIEST, LATEST
from workflow.answers import Answer

MOST_BANDS = 10_000


class EventImport(ImportKind):
    code = "publicity_events"
    title = _("Publicity events")
    explanation = _("One line per event; the number recognises it again. Bands are allocated afterwards.")
    key_column = "number"

    def may_import(self, user: Any) -> Answer:
        return may_plan_event(user)

    def columns(self, subject: str) -> Sequence[Column]:
        return (
            Column(
                "number", "场次编号", _("Event number"), Cell(max_length=10), example="W01", aliases=("编号", "场次")
            ),
            Column("title", "活动名称", _("Title"), Cell(max_length=100), example="防走失手环宣传", aliases=("名称",)),
            Column("area", "社区", _("Community or village"), PlaceCell(places=place_names()), example="西湖春天社区"),
            Column(
                "place", "地点", _("Meeting place"), Cell(max_length=120), example="社区广场", aliases=("活动地点",)
            ),
            Column("day", "日期", _("Day"), DayCell(), example="2026-03-07", aliases=("活动日期",)),
            Column("start", "开始时间", _("From"), ClockCell(), example="09:00", aliases=("开始",)),
            Column("end", "结束时间", _("Until"), ClockCell(), example="11:30", aliases=("结束",)),
            Column("target", "计划发放", _("Bands planned"), WholeCell(), False, "125", ("计划数量",)),
        )

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        numbers = [line.values["number"] for line in lines if "number" in line.values]
        known = dict(PublicityEvent.objects.filter(number__in=numbers).values_list("number", "title"))
        for line in lines:
            _judge(line)
            number = line.values.get("number")
            if number in known and known[number] == line.values.get("title"):
                line.known_as = number
            elif number in known:
                line.wrong("number", _text("There is another event with this number."))

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        return f"publicity-event:{lines[0].values['number']}"

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        values: Mapping[str, Any] = lines[0].values
        event = plan_event(
            number=values["number"],
            title=values["title"],
            area=AdminArea.objects.get(code=values["area"]),
            place=values["place"],
            starts_at=_moment(values, "start"),
            ends_at=_moment(values, "end"),
            target=int(values.get("target") or PublicityEvent._meta.get_field("target").default),
            shift=None,
            by=by,
            at=at,
        )
        return event.number


EVENTS = EventImport()


def _judge(line: Line) -> None:
    number, day = line.values.get("number", ""), line.values.get("day", "")
    if (number and not number.replace("-", "").replace("_", "").isalnum()) or not number.isascii():
        line.wrong("number", _text("Write the number with letters and digits, for instance W01."))
    if day and not EARLIEST <= date.fromisoformat(day) <= LATEST:
        line.wrong("day", _text("This day cannot be."))
    if "target" in line.values and not 0 <= int(line.values["target"] or 0) <= MOST_BANDS:
        line.wrong("target", _text("So many bands cannot be."))
    start, end = line.values.get("start"), line.values.get("end")
    if start and end and end <= start:
        line.wrong("end", _text("The event ends before it begins."))


def _moment(values: Mapping[str, Any], column: str) -> datetime:
    return make_aware(datetime.combine(date.fromisoformat(values["day"]), time.fromisoformat(values[column])))
