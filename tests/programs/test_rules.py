"""Operators, three-valued logic, and sentences with their limits."""

from datetime import date
from decimal import Decimal

import pytest

from programs.rules import (
    NO,
    UNKNOWN,
    YES,
    Case,
    Derived,
    Finding,
    Parameter,
    Rule,
    Source,
    all_of,
    any_of,
    at_least,
    at_most,
    has_all_of,
    has_any_of,
    is_false,
    is_one_of,
    is_true,
    less_than,
    more_than,
    not_,
    plain,
    unless,
)

TRUE, FALSE, OPEN = is_true("true"), is_true("false"), is_true("open")


def case(**facts) -> Case:
    return Case(date(2023, 9, 5), {"true": True, "false": False, **facts}, {"limit": Decimal("30000.00")})


@pytest.mark.parametrize(
    ("condition", "below", "equal", "above"),
    [
        (at_least, NO, YES, YES),  # 以上
        (more_than, NO, NO, YES),  # 超过
        (at_most, YES, YES, NO),  # 以内
        (less_than, YES, NO, NO),  # 不满
    ],
)
def test_operators_at_their_limit(condition, below, equal, above):
    rule = condition("cost", Parameter("limit"))

    outcomes = [rule.judge(case(cost=Decimal(cost))).outcome for cost in ("29999.99", "30000.00", "30000.01")]

    assert outcomes == [below, equal, above]


def test_a_finding_tells_value_and_limit():
    assert at_least("cost", Parameter("limit")).judge(case(cost=Decimal("1.00"))) == Finding(
        NO, Decimal("1.00"), Decimal("30000.00")
    )


@pytest.mark.parametrize("facts", [{}, {"cost": None}])
def test_a_missing_fact_is_unknown_and_never_no_or_yes(facts):
    conditions = [at_least("cost", 1), less_than("cost", 1), is_one_of("cost", (1,)), is_true("cost"), is_false("cost")]

    assert [c.judge(case(**facts)).outcome for c in conditions] == [UNKNOWN] * 5


def test_an_unknown_limit_is_unknown():
    assert at_least("cost", Derived("nothing", (), lambda c: None)).judge(case(cost=1)).outcome is UNKNOWN


@pytest.mark.parametrize(
    ("parts", "any_outcome", "all_outcome"),
    [
        ((TRUE, TRUE), YES, YES),
        ((TRUE, FALSE), YES, NO),
        ((TRUE, OPEN), YES, UNKNOWN),
        ((FALSE, OPEN), UNKNOWN, NO),
        ((OPEN, OPEN), UNKNOWN, UNKNOWN),
        ((FALSE, FALSE), NO, NO),
    ],
)
def test_three_valued_logic(parts, any_outcome, all_outcome):
    assert any_of(*parts).judge(case()).outcome is any_outcome
    assert any_of(*reversed(parts)).judge(case()).outcome is any_outcome
    assert all_of(*parts).judge(case()).outcome is all_outcome
    assert all_of(*reversed(parts)).judge(case()).outcome is all_outcome


def test_negation_keeps_the_unknown():
    assert [not_(c).judge(case()).outcome for c in (TRUE, FALSE, OPEN)] == [NO, YES, UNKNOWN]


def test_exempt_people_are_not_asked():
    assert unless(TRUE, OPEN).judge(case()).outcome is YES
    assert unless(FALSE, FALSE).judge(case()).outcome is NO


def test_sets():
    held = case(held=frozenset({"DIBAO", "ORPHAN"}))

    assert has_any_of("held", ("DIBAO", "MARGINAL")).judge(held).outcome is YES
    assert has_any_of("held", ("MARGINAL",)).judge(held).outcome is NO
    assert has_all_of("held", ("DIBAO", "ORPHAN")).judge(held).outcome is YES
    assert has_all_of("held", ("DIBAO", "MARGINAL")).judge(held).outcome is NO


def test_conditions_know_their_facts_and_parameters():
    condition = any_of(at_least("cost", Parameter("limit")), not_(is_true(Derived("d", ("a", "b"), lambda c: True))))

    assert condition.facts == frozenset({"cost", "a", "b"})
    assert condition.parameters == frozenset({"limit"})


def test_the_sentence_carries_the_limit_of_the_terms():
    rule = Rule(
        code="X-1",
        sentence="Costs reach {limit} yuan.",
        condition=at_least("cost", Parameter("limit")),
        source=Source("somewhere", "D"),
        refusal="R13",
    )

    assert rule.sentence_under({"limit": Decimal("30000.00")}, date(2023, 9, 5)) == "Costs reach 30,000.00 yuan."
    assert rule.facts == frozenset({"cost"})
    assert rule.source.needs_confirmation


def test_a_sentence_may_name_one_limit_of_several_and_codes_by_their_labels():
    since = Derived("since", (), lambda c: c.on)
    several = Rule(
        code="X-2",
        sentence="At work, or left on {limit[1]} or later.",
        condition=any_of(is_true("at_work"), at_least("left_on", since)),
        source=Source("somewhere"),
        refusal="R01",
    )
    listed = Rule(
        code="X-3",
        sentence="One of: {limit}.",
        condition=has_any_of("held", Parameter("codes")),
        source=Source("somewhere"),
        refusal="R02",
        labels={"a": "apple", "b": "pear"},
    )

    assert several.sentence_under({}, date(2023, 9, 5)) == "At work, or left on 2023-09-05 or later."
    assert listed.sentence_under({"codes": ["b", "a"]}, date(2023, 9, 5)) == "One of: pear、apple."


def test_values_in_plain_words(settings):
    settings.LANGUAGE_CODE = "en"

    assert plain(Decimal("86400")) == "86,400.00"
    assert plain(date(2023, 8, 25)) == "2023-08-25"
    assert plain(frozenset({"b", "a"})) == "a、b"
    assert plain(13) == "13"
