"""Questions read what people type and what was stored, and say in plain words what is wrong."""

from datetime import date
from decimal import Decimal

import pytest

from programs import answers
from programs.questions import NumbersField, yes_no
from programs.registry import scheme

ILLNESS = scheme("employee_illness_aid")
EMPLOYER = {
    "patient_is_employee": "yes",
    "employer_name": "演示企业甲",
    "employer_uscc": "9141 0199 MADEM0B112",
    "employer_type": "enterprise",
    "employer_in_zone": "no",
    "employment": "employed",
    "hardship_claimed": "NONE",
}
COSTS = {
    "bills_from": "2023-03-01",
    "bills_to": "2023-06-30",
    "total_cost": "160000",
    "paid_basic": "60000",
    "paid_major": "10000.50",
    "paid_assistance": "0",
    "paid_commercial": "3600",
    "paid_other_aid": "0",
    "invoice_numbers": " demo 0001\n\nDEMO0002 ",
    "funded_elsewhere": "no",
}


def form(step: str, data: dict):
    return ILLNESS.step(step).form_class(data=data)


@pytest.mark.parametrize(("typed", "read"), [("yes", True), ("no", False), (True, True), (False, False), ("", None)])
def test_yes_no_reads_words_and_stored_values(typed, read):
    assert yes_no("?", required=False).clean(typed) is read


def test_an_open_answer_is_refused_where_one_is_needed():
    assert form("employer", {**EMPLOYER, "employer_in_zone": ""}).errors == {"employer_in_zone": ["请选择“是”或“否”。"]}


def test_numbers_are_normalised_and_may_not_repeat():
    field = NumbersField(required=False)

    assert field.clean(" a 1\nB2\n") == ("A1", "B2")
    assert field.clean("") == ()
    assert field.prepare_value(("A1", "B2")) == "A1\nB2"
    assert form("costs", {**COSTS, "invoice_numbers": "A1\na1"}).errors == {"invoice_numbers": ["清单中有重复的号码。"]}


def test_a_credit_code_is_checked_and_tidied():
    good = form("employer", EMPLOYER)

    assert good.is_valid()
    assert good.cleaned_data["employer_uscc"] == "91410199MADEM0B112"
    assert list(form("employer", {**EMPLOYER, "employer_uscc": "91410199MADEM0B113"}).errors) == ["employer_uscc"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"bills_to": "2023-02-28"}, "bills_to"),
        ({"paid_basic": "160000"}, "total_cost"),
        ({"total_cost": "-1"}, "total_cost"),
        ({"paid_basic": "1.005"}, "paid_basic"),
    ],
)
def test_costs_that_cannot_be_are_refused(changes, wrong):
    assert wrong in form("costs", {**COSTS, **changes}).errors


def test_leaving_because_of_the_illness_needs_its_day():
    assert list(form("employer", {**EMPLOYER, "employment": "left_ill"}).errors) == ["left_on"]


def test_answers_go_into_json_and_come_back_as_facts():
    step = form("costs", COSTS)
    assert step.is_valid()

    stored = answers.as_json(step.cleaned_data)
    facts = answers.facts_from(ILLNESS, stored)

    assert stored["paid_major"] == "10000.50"
    assert stored["bills_from"] == "2023-03-01"
    assert facts["total_cost"] - facts["paid_major"] == Decimal("149999.50")
    assert (facts["bills_from"], facts["invoice_numbers"]) == (date(2023, 3, 1), ("DEMO0001", "DEMO0002"))
    assert facts["employer_type"] is None


def test_a_stored_answer_that_is_no_longer_valid_is_not_known():
    assert answers.facts_from(ILLNESS, {"employer_type": "gone", "total_cost": "a lot"})["employer_type"] is None


def test_unfinished_steps_are_named():
    stored = {**EMPLOYER, "employer_uscc": ""}

    assert [step.code for step in answers.unanswered(ILLNESS.steps, stored)] == ["employer", "illness", "costs"]
    assert [step.code for step in answers.unanswered(ILLNESS.steps, EMPLOYER)] == ["illness", "costs"]


def test_the_day_of_a_sudden_hardship_is_asked_only_after_one():
    family = scheme("student_aid").step("family").form_class
    said = {"situation": "演示", "funded_elsewhere": "no"}

    assert family({**said, "hardship_claimed": "DIBAO"}).is_valid()
    assert list(family({**said, "hardship_claimed": "SUDDEN"}).errors) == ["sudden_on"]


def test_a_relative_says_how_he_is_related():
    harm = scheme("judicial_aid_fund").step("harm").form_class
    data = {
        "applicant_role": "relative",
        "crime_summary": "演示",
        "caused_by_crime": "yes",
        "severe_bodily_harm": "no",
        "severe_property_loss": "no",
        "victim_died": "yes",
    }

    assert sorted(harm(data).errors) == ["mainly_dependent", "relation"]
    assert harm({**data, "relation": "spouse", "mainly_dependent": "no"}).is_valid()
