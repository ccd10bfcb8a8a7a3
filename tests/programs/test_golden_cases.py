"""The golden cases that the rules were agreed on: each stands in its scheme's file with exactly these facts.

The table says them again, so that neither an example nor a rule drifts away from what was agreed.
"""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.utils import translation

from programs.eligibility import assess
from programs.history import Claim
from programs.registry import scheme, schemes
from programs.rules import NO, UNKNOWN, YES, Case

YUAN = Decimal
REFUSED, GRANTED = {"outcome": NO}, {"outcome": YES}
CASES = [  # number, scheme, the facts of the situation, the judgement
    (1, "wristband", {"birth_date": date(1948, 9, 5), "has_dementia": False, "disability_class": "none"}, GRANTED),
    (2, "wristband", {"birth_date": date(1948, 9, 6), "has_dementia": False}, {**REFUSED, "refusal_codes": ("R02",)}),
    (3, "wristband", {"disability_class": "intellectual", "disability_level": "4"}, GRANTED),
    (4, "wristband", {"disability_class": "limbs", "disability_level": "1", "has_dementia": False}, REFUSED),
    (5, "marginal_household_aid", {"per_head": YUAN("1095.00")}, {**REFUSED, "refusal_codes": ("R03",)}),
    (6, "marginal_household_aid", {"hardship_categories": {"DIBAO"}}, {**REFUSED, "hint": "our other programs"}),
    (7, "employee_illness_aid", {"own_costs": YUAN("30000.00")}, {**GRANTED, "amount": 300_000}),
    (8, "employee_illness_aid", {"own_costs": YUAN("29999.99")}, REFUSED),
    (9, "employee_illness_aid", {"own_costs": YUAN("50000.00")}, {**GRANTED, "amount": 500_000}),
    (10, "employee_illness_aid", {"cause": "traffic_liable"}, {**REFUSED, "refusal_codes": ("R13",)}),
    (11, "employee_illness_aid", {"invoice_used": True}, {**REFUSED, "refusal_codes": ("R17",)}),
    (12, "freshman_aid", {"is_fee_free": True, "hardship_categories": {"DIBAO"}}, REFUSED),
    (13, "freshman_aid", {"level": "zhuanke", "hardship_categories": {"MARGINAL"}}, {**GRANTED, "amount": 300_000}),
    (14, "student_aid", {"age": 13, "guardian_agreed": False}, {"blockers": ("S01-5",)}),
    (15, "child_care_protection", {"father_state": "dead", "mother_state": "prison", "mother_term_months": 7}, GRANTED),
    (16, "child_care_protection", {"mother_state": "lost_contact", "mother_lost_on": date(2023, 4, 5)}, REFUSED),
    (17, "emergency_relief", {"incident": "fire", "incident_on": date(2023, 9, 4), "hukou_in_zone": False}, GRANTED),
    (19, "judicial_aid_fund", {"offender_status": "paid"}, {**REFUSED, "refusal_codes": ("R14",)}),
    (20, "judicial_aid_fund", {"relation": "sibling", "victim_died": True}, {"committee": ("J-AB",)}),
    (21, "judicial_aid_fund", {"applicant_kind": "organisation"}, {**REFUSED, "refusal_codes": ("RJ5",)}),
    (22, "judicial_aid_fund", {"major_fault": True}, {"outcome": UNKNOWN, "committee": ("J-FAULT",)}),
]
ELSEWHERE = {  # what no rule of a scheme judges: number, the test that holds it
    18: "tests.applications.test_emergency.test_overdue_papers_block_the_next_fast_case_and_the_sentence_says_which",
    23: "tests.porridge_house.test_meals.test_the_second_meal_of_a_day_is_refused_anywhere_and_the_next_day_is_new",
    24: "tests.applications.test_ties.test_where_a_tie_is_registered_a_higher_level_visits",
    25: "tests.donations.test_gifts.test_a_donor_names_nobody_related",
}


def examples(number: int) -> list:
    return [(one, example) for one in schemes() for example in one.examples if example.golden == number]


def situation(case: Case) -> dict:
    """The facts in the words of the table."""
    facts = dict(case.facts)
    facts["hardship_categories"] = set(facts["hardship_categories"])
    if "income_wages" in facts and "persons_at_home" in facts:
        facts["per_head"] = facts["income_wages"] / facts["persons_at_home"] / 12
    if "total_cost" in facts:
        facts["own_costs"] = facts["total_cost"] - sum(v for name, v in facts.items() if name.startswith("paid_"))
        facts["invoice_used"] = Claim("invoice", "DEMO0001") in facts["history"].taken
    if facts.get("birth_date"):
        on, born = case.on, facts["birth_date"]
        facts["age"] = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    facts["guardian_agreed"] = "GUARDIAN_MINOR" in facts["consents"]
    return facts


def judgement(assessment) -> dict:
    with translation.override("en"):
        refused = [str(result.sentence) for result in assessment.results if result.outcome is NO]
    return {
        "outcome": assessment.outcome,
        "amount": assessment.amount and assessment.amount.fen,
        "refusal_codes": assessment.refusal_codes,
        "committee": tuple(result.rule.code for result in assessment.for_committee),
        "blockers": tuple(result.rule.code for result in assessment.submission_blockers),
        "hint": " ".join(refused),
    }


@pytest.mark.parametrize(("number", "code", "facts", "expected"), CASES, ids=[str(case[0]) for case in CASES])
def test_a_golden_case_is_an_example_of_its_scheme_and_judged_so(number, code, facts, expected):
    found = examples(number)
    assert {one.code for one, _example in found} == {code}
    for one, example in found:
        case = Case(
            example.on or one.baseline.on,
            {**one.baseline.facts, **example.changes},
            {**one.default_parameters(), **example.parameters},
        )
        told, judged = situation(case), judgement(assess(one, case))

        assert {name: told[name] for name in facts} == facts
        assert (example.outcome, judged["outcome"]) == (expected.get("outcome", example.outcome), example.outcome)
        assert expected.get("hint", "") in judged["hint"]
        exact = {name: value for name, value in expected.items() if name != "hint"}
        assert {name: judged[name] for name in exact} == exact


def test_the_fire_goes_the_fast_way_and_the_brother_only_to_the_committee():
    """Numbers 17 and 20."""
    assert scheme("emergency_relief").lane == "emergency"
    assert [example.outcome for _one, example in examples(20)] == [NO, UNKNOWN]


def test_all_twenty_five_are_held_somewhere():
    for path in ELSEWHERE.values():
        module, _dot, name = path.rpartition(".")
        assert callable(getattr(import_module(module), name)), path

    assert sorted([number for number, *_rest in CASES] + list(ELSEWHERE)) == list(range(1, 26))
    assert [number for number in ELSEWHERE if examples(number)] == []
