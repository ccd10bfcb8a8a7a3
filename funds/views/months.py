"""Months of the books: what is to be done before one is closed, and closing it. Nothing opens it again."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from funds import months, period_end
from funds.errors import FundsError
from funds.models import Period, Voucher
from funds.permissions import may_keep_books
from funds.statements import CLOSINGS
from funds.views.access import demand, demand_reader, tabs
from web.idempotency import submit_once


@require_GET
def month_list(request: HttpRequest) -> HttpResponse:
    demand_reader(request)
    rows = months.months_with_counts(today=timezone.localdate())
    return render(request, "funds/months.html", {"tabs": tabs("months"), "rows": rows})


@require_GET
def month_detail(request: HttpRequest, month: date) -> HttpResponse:
    demand_reader(request)
    points = months.checklist(month, today=timezone.localdate())
    context = {
        "month": month,
        "period": Period.objects.select_related("closed_by").filter(month=month).first(),
        "points": points,
        "carry_is_due": any(point.code == "carried" and point.blocks for point in points),
        "closings": Voucher.objects.filter(period__month=month, kind__in=CLOSINGS, reversed_by__isnull=True),
        "may_keep": may_keep_books(request.user),
    }
    return render(request, "funds/month.html", context)


@require_POST
def close(request: HttpRequest, month: date) -> HttpResponse:
    return _do(request, month, months.close_month, _("The month is closed."))


@require_POST
def carry_forward(request: HttpRequest, month: date) -> HttpResponse:
    return _do(request, month, period_end.carry_forward, _("Income and costs are carried forward."))


@require_POST
def undo(request: HttpRequest, month: date) -> HttpResponse:
    return _do(request, month, period_end.undo_carry_forward, _("Carrying forward is undone by reversal."))


def _do(request: HttpRequest, month: date, service: Callable[..., Any], done: str) -> HttpResponse:
    """Once, whatever is sent twice; a refusal is said on the page of the month."""
    demand(may_keep_books(request.user))
    back = reverse("funds:month", args=[month])

    def effect() -> str:
        service(month=month, by=request.user, at=timezone.now())
        return back

    try:
        response = submit_once(request, effect, is_kept=True)
    except FundsError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    messages.success(request, done)
    return response
