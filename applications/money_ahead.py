"""What approved cases cost and when it is due, out of the reservations of the funds: for the desk of finance."""

from collections.abc import Mapping, Sequence

from django.db.models import BigIntegerField, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from applications.fund_sources import PREFIX
from applications.models import Application
from applications.models.application import NO_CLOCK
from funds.models import Reservation, ReservationState
from payments.payables import DueAmount, ProgramFigures

IS_PAID = Q(state=ReservationState.SETTLED, voucher__reversed_by__isnull=True)


def program_figures() -> Mapping[int, ProgramFigures]:
    """Paid is what the vouchers say, which may be less than was reserved."""
    rows = _of_cases("program_id").filter(Q(state=ReservationState.LIVE) | IS_PAID).values("of_case")
    live = dict(rows.filter(state=ReservationState.LIVE).annotate(n=Sum("amount_fen")).values_list("of_case", "n"))
    costs = Q(voucher__lines__amount_fen__gt=0)
    paid = dict(rows.filter(IS_PAID, costs).annotate(n=Sum("voucher__lines__amount_fen")).values_list("of_case", "n"))
    return {pk: ProgramFigures(live.get(pk, 0), paid.get(pk, 0)) for pk in {*live, *paid} if pk is not None}


def due_amounts() -> Sequence[DueAmount]:
    rows = _of_cases("due_at").filter(state=ReservationState.LIVE).values("of_case")
    sums = rows.annotate(total=Sum("amount_fen"), count=Count("pk")).values_list("of_case", "total", "count")
    return [
        DueAmount(timezone.localdate(due) if due and due < NO_CLOCK else None, total, count)
        for due, total, count in sums.order_by("of_case")
    ]


def _of_cases(column: str) -> QuerySet[Reservation]:
    """The reservations of cases, with a column of the case as `of_case`. A source is a text: its number is cut out."""
    pk = Cast(Substr("source", len(PREFIX) + 1), BigIntegerField())
    case = Application.objects.filter(pk=OuterRef("case_pk")).values(column)[:1]
    cases = Reservation.objects.filter(source__startswith=PREFIX).annotate(case_pk=pk)
    return cases.annotate(of_case=Subquery(case)).order_by()
