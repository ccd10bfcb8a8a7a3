"""Excel in of the programs that deliver things, as somebody uses it: a workbook sent through the page, what is wrong
marked beside its cell, put right, taken over; the rows are then exactly those of the sheet."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from delivery.community_grants.imports import ORGANISATIONS
from delivery.community_grants.models import Organisation
from delivery.festival_visits.imports import HOUSEHOLDS
from delivery.festival_visits.lunar import eve_of, spring_festival
from delivery.festival_visits.models import Nomination
from delivery.porridge_house.imports import WORKERS
from delivery.porridge_house.models import Employer, RosterEntry
from delivery.seedling_protection.imports import BOOKS
from delivery.seedling_protection.models import BookHolding
from delivery.wristbands.imports import EVENTS
from delivery.wristbands.models import PublicityEvent
from imports.models import Import
from jobs.models import Job
from tests.factories import festival_visits, seedling_protection
from tests.factories.beneficiaries import PERSONS
from tests.factories.grants import credit_code
from tests.imports.conftest import errors_of, finish
from tests.imports.workbooks import workbook

pytestmark = pytest.mark.django_db
HOME = "410172160-xihuchuntian"
EMPLOYER = "91410199MADEM0B112"


class Program(NamedTuple):
    """A list: who sends it, about what, two lines, the second `wrong` in `column`; what the rows are in the end."""

    kind: Any
    by: str
    subject: Callable[[Any, Any], str]
    headings: tuple[str, ...]
    first: tuple[Any, ...]
    second: tuple[Any, ...]
    column: str
    wrong: Any
    right: str
    rows: Callable[[], list[tuple[Any, ...]]]
    made: list[tuple[Any, ...]]


def season(cast: Any, places: Any) -> str:
    """Under way today: a list is sent on its own day."""
    for name in ("张演一", "李示二"):
        festival_visits.make_home(places[HOME], name=name, id_number=PERSONS[name])
    today = timezone.localdate()
    year = next(year for year in count(today.year) if spring_festival(year) > today + timedelta(days=14))
    days = dict.fromkeys(("nominate_until", "check_by", "pay_by"), today)
    first, last = today - timedelta(days=20), eve_of(spring_festival(year))
    season = festival_visits.open_season(cast, places, year=year, nominate_from=first, visit_by=last, **days)
    return f"{season.pk}"


def book_room(cast: Any, places: Any) -> str:
    return f"{seedling_protection.open_room(cast, places).pk}"


def employer(_cast: Any, _places: Any) -> str:
    return Employer.objects.create(name="环卫保洁公司(演示)", credit_code=EMPLOYER).credit_code


def nothing(_cast: Any, _places: Any) -> str:
    return ""


def events() -> list[tuple[Any, ...]]:
    rows = PublicityEvent.objects.select_related("area").order_by("number")
    hour = timezone.localtime
    return [
        (row.number, row.title, row.area.code, row.place, hour(row.starts_at).date(), f"{hour(row.starts_at):%H:%M}",
         f"{hour(row.ends_at):%H:%M}", row.target)
        for row in rows
    ]  # fmt: skip


PROGRAMS = [
    Program(
        EVENTS,
        "reviewer",
        nothing,
        ("场次编号", "活动名称", "社区", "地点", "日期", "开始时间", "结束时间", "计划发放"),
        ("W01", "防走失手环宣传", "西湖春天社区", "社区广场", date(2026, 3, 7), "09:00", "11:30", 125),
        ("W02", "重阳节宣传", "西湖春天社区", "文化站", "2026-03-14", "14:00", "13:00", None),
        "end",
        "13:00",
        "16:30",
        events,
        [
            ("W01", "防走失手环宣传", HOME, "社区广场", date(2026, 3, 7), "09:00", "11:30", 125),
            ("W02", "重阳节宣传", HOME, "文化站", date(2026, 3, 14), "14:00", "16:30", 125),
        ],
    ),
    Program(
        HOUSEHOLDS,
        "worker",
        season,
        ("姓名", "身份证号", "困难类别", "同意公示", "备注"),
        ("张演一", PERSONS["张演一"], "低保", "是", "独居"),
        ("李示二", PERSONS["李示二"], "富裕", "否", ""),
        "ground",
        "富裕",
        "重病",
        lambda: list(
            Nomination.objects.order_by("pk").values_list("person__name", "ground", "note", "source", "area__code")
        ),
        [("张演一", "dibao", "独居", "list", HOME), ("李示二", "illness", "", "list", HOME)],
    ),
    Program(
        WORKERS,
        "reviewer",
        employer,
        ("姓名", "身份证号", "社区或村", "在岗", "困难", "请假开始", "请假结束"),
        ("张演一", PERSONS["张演一"], "西湖春天社区", "是", "是", None, None),
        ("李示二", PERSONS["李示二"], "西湖春天社区", "是", "否", date(2026, 5, 1), None),
        "leave_until",
        "",
        "2026-05-07",
        lambda: list(
            RosterEntry.objects.order_by("pk").values_list(
                "person__name", "employer__credit_code", "hardship", "leave_from", "leave_until"
            )
        ),
        [
            ("张演一", EMPLOYER, True, None, None),
            ("李示二", EMPLOYER, False, date(2026, 5, 1), date(2026, 5, 7)),
        ],
    ),
    Program(
        BOOKS,
        "reviewer",
        book_room,
        ("ISBN", "书名", "册数", "出版社", "书架号"),
        ("978-7-02-000220-7", "防溺水安全读本", 20, "演示出版社", "A1"),
        ("9787870000019", "消防安全读本", 0, "", ""),
        "copies",
        "0",
        "5",
        lambda: list(
            BookHolding.objects.order_by("pk").values_list(
                "title__isbn", "title__title", "on_shelf", "title__publisher", "shelf"
            )
        ),
        [("9787020002207", "防溺水安全读本", 20, "演示出版社", "A1"), ("9787870000019", "消防安全读本", 5, "", "")],
    ),
    Program(
        ORGANISATIONS,
        "reviewer",
        nothing,
        ("组织名称", "类型", "统一社会信用代码", "社区或村", "联系人", "联系电话"),
        ("演示社区居委会", "居民委员会", credit_code(50), "西湖春天社区", "居演委", "19900000001"),
        ("另一社区居委会", "居民委员会", credit_code(51)[:-1], "西湖春天社区", "居例委", "19900000002"),
        "credit_code",
        credit_code(51)[:-1],
        credit_code(51),
        lambda: list(Organisation.objects.order_by("pk").values_list("name", "kind", "credit_code", "area__code")),
        [
            ("演示社区居委会", "residents_committee", credit_code(50), HOME),
            ("另一社区居委会", "residents_committee", credit_code(51), HOME),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.kind.code)
def test_a_workbook_is_checked_put_right_and_taken_over(program, cast, places, client, monkeypatch):
    monkeypatch.setattr("jobs.doorbell.ring", lambda job_id: None)
    subject = program.subject(cast, places)
    client.force_login(cast[program.by])
    sheet = workbook([program.first, program.second], program.headings, above=[program.kind.code])
    path = f"{reverse('imports:upload', args=[program.kind.code])}?of={subject}"

    sent = client.post(path, {"file": SimpleUploadedFile("名单.xlsx", sheet.read())})
    assert (sent.status_code, sent["Location"]) == (302, Job.objects.get().get_absolute_url())
    finish(Job.objects.get(), timezone.now())

    source = Import.objects.get()
    page = client.get(source.get_absolute_url()).content.decode()
    assert errors_of(source) == {(4, program.column)}
    assert f'name="c-{program.column}"' in page

    client.post(reverse("imports:row", args=[source.reference, 4]), {f"c-{program.column}": program.right})
    assert errors_of(source) == set()
    client.post(reverse("imports:take_over", args=[source.reference]))
    finish(Job.objects.latest("pk"), timezone.now())

    assert program.rows() == program.made
