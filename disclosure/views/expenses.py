"""Expense ratios for the staff, and the lines behind every figure for accountants and supervisors."""

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure import expenses
from disclosure.drilling import lines_of_cell
from disclosure.permissions import may_read_office, may_trace
from disclosure.policy import policy_on
from disclosure.published import kept_table
from disclosure.spans import Span
from disclosure.views.asking import demand
from disclosure.views.public import year_form
from web.pagination import requested_page


@require_safe
def ratios(request: HttpRequest) -> HttpResponse:
    demand(may_read_office(request.user))
    form = year_form(request)
    found = expenses.ratios_of(form.chosen_year)
    figures = [(code, expenses.FIGURES[code].label, fen) for code, fen in found.figures.items()]
    context = {"form": form, "ratios": found, "figures": figures, "may_trace": may_trace(request.user)}
    context["year_text"] = str(found.year)
    return render(request, "disclosure/ratios.html", context)


@require_safe
def cell(request: HttpRequest, table: str, field: str, key: str) -> HttpResponse:
    """The lines behind one figure of a published table."""
    demand(may_trace(request.user))
    span = Span(year_form(request).chosen_year)
    least = policy_on(timezone.localdate()).smallest_group
    try:
        found, sign = lines_of_cell(table, field, key, span, least)
    except KeyError as error:
        raise Http404 from error
    page = requested_page(request, found.select_related("voucher", "account", "fund"), ["-pk"])
    rows = kept_table(table, span, at=timezone.now()).table
    [column] = [one.title for one in rows.form.fields if one.code == field]
    context = {
        "title": f"{column} · {rows.name_of(key)}",
        "year": span.year,
        "total_fen": sign * found.aggregate(total=Sum("amount_fen", default=0))["total"],
        "page": page,
        "rows": page,
    }
    return render(request, "disclosure/lines.html", context)


@require_safe
def lines(request: HttpRequest, figure: str) -> HttpResponse:
    demand(may_trace(request.user))
    if figure not in expenses.FIGURES:
        raise Http404
    year = year_form(request).chosen_year
    rows = expenses.lines_behind(figure, year).select_related("voucher", "account", "fund")
    page = requested_page(request, rows, ["-pk"])
    context = {
        "title": expenses.FIGURES[figure].label,
        "year": year,
        "total_fen": expenses.ratios_of(year).figures[figure],
        "page": page,
        "rows": page,
    }
    return render(request, "disclosure/lines.html", context)
