"""The list of what was spent: one row per posted line, except those that would show somebody who must not be shown.

Never listed: judicial aid and confidential cases; cases without a public notice, because their scheme has none or the
family did not consent or took the consent back; whoever was under eighteen on any day of the year; payments whose
receiver the portal cannot tell. They stand in one row "other". That row is never fewer people than the smallest group,
also not for one scheme by itself, because the sum of a scheme is published: a scheme in which too few are listed, or
too few are withheld, is withheld whole.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from applications.models import Application
from applications.notices import MASKED, POST_HOC
from disclosure.aid import is_sealed
from disclosure.payees import organisations_of
from disclosure.posted import is_payment, of_case, spending_lines
from disclosure.spans import Span
from disclosure.tables import Row, Words, words
from funds.memos import scheme_name
from funds.models import Line, Slip, VoucherKind
from programs.registry import schemes
from web.names import masked

ADULT = 18  # 未成年人保护法, art. 2


@dataclass(frozen=True)
class Spending:
    """`listed` are lines, each with its `case_id`; the rest of the span is one sum of `withheld_people` people."""

    span: Span
    listed: QuerySet[Line]
    withheld_people: int | None  # None: too few to be told
    withheld_fen: int
    total_fen: int


def spending_of(span: Span, least: int) -> Spending:
    """Three queries. The list of a span is the sum of its rows and the withheld sum, which is all that was spent."""
    lines = spending_lines(span)
    shown = _may_be_listed(span)
    withheld, people = _withheld_schemes(lines, shown, least)
    listed = lines.filter(~is_payment() | shown).exclude(is_payment(), scheme__in=withheld)
    total, kept = _sum(lines), _sum(listed)
    return Spending(span, listed, people if people >= least else None, total - kept, total)


def rows_of(spending: Spending, lines: Iterable[Line], *, with_names: bool = True) -> list[Row]:
    """The published rows of some of the listed lines, with three queries, and one more for grants, meals and wristbands
    each where they are among them. Without names, whoever was helped is told as "a person who was helped"."""
    lines = list(lines)
    organisations = organisations_of([line.voucher.source for line in lines])
    cases = Application.objects.filter(pk__in={line.case_id for line in lines if line.case_id})
    names: dict[Any, str | Words] = {pk: masked(name) for pk, name in cases.values_list("pk", "applicant__name")}
    if not with_names:
        names = dict.fromkeys(names, words(lambda: _("A person who was helped")))
    paid = Slip.objects.filter(voucher__in={line.voucher_id for line in lines}, is_organisation=True)
    suppliers = dict(paid.exclude(party="").values_list("voucher", "party"))
    return [
        _row(
            line,
            names.get(line.case_id, ""),
            organisations.get(line.voucher.source) or suppliers.get(line.voucher_id, ""),
        )
        for line in lines
    ]


def withheld_row(spending: Spending, *, today: date) -> Row | None:
    """The one row for everything that is not listed, as of the end of the span or today; None when there is nothing."""
    if not spending.withheld_fen and not spending.withheld_people:
        return None
    number = spending.withheld_people
    who = words(lambda: _("%(number)s people, together") % {"number": number} if number else _("A few people"))
    return {
        "date": min(spending.span.last, today).isoformat(),
        "receiver": who,
        "purpose": words(lambda: _("Aid that is not listed one by one")),
        "amount_fen": spending.withheld_fen,
    }


def ready(lines: QuerySet[Line]) -> QuerySet[Line]:
    """With what a row shows."""
    return lines.select_related("voucher", "account").only(
        "amount_fen", "scheme", "account__name_zh", "account__name_en", "account__code", "account__kind",
        "voucher__booked_on", "voucher__number", "voucher__kind", "voucher__source",
    )  # fmt: skip


def _may_be_listed(span: Span) -> Q:
    """Lines of a case that may hang on the notice board, whose applicant was of age all year long."""
    grown_up = date(span.year - ADULT, 1, 1)
    sealed = [one.code for one in schemes() if is_sealed(one.code)]
    cases = Application.objects.filter(
        pk=OuterRef("case_id"),
        is_confidential=False,
        publicity_mode__in=(MASKED, POST_HOC),
        applicant__birth_date__lte=grown_up,
    )
    return Exists(cases.exclude(lane="judicial").exclude(program__scheme_code__in=sealed))


def _withheld_schemes(lines: QuerySet[Line], shown: Q, least: int) -> tuple[list[str], int]:
    """Schemes that are withheld whole, and how many people are withheld in all."""
    listed, hidden = _people(lines.filter(is_payment()), shown)
    withheld = [
        code for code in {*listed, *hidden} if len(listed[code]) < least or 0 < len(hidden[code]) < least
    ]  # fmt: skip
    inside = set().union(*hidden.values(), *(listed[code] for code in withheld))
    for code in sorted((c for c in listed if c not in withheld), key=lambda c: (len(listed[c]), c)):
        if not inside or len(inside) >= least:
            break
        withheld.append(code)
        inside |= listed[code]
    return sorted(withheld), len(inside)


def _people(lines: QuerySet[Line], shown: Q) -> tuple[dict[str, set[Any]], dict[str, set[Any]]]:
    """Per scheme, who was paid and may be listed, and who must not be. Who gave everything back is no cover for others,
    and is not counted."""
    rows = lines.annotate(person=of_case("applicant_id"), may_be_listed=shown)
    paid: dict[tuple[bool, str, Any], int] = defaultdict(int)
    columns = ("may_be_listed", "scheme", "person", "voucher__source")
    for may, code, person, source, fen in rows.values_list(*columns).annotate(Sum("amount_fen")):
        paid[may, code, person or source] += fen
    listed: dict[str, set[Any]] = defaultdict(set)
    hidden: dict[str, set[Any]] = defaultdict(set)
    for (may, code, who), fen in paid.items():
        if fen:
            (listed if may else hidden)[code].add(who)
    return listed, hidden


def _sum(lines: QuerySet[Line]) -> int:
    return lines.aggregate(total=Sum("amount_fen", default=0))["total"]


def _row(line: Line, name: str | Words, organisation: str) -> Row:
    """A person was masked before; an organisation that was paid or got a grant is named (fact book §3.5, §5.6)."""
    receiver = organisation or name
    return {
        "code": line.voucher.reference,
        "date": line.voucher.booked_on.isoformat(),
        "receiver": receiver or words(lambda: _receiver(line)),
        "purpose": words(lambda: scheme_name(line.scheme) if line.scheme else line.account.name),
        "amount_fen": line.amount_fen,
    }


def _receiver(line: Line) -> str:
    if line.voucher.kind == VoucherKind.GOODS_ISSUE:
        return _("People who were given goods")
    if line.voucher.kind == VoucherKind.GOODS_LOSS:
        return _("Nobody: goods that were damaged or missed")
    if line.voucher.kind == VoucherKind.SERVICE_GIFT:
        return _("People who were given a service")
    return _("A supplier")
