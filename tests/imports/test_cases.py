"""Applications and visits from lists: the same questions as on the screen, the same services."""

import io
import time
from datetime import date

import openpyxl
import pytest

from applications.demo.people import resident_id
from applications.imports.cases import CASES
from applications.imports.visits import VISITS
from applications.models import Application
from applications.services.verification import answer_verification
from beneficiaries.models import Consent
from imports.sheets import write_template
from programs.services import open_program
from tests.factories.applications import make_program
from tests.factories.case_states import case_in
from tests.imports.conftest import AT, errors_of, take_over
from tests.imports.workbooks import number_of, workbook

pytestmark = pytest.mark.django_db
COMMUNITY = "410172160-xihuchuntian"
VISIT_HEADINGS = ("受理编号*", "申请人", "调查人一*", "调查人二*", "备注")


@pytest.fixture
def program(cast):
    made = make_program("marginal_household_aid", money_fen=10_000_000, always_open=True)
    return open_program(program=made, by=cast["admin"], at=AT)


def headings_of(program):
    return [column.heading for column in CASES.columns(program.slug)]


def good_row(program, number, **changes):
    """A line that the forms accept, by code of the column."""
    values = {
        "name": "张演一",
        "id_number": resident_id(date(1980, 1, 1 + number % 28), number + 1),
        "phone": f"199{number:08d}",
        "area": "西湖春天",
        "address": "演示路1号",
        "hukou_in_zone": "是",
        "bank_account": "6222020000000000018",
        "bank_name": "演示银行",
        "residence_in_zone": "是",
        "hardship_claimed": "MARGINAL",
        "situation": "收入少",
        "funded_elsewhere": "否",
        "persons_at_home": "3人",
        "persons_not_counted": 0,
        **changes,
    }
    row = []
    for column in CASES.columns(program.slug):
        default = (
            "是" if column.code.isupper() else "0" if column.code.startswith(("income", "excluded", "prop")) else ""
        )
        if column.code in ("has_second_home", "has_car"):
            default = "否"
        row.append(values.get(column.code, default))
    return row


def test_every_scheme_has_a_template_with_unique_headings(cast):
    for code in ("student_aid", "freshman_aid", "employee_illness_aid", "marginal_household_aid", "wristband"):
        program = make_program(code, slug=code.replace("_", "-"))
        headings = headings_of(program)
        assert len(set(headings)) == len(headings)
        target = io.BytesIO()
        write_template(target, CASES.columns(program.slug))
        sheet = openpyxl.load_workbook(target)["名单"]
        assert [str(cell.value).rstrip("*") for cell in sheet[1]] == headings


def test_applications_are_handed_in_with_people_consents_and_answers(stage, program, worker):
    rows = [good_row(program, number) for number in range(3)]
    source = stage(workbook(rows, headings=headings_of(program)), kind=CASES, subject=program.slug)
    assert [row.errors for row in source.rows.all()] == [[], [], []]

    job = take_over(source, worker)

    assert (job.refused, list(job.rows.values_list("sentence", flat=True))) == (0, ["", "", ""])
    cases = list(Application.objects.order_by("pk"))
    assert [case.state for case in cases] == ["submitted"] * 3
    assert [(case.agent, case.owner, case.area.code) for case in cases] == [(worker, None, COMMUNITY)] * 3
    assert cases[0].answers["residence_in_zone"] is True
    purposes = Consent.objects.filter(person=cases[0].applicant).values_list("purpose", flat=True)
    assert set(purposes) >= {"PROCESS_BASIC", "PROCESS_SENSITIVE", "ECONOMIC_CHECK"}


def test_every_error_of_the_forms_is_told_at_its_column(stage, program):
    rows = [
        good_row(program, 0),
        good_row(program, 1, id_number="123", phone="12", hardship_claimed="不知道", persons_at_home="三"),
        good_row(program, 2, PROCESS_BASIC="否"),
        good_row(program, 3, bank_account="", hukou_in_zone="也许"),
        good_row(program, 4, id_number=resident_id(date(1980, 1, 1), 1)),
    ]

    source = stage(workbook(rows, headings=headings_of(program)), kind=CASES, subject=program.slug)

    assert errors_of(source) == {
        (3, "id_number"),
        (3, "phone"),
        (3, "hardship_claimed"),
        (3, "persons_at_home"),
        (4, "PROCESS_BASIC"),
        (5, "bank_account"),
        (5, "hukou_in_zone"),
        (6, "id_number"),
    }


def test_a_second_list_with_the_same_people_creates_no_second_case(stage, program, worker):
    rows = [good_row(program, number) for number in range(2)]
    take_over(stage(workbook(rows, headings=headings_of(program)), kind=CASES, subject=program.slug), worker)

    again = stage(workbook(rows[::-1], headings=headings_of(program)), kind=CASES, subject=program.slug)

    assert list(again.rows.values_list("state", flat=True)) == ["known", "known"]
    assert Application.objects.count() == 2


def test_an_open_case_that_was_entered_by_hand_is_an_error(stage, program, worker):
    rows = [good_row(program, 0)]
    source = stage(workbook(rows, headings=headings_of(program)), kind=CASES, subject=program.slug)
    take_over(source, worker)
    source.rows.update(taken_key=None, state="refused")

    again = stage(workbook(rows, headings=headings_of(program), above=["x"]), kind=CASES, subject=program.slug)

    assert errors_of(again) == {(3, "id_number")}


def test_five_thousand_applications_are_checked_within_a_minute(stage, program):
    first = good_row(program, 0)
    place = [column.code for column in CASES.columns(program.slug)].index("id_number")
    rows = [[*first[:place], number_of(number), *first[place + 1 :]] for number in range(5000)]
    file = workbook(rows, headings=headings_of(program))

    begun = time.monotonic()
    source = stage(file, kind=CASES, subject=program.slug)

    assert errors_of(source) == set()
    assert time.monotonic() - begun < 60
    print(f"5,000 applications staged and checked in {time.monotonic() - begun:.1f} s")


def test_visits_are_planned_from_a_roster(stage, cast, places):
    program = make_program(money_fen=10_000_000)
    ready = case_in("verifying", program, places[COMMUNITY], cast)
    early = case_in("submitted", program, places[COMMUNITY], cast)
    for task in ready.verification_tasks.all():
        answer_verification(task=task, result="confirmed", by=cast["officer"], at=AT)
    waiting = case_in("verifying", program, places[COMMUNITY], cast)
    name = str(ready.shown_name)
    rows = [
        [ready.reference.lower(), name, "worker", "officer", ""],
        [early.reference, "", "worker", "officer", ""],
        ["SQ-ZZZZZZ", "", "worker", "officer", ""],
        [ready.reference, "", "worker", "officer", ""],
        ["", "某人", "nobody-here", "worker", ""],
        [waiting.reference, "另一人", "worker", "Worker", ""],
    ]

    source = stage(workbook(rows, headings=VISIT_HEADINGS), kind=VISITS, by="officer", at=AT)

    assert errors_of(source) == {(3, "reference"), (4, "reference"), (5, "reference"), (6, "reference")} | {
        (7, column) for column in ("reference", "name", "second")
    }
    job = take_over(source, cast["officer"])
    assert list(job.rows.values_list("sentence", flat=True)) == [""]
    ready.refresh_from_db()
    assert (job.refused, ready.state, ready.visits.get().investigators.count()) == (0, "surveying", 2)
