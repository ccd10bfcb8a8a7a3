"""Hours from a spreadsheet: one line per person and occasion. Each becomes a claim that somebody else reviews."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import make_aware
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from imports.cells import Cell, DayCell, IdNumberCell, half_width, plain, refuse
from imports.kinds import Column, ImportKind, Line
from imports.selectors import pieces, taken_before
from protection.indexing import index_of
from volunteers import services
from volunteers.crediting import Span
from volunteers.models import HoursClaim, HoursEntry, VolunteerProfile
from volunteers.services.claims import Described
from workflow.answers import YES, Answer, no

EARLIEST = date(2000, 1, 1)  # nobody has lists from before
NUMBERS = ("身份证号码", "公民身份号码", "身份证", "证件号码")


class ClockCell(Cell):
    """A time of the day: 8:30, 08:30:00, 8点半 is not one; Excel's own times as well."""

    def text(self, raw: Any) -> str:
        if isinstance(raw, time):
            return f"{raw:%H:%M}"
        if isinstance(raw, float) and 0 <= raw < 1:
            minutes = round(raw * 24 * 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        text = half_width(plain(raw))
        head, colon, tail = text.partition(":")
        minute = tail.split(":")[0]
        is_clock = colon and head.isdigit() and minute.isdigit() and int(head) < 24 and int(minute) < 60
        return f"{int(head):02d}:{int(minute):02d}" if is_clock else text

    def clean(self, text: str) -> str:
        try:
            return time.fromisoformat(text).isoformat("minutes")
        except ValueError:
            raise refuse(_("This is not a time. Write it as 08:30.")) from None


COLUMNS = (
    Column("name", "姓名", _("Name"), Cell(max_length=60), example="示例：志演三"),
    Column("id_number", "身份证号", _("ID number"), IdNumberCell(), example="410199199001010011", aliases=NUMBERS),
    Column("title", "活动名称", _("Activity"), Cell(max_length=80), example="楼院清洁", aliases=("活动", "项目名称")),
    Column("day", "日期", _("Day"), DayCell(), example="2023-06-12", aliases=("服务日期", "活动日期")),
    Column("came", "开始时间", _("From"), ClockCell(), example="09:00", aliases=("开始",)),
    Column("left", "结束时间", _("Until"), ClockCell(), example="11:30", aliases=("结束",)),
    Column("place", "地点", _("Place"), Cell(max_length=120), False, "西湖春天社区", ("活动地点", "服务地点")),
    Column("content", "服务内容", _("Content"), Cell(max_length=300), False, "清理楼道杂物", ("内容",)),
    Column("organiser", "组织单位", _("Organised by"), Cell(max_length=100), True, "社区志愿服务队", ("活动组织单位",)),
    Column("in_charge", "负责人", _("Person in charge"), Cell(max_length=60), False, "志演甲", ("活动负责人",)),
    Column("evidence", "依据", _("What it rests on"), Cell(max_length=300), True, "2023年6月签到表", ("证明材料",)),
)


class HoursImport(ImportKind):
    code = "volunteer_hours"
    title = _("Hours of volunteers")
    explanation = _("One line per volunteer and occasion. They count once somebody else has reviewed them.")
    key_column = "id_number"

    def may_import(self, user: Any) -> Answer:
        if has_role(user, roles.FEDERATION_REVIEWER, roles.SYSTEM_ADMIN):
            return YES
        return no(_("The reviewers of the federation take over lists of hours."))

    def columns(self, subject: str) -> Sequence[Column]:
        return COLUMNS

    def key_of(self, texts: Any) -> str:
        """One person has many occasions: the day and the beginning belong to the key."""
        number = super().key_of(texts)
        return f"{number} {texts.get('day', '')} {texts.get('came', '')}".strip() if number else ""

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        known = _volunteers_of(lines)
        before = taken_before(_taken_key(line) for line in lines if line.key)
        taken = _taken_times(known.values(), lines)
        for line in lines:
            if line.key and _taken_key(line) in before:
                line.known_as = before[_taken_key(line)]
                continue
            volunteer = known.get(line.values.get("id_number", ""))
            if "id_number" in line.values and volunteer is None:
                line.wrong("id_number", _text("No volunteer is registered with this ID number."))
            elif volunteer is not None and line.values.get("name") not in (None, volunteer.name):
                line.wrong("name", _text("The volunteer with this ID number has another name."))
            _judge_time(line, volunteer, taken, at)

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        return _taken_key(lines[0])

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        [line] = lines
        values = line.values
        names = ("title", "place", "content", "organiser", "in_charge", "evidence")
        claim = services.claim_hours(
            volunteer=_volunteers_of(lines)[values["id_number"]],
            described=Described(**{name: values.get(name, "") for name in names}),
            span=_span(line),
            by=by,
            at=at,
        )
        return f"H{claim.pk}"


HOURS = HoursImport()


def _taken_key(line: Line) -> str:
    """The key of a line is a blind index here (imports.models.ImportRow)."""
    return f"hours:{line.key}"


def _volunteers_of(lines: Sequence[Line]) -> dict[str, VolunteerProfile]:
    """Registered volunteers by ID number; one query per 500."""
    numbers = {line.values["id_number"] for line in lines if "id_number" in line.values}
    indexes = {index_of(VolunteerProfile, "id_number", number): number for number in numbers}
    found: dict[str, VolunteerProfile] = {}
    for piece in pieces(indexes):
        rows = VolunteerProfile.objects.filter(id_number_index__in=piece).defer("id_number", "emergency_contact")
        found |= {indexes[row.id_number_index]: row for row in rows}
    return found


def _span(line: Line) -> Span:
    day = date.fromisoformat(line.values["day"])
    return Span(*(make_aware(datetime.combine(day, time.fromisoformat(line.values[n]))) for n in ("came", "left")))


def _judge_time(line: Line, volunteer: VolunteerProfile | None, taken: dict[int, list[Span]], at: datetime) -> None:
    if not all(line.values.get(name) for name in ("day", "came", "left")):
        return
    if date.fromisoformat(line.values["day"]) < EARLIEST:
        line.wrong("day", _text("This day is too long ago."))
        return
    span = _span(line)
    if span.end <= span.start:
        line.wrong("left", _text("The end must be after the start."))
    elif span.end > at:
        line.wrong("day", _text("This time is not over yet."))
    elif volunteer is not None and any(span.overlaps(other) for other in taken.get(volunteer.pk, ())):
        line.wrong("came", _text("This volunteer has other hours at this time."))


def _taken_times(volunteers: Iterable[VolunteerProfile], lines: Sequence[Line]) -> dict[int, list[Span]]:
    """What the volunteers have on the days of the list, credited or under review."""
    ids = [volunteer.pk for volunteer in volunteers]
    days = {line.values["day"] for line in lines if line.values.get("day")}
    found: dict[int, list[Span]] = defaultdict(list)
    for rows in (HoursEntry.objects.standing(), HoursClaim.objects.open()):
        for piece in pieces(ids):
            near = rows.filter(volunteer__in=piece, day__gte=min(days), day__lte=max(days)) if days else rows.none()
            for volunteer, *times in near.values_list("volunteer", "starts_at", "ends_at"):
                found[volunteer].append(Span(*times))
    return found
