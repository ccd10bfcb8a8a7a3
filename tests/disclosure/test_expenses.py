"""Expense ratios against figures that were added up by hand, and who reads the lines behind them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from disclosure.expenses import ratios_of
from disclosure.models import ExpenseRule, Organisation
from funds import entries
from tests.disclosure.test_views import ORGANISATION
from tests.factories.funds import FundFactory

pytestmark = pytest.mark.django_db
LAST_YEAR = datetime(2025, 3, 2, 2, 0, tzinfo=UTC)
THIS_YEAR = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def books(cast):
    """Last year 1,200,000 came; this year 90,000 activities, 250,000 management, 20,000 fundraising; yuan."""
    fund = FundFactory(kind="unrestricted")
    by = cast["accountant"]
    entries.receive_gift(fund=fund, amount_fen=120_000_000, source="g:1", by=by, at=LAST_YEAR)
    for cost, fen in (("activity", 9_000_000), ("management", 25_000_000), ("fundraising", 2_000_000)):
        entries.book_cost(fund=fund, cost=cost, amount_fen=fen, source=f"c:{cost}", by=by, at=THIS_YEAR)
    return fund


def checks(year=2026):
    return [(check.share, check.limit, check.holds) for check in ratios_of(year).checks]


@pytest.mark.both_databases
def test_a_social_organisation_of_one_to_five_million(books):
    """90,000 of 1,200,000 are 7.5 %, less than 8 %; 250,000 of 360,000 are 69.44 %, more than 15 %."""
    Organisation.objects.create(**ORGANISATION)

    assert checks() == [(Decimal("7.5"), Decimal(8), False), (Decimal("69.44"), Decimal(15), False)]
    assert dict(ratios_of(2026).figures) == {
        "income-before": 120_000_000,
        "net-assets-before": 120_000_000,
        "activities": 9_000_000,
        "management": 25_000_000,
        "spending": 36_000_000,
    }


WAN = 1_000_000  # 1万元 in fen
LEAST_6, LEAST_7, LEAST_8, LEAST_50, LEAST_70 = (Decimal(n) for n in (6, 7, 8, 50, 70))
MOST_10, MOST_13, MOST_14, MOST_15, MOST_20 = (Decimal(n) for n in (10, 13, 14, 15, 20))


def year_of(cast, *, earlier, income, activities=0, management=0, fundraising=0):
    """`earlier` came two years ago and `income` last year, so that both make the net assets; costs are this year's."""
    fund, by = FundFactory(kind="unrestricted"), cast["accountant"]
    for fen, at in ((earlier, LAST_YEAR.replace(year=2024)), (income, LAST_YEAR)):
        if fen:
            entries.receive_gift(fund=fund, amount_fen=fen, source=f"g:{at.year}", by=by, at=at)
    for cost, fen in (("activity", activities), ("management", management), ("fundraising", fundraising)):
        if fen:
            entries.book_cost(fund=fund, cost=cost, amount_fen=fen, source=f"c:{cost}", by=by, at=THIS_YEAR)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("kind", "earlier", "income", "activities", "management", "expected"),
    [
        # 10 million and more: 6 % of the net assets, 13 % for management; exactly reached, and one fen short
        ("social", 900 * WAN, 100 * WAN, 60 * WAN, 0, [(Decimal(6), LEAST_6, True), (0, MOST_13, True)]),
        ("social", 900 * WAN, 100 * WAN, 60 * WAN - 1, 0, [(Decimal("5.99"), LEAST_6, False), (0, MOST_13, True)]),
        # one fen below 10 million: 7 % and 14 %
        ("social", 900 * WAN, 100 * WAN - 1, 70 * WAN, 0, [(Decimal(7), LEAST_7, True), (0, MOST_14, True)]),
        ("social", 900 * WAN, 100 * WAN - 1, 69 * WAN, 0, [(Decimal("6.9"), LEAST_7, False), (0, MOST_14, True)]),
        # exactly 5 million: still 7 %; below: 8 % and 15 %
        ("social", 400 * WAN, 100 * WAN, 35 * WAN, 0, [(Decimal(7), LEAST_7, True), (0, MOST_14, True)]),
        ("social", 400 * WAN, 100 * WAN - 1, 35 * WAN, 0, [(Decimal(7), LEAST_8, False), (0, MOST_15, True)]),
        # exactly 1 million: 8 % alone; below it also half of the income
        ("social", 50 * WAN, 50 * WAN, 8 * WAN, 0, [(Decimal(8), LEAST_8, True), (0, MOST_15, True)]),
        (
            "social", 49 * WAN, 50 * WAN, 25 * WAN, 0,
            [(Decimal("25.25"), LEAST_8, True), (Decimal(50), LEAST_50, True), (0, MOST_20, True)],
        ),
        (
            "social", 49 * WAN, 50 * WAN, 25 * WAN - 1, 0,
            [(Decimal("25.25"), LEAST_8, True), (Decimal("49.99"), LEAST_50, False), (0, MOST_20, True)],
        ),
        (
            "social", 99 * WAN, 0, 7 * WAN, 0,
            [(Decimal("7.07"), LEAST_8, False), (None, LEAST_50, None), (0, MOST_20, True)],
        ),
        # management: exactly 13 % of all spending; a fen more; below 200,000 yuan always allowed, at 200,000 not
        (
            "social", 900 * WAN, 100 * WAN, 174 * WAN, 26 * WAN,
            [(Decimal("17.4"), LEAST_6, True), (Decimal(13), MOST_13, True)],
        ),
        (
            "social", 900 * WAN, 100 * WAN, 174 * WAN, 26 * WAN + 1,
            [(Decimal("17.4"), LEAST_6, True), (Decimal(13), MOST_13, False)],
        ),
        (
            "social", 900 * WAN, 100 * WAN, 60 * WAN, 20 * WAN - 1,
            [(Decimal(6), LEAST_6, True), (Decimal("24.99"), MOST_13, True)],
        ),
        (
            "social", 900 * WAN, 100 * WAN, 60 * WAN, 20 * WAN,
            [(Decimal(6), LEAST_6, True), (Decimal(25), MOST_13, False)],
        ),
        # with public fundraising: 70 % of the income of the year before, whatever the net assets
        (
            "social_public", 900 * WAN, 100 * WAN, 70 * WAN, 10 * WAN,
            [(Decimal(70), LEAST_70, True), (Decimal("12.5"), MOST_13, True)],
        ),
        (
            "social_public", 900 * WAN, 100 * WAN, 70 * WAN - 1, 11 * WAN,
            [(Decimal("69.99"), LEAST_70, False), (Decimal("13.58"), MOST_13, False)],
        ),
        (
            "foundation_public", 0, 100 * WAN, 90 * WAN, 10 * WAN,
            [(Decimal(90), LEAST_70, True), (Decimal(10), MOST_10, True)],
        ),
        # a foundation has no free sum
        (
            "foundation_public", 0, 100 * WAN, 89 * WAN, 10 * WAN,
            [(Decimal(89), LEAST_70, True), (Decimal("10.1"), MOST_10, False)],
        ),
        ("foundation_public", 100 * WAN, 0, 89 * WAN, 0, [(None, LEAST_70, None), (0, MOST_10, True)]),
    ],
)  # fmt: skip
def test_every_branch_of_the_rules_by_hand(cast, kind, earlier, income, activities, management, expected):
    Organisation.objects.create(**ORGANISATION | {"kind": kind})
    year_of(cast, earlier=earlier, income=income, activities=activities, management=management)

    assert checks() == expected


