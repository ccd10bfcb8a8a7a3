"""The tables that the federation publishes, as one list: pages, CSV files and packs are made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import AdminArea, Level
from disclosure import aid, delivered, gifts, money, spending
from disclosure.policy import policy_on
from disclosure.spans import Span
from disclosure.tables import Chart, Field, Row, Table, TableForm, words
from donations.choices import Channel
from funds.models import Period, Voucher
from web.spreadsheet import Kind

YUAN = _("yuan")
KEPT_SECONDS = 600  # a table is made anew with every voucher, and for decisions without one after ten minutes

FUNDS = TableForm(
    "funds",
    _("Funds"),
    (
        Field("fund", _("Fund")),
        Field("custodian", _("Held by")),
        Field("opening_fen", _("Opening balance"), Kind.YUAN, YUAN),
        Field("income_fen", pgettext_lazy("fund", "Income"), Kind.YUAN, YUAN),
        Field("spent_fen", pgettext_lazy("fund", "Spending"), Kind.YUAN, YUAN),
        Field("moved_fen", _("Transfers between funds"), Kind.YUAN, YUAN),
        Field("balance_fen", pgettext_lazy("fund", "Balance"), Kind.YUAN, YUAN),
        Field("date", pgettext_lazy("fund", "On")),
    ),
    Chart(_("Balance of each fund (yuan)"), "fund", "balance_fen"),
)
INCOME = TableForm(
    "income",
    _("Income by kind"),
    (Field("account", _("Kind of income")), Field("amount_fen", _("Amount"), Kind.YUAN, YUAN)),
    Chart(_("Income by kind (yuan)"), "account", "amount_fen"),
)
COSTS = TableForm(
    "costs",
    _("Spending by kind"),
    (Field("account", _("Kind of spending")), Field("amount_fen", _("Amount"), Kind.YUAN, YUAN)),
    Chart(_("Spending by kind (yuan)"), "account", "amount_fen"),
)
_AID_FIGURES = (
    Field("approved", _("Cases approved"), Kind.INTEGER),
    Field("people", _("People helped"), Kind.INTEGER),
    Field("paid_fen", _("Aid paid"), Kind.YUAN, YUAN),
)
AID = TableForm(
    "aid",
    _("Aid by scheme"),
    (
        Field("scheme", _("Scheme")),
        Field("standard", _("Standard of aid")),
        Field("workflow", _("Steps of a case")),
        *_AID_FIGURES,
    ),
    Chart(_("Aid paid by scheme (yuan)"), "scheme", "paid_fen"),
)
AREAS = TableForm(
    "areas",
    _("Aid by sub-district"),
    (Field("scheme", _("Scheme")), Field("area", _("Sub-district")), *_AID_FIGURES),
    Chart(_("People helped by sub-district"), "place", "people"),
)
DELIVERED = TableForm(
    "delivered",
    _("What was delivered"),
    (
        Field("program", pgettext_lazy("disclosure", "Program")),
        Field("figure", pgettext_lazy("disclosure", "Figure")),
        Field("number", pgettext_lazy("disclosure", "Number"), Kind.INTEGER),
    ),
    Chart(_("People who were reached"), "figure", "people"),
)
CHANNELS = TableForm(
    "channels",
    _("Donations by channel"),
    (
        Field("channel", _("Channel")),
        Field("number", _("Number of donations"), Kind.INTEGER),
        Field("amount_fen", _("Amount or value"), Kind.YUAN, YUAN),
    ),
    Chart(_("Donations by channel (yuan)"), "channel", "amount_fen"),
)
DONATIONS = TableForm(
    "donations",
    pgettext_lazy("disclosure", "Donations"),
    (
        Field("date", _("Booked on")),
        Field("donor", pgettext_lazy("gift", "Donor")),
        Field("kind", pgettext_lazy("gift", "Kind")),
        Field("amount_fen", _("Amount or value"), Kind.YUAN, YUAN),
        Field("purpose", _("Purpose")),
        Field("fund", _("Fund")),
        Field("receipt", _("Official receipt")),
    ),
    Chart(_("Donations by month (yuan)"), "month", "amount_fen"),
)
SPENDING = TableForm(
    "spending",
    pgettext_lazy("fund", "Spending"),
    (
        Field("date", _("Booked on")),
        Field("receiver", _("Received by")),
        Field("purpose", _("Purpose")),
        Field("amount_fen", _("Amount"), Kind.YUAN, YUAN),
    ),
    Chart(_("Spending listed here, by month (yuan)"), "month", "amount_fen"),
)


@dataclass(frozen=True)
class Published:
    """A table with the moment of its figures."""

    table: Table
    as_of: datetime


def _aid(span: Span, at: datetime) -> list[Row]:
    day = localdate(at)
    return aid.scheme_rows(aid.aid_of(span.year), span, policy_on(day).smallest_group, on=day)


def _areas(span: Span, at: datetime) -> list[Row]:
    districts = AdminArea.objects.filter(level=Level.SUBDISTRICT).in_bulk()
    return aid.area_rows(aid.aid_of(span.year), span, policy_on(localdate(at)).smallest_group, districts)


def _delivered(span: Span, at: datetime) -> list[Row]:
    return delivered.delivered_rows(span, policy_on(localdate(at)).smallest_group)


def _channels(span: Span, _at: datetime) -> list[Row]:
    found = gifts.listed_gifts(span).order_by("channel").values_list("channel")
    rows = found.annotate(number=Count("pk"), total=Sum("posted_fen"))
    names = {code: words(lambda c=code: Channel(c).label) for code in Channel.values}  # type: ignore[misc]
    return [
        {"code": code, "channel": names[code], "number": number, "amount_fen": total} for code, number, total in rows
    ]


BUILDERS: Mapping[str, tuple[TableForm, Callable[[Span, datetime], list[Row]]]] = {
    "funds": (FUNDS, lambda span, at: money.fund_rows(span, localdate(at))),
    "income": (INCOME, lambda span, _at: money.income_rows(span)),
    "costs": (COSTS, lambda span, _at: money.cost_rows(span)),
    "aid": (AID, _aid),
    "areas": (AREAS, _areas),
    "delivered": (DELIVERED, _delivered),
    "channels": (CHANNELS, _channels),
}


def table_of(code: str, span: Span, *, at: datetime) -> Table:
    """Made from the lines as they are now."""
    form, build = BUILDERS[code]
    return Table(form, build(span, at))


def kept_table(code: str, span: Span, *, at: datetime) -> Published:
    """The same, made anew only when the books have changed: a public page must not cost a pass over the ledger."""
    least = policy_on(localdate(at)).smallest_group
    key = f"disclosure:{code}:{span.year}:{span.quarter or 0}:{least}:{books_version()}"
    found = cache.get(key)
    if found is None:
        found = (at, table_of(code, span, at=at).rows)
        cache.set(key, found, KEPT_SECONDS)
    return Published(Table(BUILDERS[code][0], found[1]), found[0])


def books_version() -> int:
    """Rises with every posted voucher, because each takes the next number of its month."""
    return Period.objects.aggregate(total=Sum("last_number", default=0))["total"]


def years_of_the_books(today_year: int) -> list[int]:
    """From the first voucher to this year, the latest first."""
    days = Voucher.objects.filter(posted_at__isnull=False).aggregate(first=Min("booked_on"), last=Max("booked_on"))
    first = days["first"].year if days["first"] else today_year
    return list(range(max(today_year, days["last"].year if days["last"] else 0), first - 1, -1))


def months_of(lines: Any, amount: str) -> list[tuple[str, int]]:
    """Sums of a list for each of the twelve months, for its chart; `amount` is the column with the fen."""
    months = lines.annotate(month=TruncMonth("voucher__booked_on")).order_by("month")
    rows = months.values_list("month").annotate(Sum(amount))
    found = {month.month: total for month, total in rows}
    return [(f"{month:02}", found.get(month, 0)) for month in range(1, 13)]


def spending_list(span: Span, *, at: datetime) -> spending.Spending:
    return spending.spending_of(span, policy_on(localdate(at)).smallest_group)
