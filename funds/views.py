"""What the federation holds and has promised, fund by fund."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from funds.forms import StatementForm
from funds.models import Fund, Reservation
from funds.permissions import may_see_funds
from funds.selectors import live_reservations_of, money_lines_of, statement_of
from funds.sources import names_of
from web.pagination import requested_page


@require_GET
def fund_list(request: HttpRequest) -> HttpResponse:
    answer = may_see_funds(request.user)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    funds = list(Fund.objects.visible_to(request.user))
    totals = {
        "balance_fen": sum(fund.balance_fen for fund in funds),
        "reserved_fen": sum(fund.reserved_fen for fund in funds),
        "available_fen": sum(fund.available_fen for fund in funds),
    }
    return render(request, "funds/list.html", {"funds": funds, "totals": totals})


@require_GET
def fund_statement(request: HttpRequest, code: str) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user), code=code)
    form = StatementForm(request.GET or None)
    days = form.cleaned_data if form.is_valid() else {}
    context = {
        "fund": fund,
        "form": form,
        "statement": statement_of(fund, first=days.get("first"), last=days.get("last")),
        "page": requested_page(request, money_lines_of(fund), ["-pk"]),
        "reservations": _named(live_reservations_of(fund)),
    }
    return render(request, "funds/statement.html", context, status=422 if form.errors else 200)


def _named(reservations: Iterable[Reservation]) -> list[tuple[Reservation, str]]:
    rows = list(reservations)
    names = names_of(row.source for row in rows)
    return [(row, names[row.source]) for row in rows]