def test_costs_of_raising_money_are_spending_and_no_activity(cast):
    """Activities are 10 of 900; management is 25 of 100, in which raising money counts 65."""
    Organisation.objects.create(**ORGANISATION)
    year_of(cast, earlier=0, income=900 * WAN, activities=10 * WAN, management=25 * WAN, fundraising=65 * WAN)

    assert checks() == [(Decimal("1.11"), LEAST_7, False), (Decimal(25), MOST_14, False)]


def test_debts_are_no_base(cast):
    """Net assets below zero: nothing can be measured against them."""
    Organisation.objects.create(**ORGANISATION)
    fund, by = FundFactory(kind="unrestricted"), cast["accountant"]
    entries.receive_gift(fund=fund, amount_fen=1_000, source="g", by=by, at=THIS_YEAR)
    cost = {"fund": fund, "cost": "activity", "by": by}
    entries.book_cost(amount_fen=500, source="c:1", at=THIS_YEAR, booked_on=date(2025, 12, 31), **cost)

    ratios = ratios_of(2026)

    assert ratios.figures["net-assets-before"] == -500
    assert [(check.share, check.holds) for check in ratios.checks] == [(None, None), (None, None), (None, True)]


@pytest.mark.parametrize("missing", ["organisation", "rule of the kind", "rule in force"])
def test_without_a_rule_nothing_is_checked(cast, missing):
    if missing != "organisation":
        Organisation.objects.create(**ORGANISATION)
    rules = ExpenseRule.objects.filter(kind="social")
    if missing == "rule of the kind":
        rules.delete()
    if missing == "rule in force":
        rules.update(valid_to=date(2026, 12, 30))
    year_of(cast, earlier=0, income=100 * WAN, activities=1)

    ratios = ratios_of(2026)

    assert (ratios.rule, ratios.checks, ratios.figures["activities"]) == (None, (), 1)


