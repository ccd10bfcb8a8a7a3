"""The two long lists of a report, gift by gift and payment by payment, in parts of a thousand rows.

Their rows are those of the public lists, except that no natural person is named: who changes the public name of a gift,
or takes the consent to a notice back, must not stand in a report that nobody can change any more. Organisations are.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from disclosure import gifts, spending
from disclosure.published import DONATIONS, SPENDING, months_of, spending_list
from disclosure.spans import Span
from disclosure.tables import Row, Table, TableForm, words
from donations.choices import DonorKind
from donations.models import Donation

CHUNK, PART = 500, 1_000
Months = list[tuple[str, int]]


def all_spending(found: spending.Spending, at: datetime, *, with_names: bool = True) -> Iterator[Row]:
    """Every row of the list of spending, the latest first; the one of what is not listed ends it."""
    lines = spending.ready(found.listed).order_by("-pk").iterator(chunk_size=CHUNK)
    while some := list(islice(lines, CHUNK)):
        yield from spending.rows_of(found, some, with_names=with_names)
    if withheld := spending.withheld_row(found, today=localdate(at)):
        yield withheld


def parts_of(code: str, span: Span, at: datetime) -> Iterator[Table]:
    """Tables of at most a thousand rows each, at least one; the first says how many rows there are, and its chart is of
    all of them."""
    form, build = LISTS[code]
    in_all, months, found = build(span, at)
    rows = iter(found)
    yield Table(form, list(islice(rows, PART)), months, in_all)
    while some := list(islice(rows, PART)):
        yield Table(form, some)


def _donations(span: Span, _at: datetime) -> tuple[int, Months, Iterable[Row]]:
    found = gifts.listed_gifts(span)
    rows = (_without_name(gift) for gift in found.order_by("-pk").iterator(chunk_size=CHUNK))
    return found.count(), _months(found, "posted_fen", span), rows


def _without_name(gift: Donation) -> Row:
    row = gifts.gift_row(gift)
    if gift.donor is not None and gift.donor.kind == DonorKind.COMPANY:
        return row
    return {**row, "donor": words(lambda: _("A kind person"))}


def _spending(span: Span, at: datetime) -> tuple[int, Months, Iterable[Row]]:
    found = spending_list(span, at=at)
    number = found.listed.count() + (spending.withheld_row(found, today=localdate(at)) is not None)
    return number, _months(found.listed, "amount_fen", span), all_spending(found, at, with_names=False)


def _months(rows: QuerySet[Any], amount: str, span: Span) -> Months:
    return months_of(rows, amount)[span.first.month - 1 : span.last.month]


LISTS: Mapping[str, tuple[TableForm, Callable[[Span, datetime], tuple[int, Months, Iterable[Row]]]]] = {
    "donations": (DONATIONS, _donations),
    "spending": (SPENDING, _spending),
}
