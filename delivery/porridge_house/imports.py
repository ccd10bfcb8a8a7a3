"""Lists of workers from employers (Excel): who works there, is in hardship, on leave, or left."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from areas.models import AdminArea
from beneficiaries.imports import people_by_number, place_names
from beneficiaries.models import Person
from beneficiaries.services import register_person
from delivery.porridge_house.models import Employer, RosterEntry
from delivery.porridge_house.permissions import may_keep_office, may_send_rosters, sends_for
from delivery.porridge_house.services.rosters import Listed, active_elsewhere, list_worker
from imports.cells import Cell, DayCell, IdNumberCell, PlaceCell, YesNoCell
from imports.kinds import Column, ImportKind, Line
from imports.known_columns import known_column
from imports.selectors import in_pieces
from workflow.answers import Answer

PARTS = ("name", "id_number", "area", "active", "hardship", "leave_from", "leave_until")


class WorkerRosterImport(ImportKind):
    """`subject` is the employer. Who is not registered yet is registered in the community of the line; a known person
    keeps his own."""

    code = "meal_workers"
    title = _("Sanitation workers of an employer")
    explanation = _(
        "One line per worker, as the employer keeps the list. The newest list counts: whoever is no longer active gets "
        "no more meals, and who is on leave is not missed."
    )
    key_column = "id_number"

    def subjects(self, user: Any, at: datetime) -> list[tuple[str, str]]:
        """A contact person of an employer sends the own list only."""
        rows = Employer.objects.order_by("name")
        if not may_keep_office(user):
            rows = rows.filter(pk__in=sends_for(user).values("employer"))
        return [(employer.credit_code, employer.name) for employer in rows]

    def may_import(self, user: Any) -> Answer:
        return may_send_rosters(user)

    def columns(self, subject: str) -> Sequence[Column]:
        return (
            known_column("name", "姓名", _("Name"), Cell(max_length=60)),
            known_column("id_number", "身份证号", _("ID number"), IdNumberCell()),
            known_column("area", "社区", _("Community or village"), PlaceCell(places=place_names())),
            Column("active", "在岗", _("Works here now"), YesNoCell(), True, "是", ("是否在岗", "在职")),
            Column("hardship", "困难", _("In hardship"), YesNoCell(), True, "是", ("是否困难", "困难职工")),
            Column("leave_from", "请假开始", _("On leave from"), DayCell(), False, "", ("休假开始",)),
            Column("leave_until", "请假结束", _("On leave until"), DayCell(), False, "", ("休假结束",)),
        )

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        known = _people(lines)
        entries = _entries(known.values())
        for line in lines:
            _judge_leave(line)
            person = known.get(line.values.get("id_number", ""))
            if person is None:
                continue
            if line.values.get("name") and line.values["name"] != person.name:
                line.wrong("name", _text("This ID number is registered under another name. Compare name and number."))
            for entry in entries.get(person.pk, ()):
                _judge_entry(line, entry, subject, by)

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        """A line that says the same is taken over once; one that says something new is another line. A worker who
        comes back after having left is a new line as well, because the month belongs to the key."""
        words = "|".join(lines[0].texts.get(part, "") for part in PARTS if part not in ("name", "id_number"))
        digest = hashlib.sha256(words.encode()).hexdigest()[:24]
        return f"meal_workers:{subject}:{lines[0].key}:{timezone.localdate(at):%Y-%m}:{digest}"

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        [line] = lines
        values = line.values
        person = _people(lines).get(values["id_number"])
        if person is None:
            area = AdminArea.objects.get(code=values["area"])
            person = register_person(name=values["name"], id_number=values["id_number"], area=area, by=by, at=at)
        employer = Employer.objects.get(credit_code=subject)
        list_worker(employer=employer, person=person, listed=_listed(values), by=by, at=at)
        return str(person.reference)


WORKERS = WorkerRosterImport()


def _listed(values: Mapping[str, Any]) -> Listed:
    first, last = (date.fromisoformat(values[n]) if values.get(n) else None for n in ("leave_from", "leave_until"))
    return Listed(values["active"] == "yes", values["hardship"] == "yes", first, last)


def _judge_leave(line: Line) -> None:
    first, last = line.values.get("leave_from"), line.values.get("leave_until")
    if bool(first) != bool(last):
        line.wrong("leave_until", _text("A leave has a first and a last day."))
    elif first and last and last < first:
        line.wrong("leave_until", _text("The leave ends before it begins."))


def _judge_entry(line: Line, entry: RosterEntry, subject: str, by: Any) -> None:
    is_own = entry.employer.credit_code == subject
    if not is_own and entry.left_on is None and line.values.get("active") == "yes":
        line.wrong("active", active_elsewhere(entry.employer, by))
    if is_own and not line.errors and _says_the_same(line.values, entry):
        line.known_as = entry.person.reference


def _says_the_same(values: Mapping[str, Any], entry: RosterEntry) -> bool:
    if not all(values.get(name) for name in ("active", "hardship")):
        return False
    said = _listed(values)
    kept = Listed(entry.left_on is None, entry.hardship, entry.leave_from, entry.leave_until)
    return said == kept


def _people(lines: Sequence[Line]) -> dict[str, Person]:
    """Registered people by ID number; merged ones lead to the record that is kept."""
    numbers = [line.values["id_number"] for line in lines if line.values.get("id_number")]
    return {number: person.merged_into or person for number, person in people_by_number(numbers).items()}


def _entries(people: Any) -> dict[int, list[RosterEntry]]:
    ids = [person.pk for person in people]
    rows = RosterEntry.objects.select_related("employer", "person")
    found: dict[int, list[RosterEntry]] = {}
    for entry in in_pieces(ids, lambda piece: {row.pk: row for row in rows.filter(person__in=piece)}).values():
        found.setdefault(entry.person_id, []).append(entry)
    return found