def test_the_rule_of_the_end_of_the_year_decides(cast):
    Organisation.objects.create(**ORGANISATION)
    old = ExpenseRule.objects.get(kind="social", net_assets_from_fen=1000 * WAN)
    ExpenseRule.objects.filter(pk=old.pk).update(valid_to=date(2026, 12, 30))
    old.pk, old.valid_from, old.least_spending = None, date(2026, 12, 31), Decimal(9)
    old.save(force_insert=True)
    year_of(cast, earlier=900 * WAN, income=100 * WAN, activities=60 * WAN)

    assert checks()[0] == (Decimal(6), Decimal(9), False)


def test_management_below_the_free_sum_is_always_allowed(books):
    Organisation.objects.create(**ORGANISATION)
    ExpenseRule.objects.filter(kind="social").update(management_free_fen=25_000_001)

    assert checks()[1] == (Decimal("69.44"), Decimal(15), True)


def test_a_foundation_is_measured_against_its_income(books):
    Organisation.objects.create(**ORGANISATION | {"kind": "foundation_public"})

    assert checks() == [(Decimal("7.5"), Decimal(70), False), (Decimal("69.44"), Decimal(10), False)]


def test_without_a_base_nothing_is_judged(cast):
    Organisation.objects.create(**ORGANISATION)

    assert checks() == [(None, Decimal(8), None), (None, Decimal(50), None), (None, Decimal(20), True)]


def test_a_figure_opens_its_lines_and_a_line_its_voucher(client, cast, books):
    client.force_login(cast["accountant"])
    page = client.get("/transparency/office/figures/management/?year=2026").content.decode()

    assert "250,000.00" in page
    assert "/transparency/office/vouchers/202603-0002/" in page
    assert client.get("/transparency/office/vouchers/202603-0002/").status_code == 200
    for wrong in ("202603-9999", "202613-0001", "x", "202603-", "202603-²", "202603-99999999999"):
        assert client.get(f"/transparency/office/vouchers/{wrong}/").status_code == 404
    assert client.get("/transparency/office/figures/nothing/").status_code == 404


def test_the_lines_are_for_accountants_and_supervisors_alone(client, cast, books):
    for name, status in (("auditor", 200), ("cashier", 403), ("reviewer", 403), ("worker", 403)):
        client.force_login(cast[name])
        assert client.get("/transparency/office/figures/management/?year=2026").status_code == status
