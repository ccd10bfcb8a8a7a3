"""What the federation holds and has promised, fund by fund."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from funds.forms import StatementForm
from funds.list_exports import MONEY
from funds.models import Fund
from funds.permissions import may_see_funds
from funds.selectors import live_reservations_of, money_lines_of, statement_of
from funds.sources import named
from funds.views.access import tabs
from jobs.views.exports import export_list
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
        "held_fen": sum(fund.held_fen for fund in funds),
        "available_fen": sum(fund.available_fen for fund in funds),
    }
    return render(request, "funds/list.html", {"tabs": tabs("list"), "funds": funds, "totals": totals})


@require_GET
def fund_statement(request: HttpRequest, code: str) -> HttpResponse:
    fund = get_object_or_404(Fund.objects.visible_to(request.user), code=code)
    form = StatementForm(request.GET or None)
    days = form.cleaned_data if form.is_valid() else {}
    promised = list(live_reservations_of(fund))
    names = named([reservation.source for reservation in promised], request.user)
    context = {
        "fund": fund,
        "form": form,
        "statement": statement_of(fund, first=days.get("first"), last=days.get("last")),
        "page": requested_page(request, money_lines_of(fund), ["-pk"]),
        "reservations": [(reservation, names.get(reservation.source)) for reservation in promised],
    }
    return render(request, "funds/statement.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """The money of one fund (?fund=)."""
    fund = Fund.objects.visible_to(request.user).filter(code=request.GET.get("fund", "")[:60]).first()
    back = reverse("funds:statement", args=[fund.code]) if fund else reverse("funds:list")
    return export_list(request, MONEY, back=back)
