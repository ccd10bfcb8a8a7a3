"""Records of volunteers as files for the national system: the fields of Order 67 art. 5, 7, 8, 9 and 10.

One ZIP: CSV per kind of record, the same as JSON, and a note on where the fields come from. The field tables of the
standard MZ/T 061-2015 were not at hand, so nothing here claims to conform to it.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import IO, Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from certificates.permissions import may_export_records
from jobs import files
from jobs.kinds import JobKind, ResultFile, Step
from jobs.models import Job
from protection.access import AccessContext
from protection.sealing import unseal_many
from volunteers.choices import EvaluationSide, ServiceField
from volunteers.models import Evaluation, HoursEntry, VolunteerAward, VolunteerProfile, VolunteerTraining
from volunteers.service_records import ServiceRecord, record_of
from web.pagination import keyset_page
from web.spreadsheet import safe_text
from workflow.answers import Answer

AT_ONCE = 200
PURPOSE = "record_exchange"
TABLES: dict[str, tuple[str, ...]] = {
    "basic": (
        "志愿者编号", "全国志愿者编号", "姓名", "性别", "出生日期", "身份证件号码", "居住区域", "联系方式", "专业技能",
        "服务类别",
    ),
    "service": (
        "志愿者编号", "活动名称", "日期", "地点", "服务内容", "开始时间", "结束时间", "服务时间（分钟）",
        "服务时间（小时）", "活动组织单位", "活动负责人",
    ),
    "training": ("志愿者编号", "名称", "主要内容", "学习时长（分钟）", "举办单位", "日期"),
    "awards": ("志愿者编号", "名称", "日期", "授予单位"),
    "evaluations": ("志愿者编号", "服务质量（1至5）", "日期"),
}  # fmt: skip
NOTE = """志愿服务记录数据文件

