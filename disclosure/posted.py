"""The posted lines that every published figure is made of."""

from django.db.models import BigIntegerField, Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast, Substr

from applications.models import Application
from delivery.community_grants.models.projects import SOURCE as TRANCHE
from disclosure.spans import Span
from funds.models import AccountKind, Line, VoucherKind
from funds.posted import posted_lines

CASE_SOURCE = "applications.application:"
GRANT_SOURCE = f"{TRANCHE}:"
RESULTS = (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.NET_ASSETS)


def spending_lines(span: Span) -> QuerySet[Line]:
    """What was spent in the span, and negative what was taken back. `case_id` is the case that a line was paid for."""
    lines = posted_lines().filter(account__kind=AccountKind.EXPENSE, voucher__booked_on__range=(span.first, span.last))
    number = Cast(Substr("voucher__source", len(CASE_SOURCE) + 1), BigIntegerField())
    return lines.annotate(case_id=Case(When(voucher__source__startswith=CASE_SOURCE, then=number)))


def of_case(column: str) -> Subquery:
    """A column of the case that a line of `spending_lines` was paid for."""
    return Subquery(Application.objects.filter(pk=OuterRef("case_id")).order_by().values(column)[:1])


def is_payment() -> Q:
    """Money to somebody who was helped, or such money taken back. Grants go to organisations, which are no people."""
    paid = Q(voucher__kind=VoucherKind.PAYMENT) | Q(voucher__reverses__kind=VoucherKind.PAYMENT)
    return paid & ~Q(voucher__source__startswith=GRANT_SOURCE)
