"""From a published figure to the posted lines that it is the sum of, for whoever may trace."""

from collections.abc import Callable, Mapping

from django.db.models import Q, QuerySet

from disclosure import aid
from disclosure.gifts import listed_gifts
from disclosure.posted import RESULTS, of_case, spending_lines
from disclosure.spans import Span
from funds.models import AccountKind, Line
from funds.posted import posted_lines

Found = tuple[QuerySet[Line], int]  # lines, and the sign that makes their sum the figure


def _within(span: Span) -> Q:
    return Q(voucher__booked_on__range=(span.first, span.last))


def _of_fund(kinds: tuple[str, ...], days: Callable[[Span], Q], sign: int) -> Callable[[str, Span, int], Found]:
    def find(code: str, span: Span, _least: int) -> Found:
        return posted_lines().filter(days(span), fund__code=code, account__kind__in=kinds), sign

    return find


def _of_account(kind: str, sign: int) -> Callable[[str, Span, int], Found]:
    def find(code: str, span: Span, _least: int) -> Found:
        return posted_lines().filter(_within(span), account__kind=kind, account__code=code), sign

    return find


def _of_scheme(code: str, span: Span, least: int) -> Found:
    """Of the row "other" those of every scheme that is published only together."""
    schemes = [code]
    if code == aid.OTHER:
        schemes = sorted(aid.hidden_in(aid.by_scheme(aid.aid_of(span.year)), span, least), key=str)  # type: ignore[arg-type]
    return spending_lines(span).filter(scheme__in=schemes), 1


def _of_place(key: str, span: Span, least: int) -> Found:
    """`key`: scheme and sub-district, none where it is not for one place, or "other" for those told only together."""
    scheme, _colon, district = key.partition(":")
    lines = spending_lines(span).filter(scheme=scheme).annotate(district=of_case("area__parent_id"))
    if district != aid.OTHER:
        return lines.filter(Q(district=int(district)) if district.isdecimal() else Q(district=None)), 1
    places = {place: group for (one, place), group in aid.aid_of(span.year).items() if one == scheme}
    hidden = aid.hidden_in(places, span, least)
    is_hidden = Q(district__in=[place for place in hidden if place is not None])
    return lines.filter(is_hidden | Q(district=None) if None in hidden else is_hidden), 1


def _of_channel(code: str, span: Span, _least: int) -> Found:
    vouchers = listed_gifts(span).filter(channel=code).order_by().values("voucher")
    return posted_lines().filter(voucher__in=vouchers, amount_fen__gt=0), 1


DRILLS: Mapping[tuple[str, str], Callable[[str, Span, int], Found]] = {
    ("funds", "opening_fen"): _of_fund(RESULTS, lambda span: Q(voucher__booked_on__lt=span.first), -1),
    ("funds", "income_fen"): _of_fund((AccountKind.INCOME,), _within, -1),
    ("funds", "spent_fen"): _of_fund((AccountKind.EXPENSE,), _within, 1),
    ("funds", "moved_fen"): _of_fund((AccountKind.NET_ASSETS,), _within, -1),
    ("funds", "balance_fen"): _of_fund(RESULTS, lambda span: Q(voucher__booked_on__lte=span.last), -1),
    ("income", "amount_fen"): _of_account(AccountKind.INCOME, -1),
    ("costs", "amount_fen"): _of_account(AccountKind.EXPENSE, 1),
    ("aid", "paid_fen"): _of_scheme,
    ("areas", "paid_fen"): _of_place,
    ("channels", "amount_fen"): _of_channel,
}


def lines_of_cell(table: str, field: str, key: str, span: Span, least: int) -> Found:
    """`key` is the code of the row. Raises KeyError for a figure that has no lines of its own."""
    return DRILLS[table, field](key, span, least)


def columns_of(table: str) -> frozenset[str]:
    """The columns whose figures can be opened."""
    return frozenset(field for one, field in DRILLS if one == table)
