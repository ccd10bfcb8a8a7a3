"""Income per head and month against figures worked out by hand."""

from datetime import date

import pytest

from beneficiaries.economy import Income, Member, per_capita_income, standing_of, window
from beneficiaries.income_kinds import INCOME_KINDS
from beneficiaries.relations import seen_from
from beneficiaries.standings import LINES, WORDS

ON = date(2023, 9, 5)  # the twelve months are September 2022 to August 2023
ADULT, CHILD = date(1980, 5, 1), date(2012, 5, 1)
HEAD, WIFE, PUPIL = Member(1, "self", ADULT), Member(2, "spouse", ADULT), Member(3, "child", CHILD)


def wage(person: int, yuan: int, first=date(2022, 9, 1), last=date(2023, 8, 1), kind="wage") -> Income:
    return Income(person, kind, yuan * 100, first, last)


def test_the_twelve_calendar_months_before_the_day():
    assert window(ON) == (2022 * 12 + 8, 2023 * 12 + 7)
    assert window(date(2023, 1, 1)) == (2022 * 12, 2022 * 12 + 11)


def test_all_incomes_by_members_by_twelve():
    result = per_capita_income([HEAD, WIFE, PUPIL], [wage(1, 24_000), wage(2, 12_000)], on=ON)

    assert (result.members, result.total_fen, result.fen) == (3, 3_600_000, 100_000)
    assert result.is_complete


def test_only_the_months_inside_the_window_count():
    half_outside = wage(1, 12_000, first=date(2022, 3, 1), last=date(2023, 2, 1))
    this_month = wage(1, 5_000, first=date(2023, 9, 1), last=date(2023, 9, 1))

    result = per_capita_income([HEAD], [half_outside, this_month], on=ON)

    assert [(line.months, line.counted_fen, line.reason) for line in result.lines] == [
        (6, 600_000, "counted"),
        (0, 0, "outside"),
    ]
    assert result.fen == 50_000


@pytest.mark.parametrize("kind", ["veteran_allowance", "scholarship", "bravery_award", "public_aid"])
def test_what_the_law_excludes_is_not_counted_but_known(kind):
    result = per_capita_income([HEAD], [wage(1, 6_000, kind=kind)], on=ON)

    assert ([line.reason for line in result.lines], result.fen, result.missing) == (["excluded"], 0, ())


@pytest.mark.parametrize(
    ("on", "counted"),
    [(date(2025, 12, 31), 0), (date(2026, 1, 15), 0), (date(2026, 4, 1), 300), (date(2027, 1, 1), 1200)],
)
def test_the_central_basic_pension_is_excluded_until_the_end_of_2025(on, counted):
    pension = wage(1, 3_600, first=date(2025, 1, 1), last=date(2027, 12, 1), kind="basic_pension")  # 100 a month

    assert per_capita_income([HEAD], [pension], on=on).total_fen == counted * 100


@pytest.mark.parametrize(
    ("member", "counts", "reason"),
    [
        (Member(1, "self", None), True, "self"),
        (Member(1, "spouse", None), True, "spouse"),
        (Member(1, "child", date(2005, 9, 6)), True, "minor"),
        (Member(1, "child", date(2005, 9, 5)), False, "grown_up"),
        (Member(1, "child", None), False, "grown_up"),
        (Member(1, "child", ADULT, "student"), True, "student"),
        (Member(1, "child", ADULT, "dependent"), True, "dependent"),
        (Member(1, "child", ADULT, "duty"), True, "duty"),
        (Member(1, "parent", ADULT), False, "no_duty"),
        (Member(1, "parent", ADULT, "duty"), True, "duty"),
        (Member(1, "grandchild", CHILD), False, "no_duty"),
        (Member(1, "grandchild", CHILD, "duty"), True, "duty"),
        (Member(1, "parent", ADULT, "student"), False, "no_duty"),
        (Member(1, "self", ADULT, "", "prison", date(2023, 9, 1)), False, "prison"),
        (Member(1, "child", CHILD, "", "missing", date(2023, 1, 1)), False, "missing"),
        (Member(1, "spouse", ADULT, "", "detox", date(2023, 1, 1)), False, "detox"),
        (Member(1, "spouse", ADULT, "", "clergy", date(2020, 9, 5)), False, "clergy"),
        (Member(1, "spouse", ADULT, "", "clergy", date(2020, 9, 6)), True, "spouse"),
    ],
)
def test_who_counts(member, counts, reason):
    standing = standing_of(member, ON)

    assert (standing.counts, standing.reason) == (counts, reason)


def test_income_of_who_does_not_count_is_not_counted():
    prisoner = Member(2, "spouse", ADULT, "", "prison", date(2022, 1, 1))

    result = per_capita_income([HEAD, prisoner], [wage(1, 12_000), wage(2, 9_000)], on=ON)

    assert (result.members, result.fen, result.lines[1].reason) == (1, 100_000, "member_not_counted")


def test_an_adult_of_whom_nothing_is_known_makes_it_incomplete():
    student = Member(4, "child", date(2003, 1, 1), "student")

    result = per_capita_income([HEAD, WIFE, PUPIL, student], [wage(1, 12_000)], on=ON)

    assert (result.missing, result.is_complete, result.fen) == ((2,), False, 25_000)
    assert per_capita_income([HEAD], [wage(1, 0)], on=ON).is_complete


def test_nobody_counts_no_figure():
    result = per_capita_income([Member(1, "self", ADULT, "", "prison", ON)], [], on=ON)

    assert (result.fen, result.is_complete) == (None, False)


def test_fractions_of_a_fen_are_dropped():
    result = per_capita_income([HEAD, WIFE, PUPIL], [Income(1, "wage", 100, date(2023, 8, 1), date(2023, 8, 1))], on=ON)

    assert result.fen == 2  # 100 fen by 3 by 12 are 2.77


def test_every_reason_has_its_words():
    assert set(WORDS) >= {"self", "spouse", "minor", "student", "dependent", "duty", "grown_up", "no_duty"}
    assert set(LINES) == {"counted", "excluded", "outside", "member_not_counted"}
    assert [kind.code for kind in INCOME_KINDS.values() if kind.excluded_until] == ["basic_pension"]


@pytest.mark.parametrize(
    ("new_head", "member", "proposal"),
    [
        ("spouse", "self", "spouse"),
        ("spouse", "child", "child"),
        ("spouse", "parent", "in_law"),
        ("child", "self", "parent"),
        ("child", "child", "sibling"),
        ("parent", "child", "grandchild"),
        ("sibling", "child", "other"),
        ("in_law", "child", "other"),
        ("other", "self", "other"),
        ("self", "child", "child"),
    ],
)
def test_what_a_member_is_to_a_new_head(new_head, member, proposal):
    assert seen_from(new_head, member) == proposal
