"""The arithmetic of matching: the worked examples of the fact book §5.4, and what holds whatever the gifts are."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from donations.allocation import MatchedGift, Terms, first_come, pro_rata, wanted_fen

DAY = date(2023, 9, 7)
YUAN = 100


def gifts(*amounts: int, giver: str = "", day: date = DAY) -> list[MatchedGift]:
    """In yuan; each of somebody else unless a giver is named."""
    return [MatchedGift(n, giver or f"gift:{n}", day, amount * YUAN) for n, amount in enumerate(amounts)]


def in_yuan(found: dict[int, int]) -> list[Fraction]:
    return [Fraction(found[key], YUAN) for key in sorted(found)]


def test_the_worked_example_stops_at_the_total():
    """Pool 1,000, one to one, 100 per gift: 60, 100, 100 … and what is left goes to the gift that reaches it."""
    terms = Terms(1_000 * YUAN, per_gift_fen=100 * YUAN)

    found = first_come(terms, gifts(60, 300, 500, *[900] * 9), {})

    assert in_yuan(found) == [60, *[100] * 9, 40]
    assert sum(found.values()) == 1_000 * YUAN


def test_the_worked_example_stops_at_the_cap_of_the_day():
    terms = Terms(1_000 * YUAN, per_gift_fen=100 * YUAN, days={DAY: 250 * YUAN})
    tomorrow = [MatchedGift(9, "x", DAY + timedelta(days=1), 80 * YUAN)]

    found = first_come(terms, [*gifts(60, 300, 500, 900), *tomorrow], {})

    assert in_yuan(found) == [60, 100, 90, 80]


@pytest.mark.parametrize(
    ("terms", "amounts", "expected"),
    [
        (Terms(10_000, 1, 2), [101, 1], [50]),  # 1:0.5, rounded down to the fen
        (Terms(10_000, 1, 3), [100, 200], [33, 66]),
        (Terms(10_000, 2, 1), [100], [200]),
        (Terms(10_000, least_gift_fen=100), [99, 100], [100]),
        (Terms(10_000, per_gift_fen=0), [100], []),
    ],
)
def test_ratio_minimum_and_rounding(terms, amounts, expected):
    listed = [MatchedGift(n, f"gift:{n}", DAY, amount) for n, amount in enumerate(amounts)]

    assert list(first_come(terms, listed, {}).values()) == expected


def test_one_donor_has_one_cap_per_day():
    terms = Terms(10_000 * YUAN, per_donor_day_fen=150 * YUAN)
    next_day = [MatchedGift(8, "donor:1", DAY + timedelta(days=1), 100 * YUAN)]

    found = first_come(terms, [*gifts(100, 100, 100, giver="donor:1"), *next_day], {})

    assert in_yuan(found) == [100, 50, 100]


def test_what_is_confirmed_keeps_its_room_though_somebody_paid_earlier():
    terms = Terms(100 * YUAN)
    first, second = gifts(80, 80)

    assert first_come(terms, [first, second], {second.key: 70 * YUAN}) == {first.key: 30 * YUAN}


def test_shared_out_in_proportion_everybody_gets_the_same_share():
    terms = Terms(100 * YUAN)

    assert in_yuan(pro_rata(terms, gifts(100, 300))) == [25, 75]
    assert in_yuan(pro_rata(terms, gifts(10, 30))) == [10, 30]
    assert in_yuan(pro_rata(Terms(100 * YUAN, days={DAY: 40 * YUAN}), gifts(100, 300))) == [10, 30]
    assert list(pro_rata(Terms(100), [MatchedGift(n, f"gift:{n}", DAY, 100) for n in range(3)]).values()) == [33] * 3
    assert pro_rata(terms, []) == {}


# --- Whatever the gifts are -------------------------------------------------------------------------------------------

whatever_they_are = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
cap = st.none() | st.integers(0, 5_000)
listed_gifts = st.lists(
    st.builds(
        MatchedGift,
        key=st.integers(0, 10_000),
        giver=st.sampled_from(["donor:1", "donor:2", "donor:3"]),
        day=st.sampled_from([DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]),
        amount_fen=st.integers(1, 3_000),
    ),
    max_size=20,
    unique_by=lambda gift: gift.key,
)
some_terms = st.builds(
    Terms,
    total_fen=st.integers(1, 20_000),
    ratio_given=st.integers(1, 5),
    ratio_for=st.integers(1, 5),
    least_gift_fen=st.integers(0, 500),
    per_gift_fen=cap,
    per_donor_day_fen=cap,
    days=st.dictionaries(st.sampled_from([DAY, DAY + timedelta(days=1)]), st.integers(0, 5_000)),
)


def demand_within_caps(terms: Terms, listed: list[MatchedGift], found: dict[int, int]) -> None:
    by_key = {gift.key: gift for gift in listed}
    of_day: dict[date, int] = defaultdict(int)
    of_giver: dict[tuple[str, date], int] = defaultdict(int)
    for key, amount in found.items():
        gift = by_key[key]
        assert 0 < amount <= wanted_fen(terms, gift)
        assert gift.amount_fen >= terms.least_gift_fen
        of_day[gift.day] += amount
        of_giver[gift.giver, gift.day] += amount
    assert sum(found.values()) <= terms.total_fen
    assert all(of_day[day] <= most for day, most in terms.days.items())
    if terms.per_donor_day_fen is not None:
        assert all(amount <= terms.per_donor_day_fen for amount in of_giver.values())


@whatever_they_are
@given(some_terms, listed_gifts)
def test_no_cap_is_ever_broken(terms, listed):
    for found in (first_come(terms, listed, {}), pro_rata(terms, listed)):
        demand_within_caps(terms, listed, found)


@whatever_they_are
@given(some_terms, listed_gifts)
def test_first_come_leaves_nothing_that_somebody_could_still_have(terms, listed):
    """A gift gets less than it wants only because a cap is reached with it."""
    found = first_come(terms, listed, {})
    later = sum(found.values())
    for gift in listed:
        if found.get(gift.key, 0) < wanted_fen(terms, gift):
            of_day = sum(found.get(g.key, 0) for g in listed if g.day == gift.day)
            of_giver = sum(found.get(g.key, 0) for g in listed if (g.giver, g.day) == (gift.giver, gift.day))
            assert later == terms.total_fen or of_day == terms.days.get(gift.day) or of_giver == terms.per_donor_day_fen


@whatever_they_are
@given(some_terms, listed_gifts, st.integers(0, 19))
def test_who_comes_later_changes_nothing_for_those_before(terms, listed, place):
    before = listed[:place]

    whole = first_come(terms, listed, {})

    assert {key: whole.get(key) for key in (g.key for g in before) if key in whole} == first_come(terms, before, {})


@whatever_they_are
@given(some_terms, listed_gifts)
def test_what_was_calculated_and_confirmed_stays_when_it_is_calculated_again(terms, listed):
    found = first_come(terms, listed, {})

    assert first_come(terms, listed, found) == {}
