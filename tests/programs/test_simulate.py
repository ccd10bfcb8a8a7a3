"""The simulator says what the rules say row by row, and adds it up right."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs import registry
from programs.bulk import SEALED, Judge, blind_rules, telling_rules
from programs.eligibility import assess
from programs.history import NO_HISTORY
from programs.rules import NO, UNKNOWN, YES, Case
from programs.simulate import Row, compare, counts_as_case, counts_as_person

SCHEMES = registry.schemes()
PUPILS = registry.scheme("student_aid")
ILLNESS = registry.scheme("employee_illness_aid")
ON = date(2023, 9, 5)
REGISTRY = ("birth_date", "identity_checked", "hardship_categories", "history")


def worlds(scheme):
    """Each fact: its value in some example or the baseline, or not known. So every rule is reached from both sides."""
    values = {name: [None, value] for name, value in scheme.baseline.facts.items()}
    for example in scheme.examples:
        for name, value in example.changes.items():
            values.setdefault(name, [None]).append(value)
    days = st.sampled_from([scheme.baseline.on, *{e.on for e in scheme.examples if e.on}])
    facts = st.fixed_dictionaries({name: st.sampled_from(options) for name, options in values.items()})
    return st.tuples(days, facts)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda s: s.code)
def test_many_at_once_are_judged_as_one_by_one(scheme):
    """One Judge sees all cases of the run, so that a wrong memory of an earlier one would show."""
    terms = scheme.default_parameters()
    others = {n: v * 2 if isinstance(v, Decimal | int) and not isinstance(v, bool) else v for n, v in terms.items()}
    names = sorted({*scheme.baseline.facts, *(name for e in scheme.examples for name in e.changes)})
    judge = Judge(scheme, names, terms, others)

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(worlds(scheme))
    def same(world):
        on, facts = world
        for verdict, parameters in zip(judge.judge(on, facts), (terms, others), strict=True):
            whole = assess(scheme, Case(on, facts, parameters))

            assert verdict.outcome is whole.outcome
            assert verdict.answers == tuple(result.outcome for result in whole.results)
            assert verdict.fen == (whole.amount.fen if whole.amount else None)
            assert verdict.known == sum(result.outcome is not UNKNOWN for result in whole.results)

    same()


@settings(max_examples=60, deadline=None)
@given(st.lists(worlds(PUPILS), max_size=30), st.sampled_from(["1300.00", "1200.00"]), st.integers(7, 20))
def test_the_sums_are_those_of_the_rows(rows, junior, oldest):
    before = PUPILS.parameters.defaults()
    after = {**before, "junior_yuan": Decimal(junior), "oldest": oldest}
    names = sorted({name for _on, facts in rows for name in facts})
    table = [Row(n, n % 3, on, tuple(facts.get(name) for name in names)) for n, (on, facts) in enumerate(rows)]

    found = compare(PUPILS, table, names=names, before=before, after=after, counts=counts_as_case)

    judged = [
        (row, *(assess(PUPILS, Case(row.on, dict(zip(names, row.facts, strict=True)), p)) for p in (before, after)))
        for row in table
    ]
    assert found.rows == len(rows)
    assert found.newly_in == [row.key for row, b, a in judged if b.outcome is NO and a.outcome is not NO]
    assert found.newly_out == [row.key for row, b, a in judged if b.outcome is not NO and a.outcome is NO]
    for number in range(3):
        here = [(b, a) for row, b, a in judged if row.place == number]
        place = found.places.get(number)
        assert (place is None) == (not here)
        if place:
            inside = [a for _b, a in here if a.outcome is not NO]
            assert place.after.people == len(inside)
            assert place.after.fen == sum(a.amount.fen for a in inside if a.amount)
            assert place.after.unpriced == sum(a.amount is None for a in inside)


def test_by_hand_a_higher_threshold_puts_out_whom_it_no_longer_reaches():
    """Own costs of 30,000, 45,000 and 60,000 yuan; the threshold goes from 30,000 to 50,000."""
    before = ILLNESS.parameters.defaults()
    after = {**before, "threshold_enterprise": Decimal("50000.00")}
    names = sorted(ILLNESS.baseline.facts)
    base = {**ILLNESS.baseline.facts, "hardship_categories": frozenset()}
    refunds = dict.fromkeys(
        ("paid_basic", "paid_major", "paid_assistance", "paid_commercial", "paid_other_aid"), Decimal(0)
    )
    rows = []
    for key, costs in enumerate(("30000.00", "45000.00", "60000.00")):
        facts = {**base, **refunds, "employer_type": "enterprise", "total_cost": Decimal(costs)}
        rows.append(Row(key, 7, ILLNESS.baseline.on, tuple(facts[name] for name in names)))

    found = compare(ILLNESS, rows, names=names, before=before, after=after, counts=counts_as_case)

    assert (found.total.before.people, found.total.before.fen) == (3, 300_000 + 300_000 + 500_000)
    assert (found.total.after.people, found.total.after.fen) == (1, 500_000)
    assert (found.newly_in, found.newly_out) == ([], [0, 1])
    assert found.places[7] == found.total


def test_a_stored_answer_stands_in_for_a_sealed_one_until_its_limit_changes():
    terms = ILLNESS.parameters.defaults()
    fewer = {**terms, "illnesses_accepted": []}
    facts = {**ILLNESS.baseline.facts, "illness": None, SEALED + "S03-3": YES}
    place = [rule.code for rule in ILLNESS.rules].index("S03-3")

    verdicts = Judge(ILLNESS, tuple(facts), terms, fewer).judge(ON, facts)

    assert [verdict.answers[place] for verdict in verdicts] == [YES, UNKNOWN]
    assert blind_rules(ILLNESS, terms, fewer) == ["S03-3"]
    assert blind_rules(ILLNESS, terms, terms) == []


def test_nobody_of_whom_nothing_is_known_counts_as_entitled():
    for scheme in SCHEMES:
        judge = Judge(scheme, REGISTRY, scheme.default_parameters())
        assert not counts_as_person(judge.judge(scheme.baseline.on, {})[0]), scheme.code


def test_a_child_counts_by_its_certificate_and_not_by_its_age():
    judge = Judge(PUPILS, REGISTRY, PUPILS.parameters.defaults())
    child = {"birth_date": ON - timedelta(days=4000), "identity_checked": True, "history": NO_HISTORY}

    def counts(*categories):
        return counts_as_person(judge.judge(ON, {**child, "hardship_categories": frozenset(categories)})[0])

    assert {rule.code for rule in telling_rules(PUPILS)} == {"S01-3", "S01-3S"}
    assert (counts(), counts("DIBAO"), counts("OTHER")) == (False, True, False)


def test_facts_that_cannot_be_remembered_are_asked_each_time():
    """A table of a household is a list; it is judged all the same."""
    judge = Judge(PUPILS, ("hardship_categories",), PUPILS.parameters.defaults())

    verdicts = [judge.judge(ON, {"hardship_categories": categories})[0] for categories in (["DIBAO"], ["OTHER"])]

    assert [verdict.is_shown for verdict in verdicts] == [True, False]
