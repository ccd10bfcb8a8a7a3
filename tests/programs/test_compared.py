"""A refusal names the sum or day of the case and the limit (S03-4 and every other rule that compares one)."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from programs.compared import numbers_compared
from programs.eligibility import Assessment, Case, assess
from programs.registry import scheme
from programs.rules import plain
from programs.schemes.employee_illness_aid.questions import REIMBURSEMENTS


def judged(code, rule, **facts):
    one = scheme(code)
    baseline = {**one.baseline.facts, **facts}
    return one, assess(one, Case(one.baseline.on, baseline, one.default_parameters())), rule


def line_of(result, rule):
    return next(row for row in result.results if row.rule.code == rule)


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize(
    ("language", "tail"),
    [("en", " (in this case: 29,999.99; limit: 30,000.00)"), ("zh-hans", "（本例：29,999.99；界限：30,000.00）")],
)
def test_own_costs_below_the_threshold_are_named(language, tail, is_stored):
    nothing = dict.fromkeys(REIMBURSEMENTS, Decimal(0))
    one, found, rule = judged("employee_illness_aid", "S03-4", **nothing, total_cost=Decimal("29999.99"))
    if is_stored:
        found = Assessment.from_json(found.as_json(), one)

    with translation.override(language):
        row = line_of(found, rule)
        assert row.explained == row.sentence + tail


def test_a_limit_in_the_sentence_is_not_named_twice():
    _one, found, rule = judged("marginal_household_aid", "S04-1B", income_wages=Decimal("90000.00"))

    with translation.override("en"):
        row = line_of(found, rule)._replace(is_hidden=False)
        assert row.explained == (
            "The household is recognised, or its income per person and month is below 1,095.00 yuan. "
            "(in this case: 2,500.00)"
        )


def test_what_is_sealed_stays_unsaid():
    _one, found, rule = judged("marginal_household_aid", "S04-1B", income_wages=Decimal("90000.00"))

    row = line_of(found, rule)._replace(is_hidden=True)

    assert row.explained == row.sentence


def test_counts_and_truth_values_say_nothing():
    _one, found, rule = judged("marginal_household_aid", "S04-2", hardship_claimed="DIBAO")

    row = line_of(found, rule)

    assert row.explained == row.sentence


@pytest.mark.parametrize(
    ("value", "limit", "pairs"),
    [
        ("2023-09-01", "2022-09-05", [(date(2023, 9, 1), date(2022, 9, 5))]),
        ("12.00", "2022-09-05", []),
        (["a", ["40", True]], [["a"], ["30", True]], [(Decimal(40), Decimal(30))]),
        ([1], [1, 2], []),
        ("2023-99-01", "2022-09-05", []),
        (None, "1", []),
        (3, 2, [(3, 2)]),
    ],
)
def test_only_numbers_and_days_are_told(value, limit, pairs):
    assert list(numbers_compared(value, limit)) == pairs


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1095", "1,095.00"),
        ("1095.015", "1,095.015"),
        ("1094.99999999", "1,094.9999"),
        ("1095.00001", "1,095.00"),
        ("0.50000000", "0.50"),
    ],
)
def test_part_of_a_fen_is_cut_and_not_rounded(value, text):
    assert plain(Decimal(value)) == text
