"""Budget versus actual: bills, costs and taken back money of programs whose money is not paid by cases."""

from datetime import UTC, date, datetime

import pytest

from funds import entries
from funds.entries.spending import ACTIVITY
from funds.services import reverse_voucher
from payments.budgets import BudgetRow, budgets
from payments.payables import Rounds
from tests.factories.funds import fund_with
from tests.factories.programs import ProgramFactory

pytestmark = pytest.mark.django_db
AT = datetime(2023, 10, 9, 2, 0, tzinfo=UTC)
NEXT_YEAR = datetime(2024, 1, 5, 2, 0, tzinfo=UTC)
MEALS = "porridge_house"


def program(fund, title, opens_on, scheme=MEALS):
    return ProgramFactory(
        fund=fund, title_zh=title, title_en="", scheme_code=scheme, opens_on=opens_on, budget_fen=100_000
    )


def bill(fund, amount_fen, source="meals:1", scheme=MEALS, at=AT):
    return entries.accrue_meals(fund=fund, amount_fen=amount_fen, source=source, scheme=scheme, by=None, at=at)


def test_a_bill_is_promised_until_it_is_paid(fund):
    program(fund, "粥屋2023", date(2023, 9, 1))
    accrual = bill(fund, 60_000)
    entries.pay_payable(accrual=accrual, source="meals:1:paid", amount_fen=20_000, by=None, at=AT)

    [row] = budgets()

    assert (row, row.left_fen) == (BudgetRow("粥屋2023", 100_000, 40_000, 20_000), 40_000)


def test_a_bill_stays_with_the_program_of_its_day(fund):
    program(fund, "粥屋2023", date(2023, 9, 1))
    program(fund, "粥屋2024", date(2024, 1, 1))
    first, wrong = bill(fund, 60_000), bill(fund, 5_000, "meals:2")
    entries.pay_payable(accrual=first, source="meals:1:paid", amount_fen=60_000, by=None, at=NEXT_YEAR)
    reverse_voucher(voucher=wrong, memo_code="error", by=None, at=NEXT_YEAR)
    bill(fund, 7_000, "meals:3", at=NEXT_YEAR)

    assert budgets() == [BudgetRow("粥屋2024", 100_000, 7_000, 0), BudgetRow("粥屋2023", 100_000, 0, 60_000)]


def test_what_was_bought_and_what_was_handed_out_is_spent(fund):
    program(fund, "手环2023", date(2023, 9, 1), "wristband")
    common = {"fund": fund, "scheme": "wristband", "by": None, "at": AT}
    entries.book_cost(cost=ACTIVITY, amount_fen=30_000, source="bands:1", **common)
    entries.receive_goods(fund=fund, fair_value_fen=9_000, source="gifts:1", by=None, at=AT)
    entries.issue_goods(value_fen=4_000, source="bands:2", **common)

    assert budgets() == [BudgetRow("手环2023", 100_000, 0, 34_000)]


def test_schemes_without_a_program_have_a_row_of_their_own(fund, source):
    source.plan = Rounds("community_governance_fund", 200_000)
    entries.book_cost(
        cost=ACTIVITY, amount_fen=1_000, source="bags:1", scheme="seedling_protection", fund=fund, by=None, at=AT
    )

    rows = budgets()

    assert rows == [
        BudgetRow("社区治理基金", 200_000, 0, 0),
        BudgetRow("护苗行动", None, 0, 1_000),
    ]
    assert [row.left_fen for row in rows] == [200_000, None]


def test_the_number_of_queries_does_not_follow_the_number_of_programs(django_assert_num_queries):
    fund = fund_with(1_000_000)
    for number in range(3):
        day = datetime(2023, 9, 6 + number, 2, 0, tzinfo=UTC)
        program(fund, f"粥屋{number}", day.date())
        bill(fund, 1_000, f"meals:{number}", at=day)
        with django_assert_num_queries(2):
            assert len(budgets()) == number + 1
