"""The published figures against ones that were added up by hand."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application
from disclosure import aid, money, published
from disclosure.models import DisclosurePolicy
from disclosure.spans import Span
from disclosure.spending import ready, rows_of, withheld_row
from disclosure.tables import shown
from funds import entries
from funds.selectors import statement_of
from funds.services import reserve, reverse_voucher
from tests.disclosure.scene import SPRING, SUMMER, a_program, paid_case, pay
from tests.factories.donations import booked_gift
from tests.factories.funds import FundFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
YEAR = Span(2026)


def places_of(places, *names):
    """One community of each of the named sub-districts."""
    communities = [area for area in places.values() if area.level in ("community", "village")]
    return [next(one for one in communities if one.parent.code == name) for name in names]


@pytest.fixture
def two_areas(places):
    found = sorted({area.parent.code for area in places.values() if area.level in ("community", "village")})
    return places_of(places, *found[:2])


def figures(rows, *names):
    return [tuple(shown(row[name]) for name in names) for row in rows]


def aid_rows(span=YEAR):
    return published.table_of("aid", span, at=NOW).rows


def area_rows(span=YEAR):
    return published.table_of("areas", span, at=NOW).rows


# --- Funds ------------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_fund_is_what_its_statement_says(cast):
    """1,000.00 + 500.00 came, 300.00 aid and 20.00 bank fee went, 100.00 moved to the other fund: 1,080.00."""
    fund, other = FundFactory(kind="unrestricted"), FundFactory()
    people = {"by": cast["accountant"], "at": SPRING}
    for number, fen in enumerate((100_000, 50_000)):
        entries.receive_gift(fund=fund, amount_fen=fen, source=f"t:{number}", **people)
    pay(fund, "test:1", 30_000, "student_aid")
    entries.book_cost(fund=fund, cost="bank_fee", amount_fen=2_000, source="t:fee", **people)
    entries.transfer(fund_from=fund, fund_to=other, amount_fen=10_000, source="t:move", **people)

    rows = {row["code"]: row for row in money.fund_rows(YEAR)}

    names = ("opening_fen", "income_fen", "spent_fen", "moved_fen", "balance_fen")
    assert tuple(rows[fund.code][name] for name in names) == (0, 150_000, 32_000, -10_000, 108_000)
    assert tuple(rows[other.code][name] for name in names) == (0, 0, 0, 10_000, 10_000)
    for one in (fund, other):
        statement = statement_of(one, first=YEAR.first, last=YEAR.last)
        assert rows[one.code]["balance_fen"] == statement.closing_fen
        assert rows[one.code]["spent_fen"] == statement.expense_fen
    assert [row["amount_fen"] for row in money.income_rows(YEAR)] == [150_000]
    assert [row["amount_fen"] for row in money.cost_rows(YEAR)] == [30_000, 2_000]


def test_the_next_quarter_opens_with_the_balance_of_the_last(cast):
    fund = FundFactory()
    entries.receive_gift(fund=fund, amount_fen=70_000, source="t:1", by=cast["accountant"], at=SPRING)
    pay(fund, "test:1", 5_000, "student_aid", SUMMER)

    [first], [second] = money.fund_rows(Span(2026, 1)), money.fund_rows(Span(2026, 2))

    assert (first["balance_fen"], second["opening_fen"]) == (70_000, 70_000)
    assert (second["income_fen"], second["spent_fen"], second["balance_fen"]) == (0, 5_000, 65_000)
    assert [Span(2026, q).last for q in (1, 2, 3, 4)] == [
        date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31),
    ]  # fmt: skip


def test_the_sums_of_any_number_of_funds_are_two_queries(cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            money.fund_rows(YEAR)
        return len(queries)

    FundFactory()
    assert asked() == 2
    FundFactory.create_batch(2)
    assert asked() == 2


def test_what_is_not_posted_is_not_published(cast):
    fund = FundFactory()
    entries.receive_gift(fund=fund, amount_fen=70_000, source="t:1", by=cast["accountant"], at=SPRING)
    before = money.fund_rows(YEAR)

    reserve(fund=fund, amount_fen=10_000, source="t:promise", by=None, at=SPRING)

    assert money.fund_rows(YEAR) == before


# --- Aid --------------------------------------------------------------------------------------------------------------


def test_people_and_sums_of_a_scheme(two_areas):
    """6 people in one sub-district (600.00), 5 in the other (250.00): 11 people, 850.00."""
    program = a_program()
    for _number in range(6):
        paid_case(program, two_areas[0], 10_000)
    for _number in range(5):
        paid_case(program, two_areas[1], 5_000)

    assert figures(aid_rows(), "code", "people", "paid_fen") == [("employee_illness_aid", 11, 85_000)]
    assert [(row["people"], row["paid_fen"]) for row in area_rows()] == [(6, 60_000), (5, 25_000)]


@pytest.mark.both_databases
def test_a_small_place_is_never_the_total_less_the_others(two_areas):
    """6 and 2 people: both go together, because 8 less 6 would be 2."""
    program = a_program()
    for _number in range(6):
        paid_case(program, two_areas[0], 10_000)
    for _number in range(2):
        paid_case(program, two_areas[1], 5_000)

    [row] = area_rows()

    assert (row["people"], row["paid_fen"]) == (8, 70_000)


def test_a_scheme_with_too_few_people_is_not_told_at_all(two_areas):
    program = a_program()
    for _number in range(4):
        paid_case(program, two_areas[0], 10_000)

    [row] = aid_rows()

    assert (row["code"], row["people"], row["paid_fen"]) == ("other", None, None)
    assert area_rows() == []


def test_a_small_scheme_goes_with_the_smallest_other_one(two_areas):
    small, large, larger = a_program(), a_program("student_aid"), a_program("emergency_relief")
    for program, number in ((small, 2), (large, 5), (larger, 6)):
        for _number in range(number):
            paid_case(program, two_areas[0], 10_000)

    assert figures(aid_rows(), "code", "people", "paid_fen") == [
        ("emergency_relief", 6, 60_000),
        ("other", 7, 70_000),
    ]


def test_the_year_does_not_give_away_a_quarter(two_areas):
    """5 people in the first quarter, 2 in the second: the year less the first quarter would be the two."""
    program, other = a_program(), a_program("student_aid")
    for _number in range(5):
        paid_case(program, two_areas[0], 10_000, SPRING)
        paid_case(other, two_areas[0], 10_000, SPRING)
        paid_case(other, two_areas[0], 1_000, SUMMER)
    for _number in range(2):
        paid_case(program, two_areas[0], 10_000, SUMMER)

    assert [row["code"] for row in aid_rows(Span(2026, 1))] == ["employee_illness_aid", "student_aid"]
    assert figures(aid_rows(Span(2026, 2)), "code", "people", "paid_fen") == [("other", 7, 25_000)]
    assert figures(aid_rows(), "code", "people", "paid_fen") == [("other", 17, 125_000)]


def test_who_paid_everything_back_was_not_helped(two_areas):
    program = a_program()
    vouchers = [paid_case(program, two_areas[0], 10_000) for _number in range(6)]
    reverse_voucher(voucher=vouchers[0], memo_code="error", by=None, at=SPRING)

    assert figures(aid_rows(), "people", "paid_fen") == [(5, 50_000)]


def test_the_smallest_group_is_a_rule_that_staff_change(two_areas):
    DisclosurePolicy.objects.create(valid_from=date(2026, 1, 1), smallest_group=3, source="理事会")
    program = a_program()
    for _number in range(4):
        paid_case(program, two_areas[0], 10_000)

    assert figures(aid_rows(), "people", "paid_fen") == [(4, 40_000)]


def test_aid_costs_as_many_queries_for_any_number_of_cases(two_areas):
    program = a_program()
    counts = []
    for number in (1, 2):
        for _number in range(number):
            paid_case(program, two_areas[0], 10_000)
        with CaptureQueriesContext(connection) as queries:
            aid.aid_of(2026)
        counts.append(len(queries))

    assert counts == [4, 4]


# --- Spending ---------------------------------------------------------------------------------------------------------


def listed(span=YEAR):
    found = published.spending_list(span, at=NOW)
    return (
        rows_of(found, ready(found.listed).order_by("pk")),
        withheld_row(found, today=date(2026, 6, 30)),
        found.total_fen,
    )


def test_spending_shows_masked_names_and_no_minor(two_areas):
    """6 grown-ups listed; 5 children of the same scheme are one row; together 6 × 100 + 5 × 30."""
    program = a_program()
    for number in range(6):
        paid_case(program, two_areas[0], 10_000, name=f"李示{'一二三四五六'[number]}")
    for _number in range(5):
        paid_case(program, two_areas[0], 3_000, name="张幼演", birth_date=date(2010, 1, 2))

    rows, withheld, total = listed()

    assert [(row["receiver"], row["amount_fen"]) for row in rows] == [("李**", 10_000)] * 6
    assert (withheld["receiver"]["en"], withheld["amount_fen"]) == ("5 people, together", 15_000)
    assert withheld["date"] == "2026-06-30"  # the year is not over
    assert total == 75_000 == sum(row["amount_fen"] for row in rows) + withheld["amount_fen"]


@pytest.mark.both_databases
def test_one_child_hides_the_scheme_whose_sum_would_tell_it(two_areas):
    program = a_program()
    for _number in range(6):
        paid_case(program, two_areas[0], 10_000)
    paid_case(program, two_areas[0], 3_000, birth_date=date(2010, 1, 2))

    rows, withheld, total = listed()

    assert (rows, withheld["amount_fen"], total) == ([], 63_000, 63_000)


def test_who_gave_everything_back_is_no_cover_for_the_others(two_areas):
    """5 children, one of them paid back: four are too few for a row, so grown-ups join them."""
    program = a_program()
    for _number in range(6):
        paid_case(program, two_areas[0], 10_000)
    children = [paid_case(program, two_areas[0], 3_000, birth_date=date(2010, 1, 2)) for _number in range(5)]
    reverse_voucher(voucher=children[0], memo_code="bank_return", by=None, at=SPRING)

    rows, withheld, total = listed()

    assert (rows, withheld["receiver"]["en"], total) == ([], "10 people, together", 72_000)


def test_who_comes_of_age_in_the_year_is_not_listed(two_areas):
    program = a_program()
    for _number in range(5):
        paid_case(program, two_areas[0], 10_000, birth_date=date(2008, 1, 2))
        paid_case(program, two_areas[0], 10_000, birth_date=date(2008, 1, 1))

    rows, withheld, _total = listed()

    assert (len(rows), withheld["receiver"]["en"], withheld["amount_fen"]) == (5, "5 people, together", 50_000)


def test_judicial_aid_is_never_listed(two_areas):
    open_program, judicial = a_program(), a_program("judicial_aid_fund")
    for _number in range(5):
        paid_case(open_program, two_areas[0], 10_000)
        paid_case(judicial, two_areas[0], 20_000)

    rows, withheld, _total = listed()

    assert {shown(row["purpose"]) for row in rows} == {str(open_program.scheme.title)}
    assert (len(rows), withheld["amount_fen"]) == (5, 100_000)
    assert {row["code"] for row in area_rows()} == {"employee_illness_aid"}


def test_who_is_on_no_notice_is_not_listed(two_areas):
    """A scheme without notices, and a family that did not consent or took its consent back."""
    program, quiet = a_program(), a_program("child_care_protection")
    for _number in range(5):
        paid_case(program, two_areas[0], 10_000)
        paid_case(quiet, two_areas[0], 3_000)
        source = paid_case(program, two_areas[0], 200).source
        Application.objects.filter(pk=source.split(":")[1]).update(publicity_mode="none")

    rows, withheld, _total = listed()

    assert [row["amount_fen"] for row in rows] == [10_000] * 5
    assert (withheld["receiver"]["en"], withheld["amount_fen"]) == ("10 people, together", 16_000)


def test_costs_are_listed_with_their_kind(cast):
    fund = FundFactory()
    people = {"by": cast["accountant"], "at": SPRING}
    entries.receive_gift(fund=fund, amount_fen=70_000, source="t:1", **people)
    entries.book_cost(fund=fund, cost="bank_fee", amount_fen=2_000, source="t:fee", **people)

    [row], withheld, total = listed()

    assert (row["receiver"]["en"], row["amount_fen"], withheld, total) == ("A supplier", 2_000, None, 2_000)


# --- Donations --------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_donations_by_channel_are_the_income_of_the_books(cast):
    booked_gift(cast, 10_000, channel="bank")
    booked_gift(cast, 2_500, channel="bank")
    booked_gift(cast, 700, channel="tencent", bank_reference="T1")

    rows = published.table_of("channels", Span(2023), at=NOW).rows

    assert figures(rows, "number", "amount_fen") == [(2, 12_500), (1, 700)]
    assert sum(row["amount_fen"] for row in money.income_rows(Span(2023))) == 13_200
