"""The desk of finance: what waits, what is promised for how long, budgets, and what is due in the weeks to come."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from payments import desk
from payments.budgets import budgets
from payments.permissions import may_see_payments
from web.spreadsheet import Column, Kind, stream_xlsx

BUDGETS = (
    Column(gettext_lazy("program"), lambda row: row.title, width=32),
    Column(gettext_lazy("budget"), lambda row: row.budget_fen, Kind.YUAN, "元"),
    Column(gettext_lazy("approved and not yet paid"), lambda row: row.promised_fen, Kind.YUAN, "元"),
    Column(gettext_lazy("paid"), lambda row: row.paid_fen, Kind.YUAN, "元"),
    Column(gettext_lazy("left of the budget"), lambda row: row.left_fen, Kind.YUAN, "元"),
)


@require_GET
def finance(request: HttpRequest) -> HttpResponse:
    _demand(request)
    today = timezone.localdate()
    bills, transit = desk.debts_fen()
    weeks = desk.forecast(today=today)
    context = {
        "waiting": desk.waiting(request.user, today=today),
        "ages": desk.reservation_ages(today=today),
        "budgets": budgets(),
        "weeks": weeks,
        "due_fen": sum(week.amount_fen for week in weeks),
        "available_fen": desk.available_fen(),
        "bills_fen": bills,
        "transit_fen": transit,
    }
    return render(request, "payments/desk.html", context)


@require_GET
def budgets_xlsx(request: HttpRequest) -> HttpResponseBase:
    _demand(request)
    title = _("Budget and actual, %(day)s") % {"day": timezone.localdate()}
    return stream_xlsx("budgets.xlsx", title=title, columns=BUDGETS, rows=budgets())


def _demand(request: HttpRequest) -> None:
    answer = may_see_payments(request.user)
    if not answer:
        raise PermissionDenied(str(answer.reason))