字段依据：《志愿服务记录与证明出具办法（试行）》（民政部令第67号）第五条（basic）、第七条（service）、第八条（training）、
第九条（awards）、第十条（evaluations）。
时间为北京时间。服务时间以分钟记录；小时数仅供参考，合计时应先加总分钟再折算。培训时长单独记录，不计入服务时间。
本文件未声明符合 MZ/T 061-2015《志愿服务信息系统基本规范》。
文件含身份证件号码和联系方式，仅限向民政部门指定的志愿服务信息系统报送，用后删除。
"""


class RecordExchange(JobKind):
    """Parameters: `first`, `last` (days of service as ISO text). Everybody with a record in between is in the file."""

    code = "certificates.exchange"
    title = _("Volunteer records for the national system")

    def may_run(self, job: Job) -> Answer:
        return may_export_records(job.owner)

    def count(self, job: Job, at: datetime) -> int:
        return self._people(job).count()

    def step(self, job: Job, at: datetime) -> Step:
        page = keyset_page(self._people(job), ["id"], after=job.cursor, size=AT_ONCE)
        access = AccessContext(by=job.owner, purpose=PURPOSE, at=at, reason=job.reference)
        with translation.override("zh-hans"):
            files.write_part(job, job.done, _rows(page.items, *_days(job), access))
        return Step(looked_at=len(page.items), cursor=page.after, is_last=page.after is None)

    def finish(self, job: Job, at: datetime) -> ResultFile:
        stored = files.write(".zip", partial(_fill, job))
        return ResultFile(stored, f"volunteer-records-{timezone.localtime(at):%Y%m%d-%H%M}.zip")

    def clean_up(self, job: Job) -> None:
        files.remove_parts(job)

    def _people(self, job: Job) -> Any:
        first, last = _days(job)
        served = HoursEntry.objects.standing().filter(day__gte=first, day__lte=last).values("volunteer")
        trained = VolunteerTraining.objects.filter(held_on__gte=first, held_on__lte=last).values("volunteer")
        awarded = VolunteerAward.objects.filter(awarded_on__gte=first, awarded_on__lte=last).values("volunteer")
        wanted = Q(pk__in=served) | Q(pk__in=trained) | Q(pk__in=awarded)
        return VolunteerProfile.objects.filter(wanted).select_related("user", "area__parent")


EXCHANGE = RecordExchange()


def _days(job: Job) -> tuple[date, date]:
    return date.fromisoformat(job.parameters["first"]), date.fromisoformat(job.parameters["last"])


def _rows(people: Sequence[VolunteerProfile], first: date, last: date, access: AccessContext) -> Iterator[Any]:
    """[table, cells] of one chunk of people; a constant number of queries."""
    numbers = unseal_many([person for person in people if person.id_number], "id_number", access)
    users = [person.user for person in people if person.user.phone]
    phones = unseal_many(users, "phone", access)
    for person in people:
        yield ["basic", _basic(person, numbers.get(person.pk, ""), phones.get(person.user_id, ""))]
    ids = [person.pk for person in people]
    entries = HoursEntry.objects.standing().filter(volunteer__in=ids, day__gte=first, day__lte=last).with_record()
    for entry in entries.order_by("volunteer", "day", "pk"):
        yield ["service", _service(record_of(entry))]
    trainings = VolunteerTraining.objects.filter(volunteer__in=ids, held_on__gte=first, held_on__lte=last)
    for training in trainings.order_by("volunteer", "held_on", "pk"):
        cells = (training.get_kind_display(), training.content, training.minutes, training.held_by)
        yield ["training", [f"V{training.volunteer_id}", *map(str, cells), training.held_on.isoformat()]]
    awards = VolunteerAward.objects.filter(volunteer__in=ids, awarded_on__gte=first, awarded_on__lte=last)
    for award in awards.order_by("volunteer", "awarded_on", "pk"):
        yield ["awards", [f"V{award.volunteer_id}", award.name, award.awarded_on.isoformat(), award.awarded_by]]
    given = Evaluation.objects.filter(side=EvaluationSide.OF_VOLUNTEER, signup__volunteer__in=ids)
    rated = given.filter(given_on__gte=first, given_on__lte=last).select_related("signup")
    for one in rated.order_by("signup__volunteer", "given_on", "pk"):
        yield ["evaluations", [f"V{one.signup.volunteer_id}", str(one.score), one.given_on.isoformat()]]


def _basic(person: VolunteerProfile, id_number: str, phone: str) -> list[str]:
    labels = dict(ServiceField.choices)
    fields = "、".join(str(labels.get(code, code)) for code in person.service_fields)
    born = person.birth_date.isoformat() if person.birth_date else ""
    area = f"{person.area.parent.name}{person.area.name}" if person.area else ""
    who = [str(person), person.external_no, person.name, person.get_sex_display() if person.sex else "", born]
    return [*who, id_number, area, phone.removeprefix("+86"), person.skills, fields]


def _service(record: ServiceRecord) -> list[str]:
    entry = record.entry
    clock = [f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" for moment in (entry.starts_at, entry.ends_at)]
    length = [str(entry.minutes), f"{entry.minutes / 60:.2f}"]
    what = [record.title, record.day.isoformat(), record.place, record.content]
    return [f"V{entry.volunteer_id}", *what, *clock, *length, record.organiser, record.in_charge]


def _fill(job: Job, target: IO[bytes]) -> None:
    """The parts are read once per table, so that memory stays flat."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, headings in TABLES.items():
            with archive.open(f"{table}.csv", "w") as raw:
                out = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
                writer = csv.writer(out)
                writer.writerow(headings)
                writer.writerows([safe_text(cell) for cell in cells] for cells in _cells(job, table))
                out.flush()
                out.detach()
        with archive.open("records.json", "w") as raw:
            for piece in _json(job):
                raw.write(piece.encode())
        archive.writestr("说明.txt", NOTE)


def _cells(job: Job, table: str) -> Iterator[list[str]]:
    return (cells for name, cells in files.read_parts(job) if name == table)


def _json(job: Job) -> Iterator[str]:
    """{"basic": [{…}, …], …}, written piece by piece."""
    for place, (table, headings) in enumerate(TABLES.items()):
        yield ("{" if place == 0 else ",\n") + json.dumps(table) + ": ["
        yield from _objects(headings, _cells(job, table))
        yield "]"
    yield "}\n"


def _objects(headings: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    for number, cells in enumerate(rows):
        row: Mapping[str, str] = dict(zip(headings, cells, strict=True))
        yield ("\n" if number == 0 else ",\n") + json.dumps(row, ensure_ascii=False)
