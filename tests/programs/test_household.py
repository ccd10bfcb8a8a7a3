"""Income per head as article 13 defines it, and what the questions refuse."""

from datetime import date
from decimal import Decimal

import pytest

from programs.household import (
    COUNTED,
    INCOME_PER_HEAD,
    INCOME_PER_YEAR,
    NOT_COUNTED,
    PROPERTY_PER_HEAD,
    HouseholdIncomeForm,
    RegisteredEconomy,
    income_told,
)
from programs.rules import Case


def case(persons=3, without=0, wages="36000.00", **more) -> Case:
    zeros = dict.fromkeys((*COUNTED, *NOT_COUNTED), Decimal("0.00"))
    facts = {**zeros, "persons_at_home": persons, "persons_not_counted": without, "income_wages": Decimal(wages)}
    return Case(date(2023, 9, 5), {**facts, **more}, {})


def answers(**changes) -> dict:
    zeros = dict.fromkeys((*COUNTED, *NOT_COUNTED), "0")
    return {**zeros, "persons_at_home": "3", "persons_not_counted": "0", "income_wages": "36000", **changes}


@pytest.mark.parametrize(
    ("one", "per_head"),
    [
        (case(), "1000.00"),
        (case(without=1), "1500.00"),
        (case(income_transfers=Decimal("7200.00"), excluded_relief=Decimal("3600.00")), "1100.00"),
        (case(persons=7, wages="91980.00"), "1095.00"),  # divides without a rest
        (case(wages="39419.99"), "1094.99972222"),  # a fen a year below 1,095 is below it
    ],
)
def test_income_per_person_and_month(one, per_head):
    assert INCOME_PER_HEAD.read(one) == Decimal(per_head)


def test_income_per_person_and_year_is_not_twelve_rounded_months():
    assert INCOME_PER_YEAR.read(case(wages="122999.99")) == Decimal("40999.99666666")


@pytest.mark.parametrize("one", [case(persons=None), case(income_property=None), case(persons=2, without=2)])
def test_what_is_missing_gives_no_income(one):
    assert INCOME_PER_HEAD.read(one) is None


def test_property_is_divided_too_and_rounded_up():
    assert PROPERTY_PER_HEAD.read(case(property_yuan=Decimal("100.00"))) == Decimal("33.33333334")
    assert PROPERTY_PER_HEAD.read(case()) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"persons_not_counted": "3"}, "persons_not_counted"),
        ({"excluded_relief": "36000.01"}, "excluded_honours"),
        ({"persons_at_home": "0"}, "persons_at_home"),
        ({"income_wages": ""}, "income_wages"),
    ],
)
def test_answers_that_cannot_be(changes, field):
    assert list(HouseholdIncomeForm(answers(**changes)).errors) == [field]
    assert HouseholdIncomeForm(answers()).is_valid()


def test_the_register_stands_before_every_answer():
    known = RegisteredEconomy(2, 1_200_000, 100_001, True, False)
    one = case(economy=known, property_yuan=Decimal("9.00"), has_second_home=False, has_car=True, told=Decimal("1.00"))

    assert (INCOME_PER_HEAD.read(one), INCOME_PER_YEAR.read(one)) == (Decimal("500.00"), Decimal("6000.00"))
    assert PROPERTY_PER_HEAD.read(one) == Decimal("500.005")
    assert income_told("told").read(one) == Decimal("500.00")


def test_what_the_register_leaves_open_is_answered():
    without_property = case(economy=RegisteredEconomy(2, 1_200_000), property_yuan=Decimal("9.00"))

    assert PROPERTY_PER_HEAD.read(without_property) == Decimal("4.50")
    assert income_told("told").read(case(told=Decimal("1.00"))) == Decimal("1.00")
