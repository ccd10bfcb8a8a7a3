"""What anybody reads about the federation: who it is, its funds, its aid, what came and what went."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from disclosure import gifts, published
from disclosure import spending as spent
from disclosure.forms import GiftListForm, YearForm
from disclosure.lists import all_spending
from disclosure.menu import tabs_at
from disclosure.models import Body, Officer
from disclosure.permissions import may_trace
from disclosure.policy import organisation_on
from disclosure.spans import Span
from disclosure.tables import Row, Table
from web.pagination import requested_page
from web.spreadsheet import stream_csv

CHUNK = 500


@login_not_required
@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    officers = list(Officer.objects.in_office(today))
    context = {
        "tabs": tabs_at(request.path),
        "organisation": organisation_on(today),
        "bodies": [(body.label, [one for one in officers if one.body == body]) for body in Body],
    }
    return render(request, "disclosure/organisation.html", context)


@login_not_required
@require_safe
def funds(request: HttpRequest) -> HttpResponse:
    return _tables(request, _("Funds"), ("funds", "income", "costs", "channels"))


@login_not_required
@require_safe
def aid(request: HttpRequest) -> HttpResponse:
    return _tables(request, pgettext("disclosure", "Aid"), ("aid", "areas"))


@login_not_required
@require_safe
def delivered(request: HttpRequest) -> HttpResponse:
    return _tables(request, _("What was delivered"), ("delivered",))


@login_not_required
@require_safe
def table_file(request: HttpRequest, code: str) -> HttpResponse:
    if code not in published.BUILDERS:
        raise Http404
    form = year_form(request)
    found = published.kept_table(code, Span(form.chosen_year), at=timezone.now())
    return _csv(found.table, f"{code}-{form.chosen_year}", found.table.rows, as_of=found.as_of)


@login_not_required
@require_safe
def donations(request: HttpRequest) -> HttpResponse:
    form, found = _gifts(request)
    page = requested_page(request, found, ["-pk"])
    months = published.months_of(found, "posted_fen")
    return _list(request, published.DONATIONS, form, page, [gifts.gift_row(gift) for gift in page], months)


@login_not_required
@require_safe
def donations_file(request: HttpRequest) -> HttpResponse:
    form, found = _gifts(request)
    rows = (gifts.gift_row(gift) for gift in found.order_by("-pk").iterator(chunk_size=CHUNK))
    return _csv(Table(published.DONATIONS, ()), f"donations-{form.chosen_year}", rows)


@login_not_required
@require_safe
def spending(request: HttpRequest) -> HttpResponse:
    form = year_form(request)
    found = published.spending_list(Span(form.chosen_year), at=timezone.now())
    page = requested_page(request, spent.ready(found.listed), ["-pk"])
    rows, withheld = spent.rows_of(found, page), spent.withheld_row(found, today=timezone.localdate())
    if withheld and not page.has_next:
        rows.append(withheld)
    months = published.months_of(found.listed, "amount_fen")
    return _list(request, published.SPENDING, form, page, rows, months, total_fen=found.total_fen)


@login_not_required
@require_safe
def spending_file(request: HttpRequest) -> HttpResponse:
    form = year_form(request)
    found = published.spending_list(Span(form.chosen_year), at=timezone.now())
    rows = all_spending(found, timezone.now())
    return _csv(Table(published.SPENDING, ()), f"spending-{form.chosen_year}", rows)


def _tables(request: HttpRequest, title: str, codes: tuple[str, ...]) -> HttpResponse:
    form, at = year_form(request), timezone.now()
    found = [published.kept_table(code, Span(form.chosen_year), at=at) for code in codes]
    context = {
        "tabs": tabs_at(request.path),
        "title": title,
        "form": form,
        "year_text": str(form.chosen_year),
        "tables": [one.table for one in found],
        "as_of": min(one.as_of for one in found),
        "counts_rows": "delivered" in codes,
        "may_trace": request.user.is_authenticated and may_trace(request.user),
    }
    return render(request, "disclosure/tables.html", context)


def _list(
    request: HttpRequest, shape: Any, form: YearForm, page: Any, rows: list[Row], months: Any, **more: Any
) -> HttpResponse:
    context = {
        "tabs": tabs_at(request.path),
        "form": form,
        "page": page,
        "table": Table(shape, rows),
        "months": [(month, float(fen / 100)) for month, fen in months],
        "as_of": timezone.now(),
        "file": f"disclosure:{shape.code}_file",
        "may_trace": request.user.is_authenticated and may_trace(request.user),
        "year_text": str(form.chosen_year),
        **more,
    }
    return render(request, "disclosure/list.html", context)


def _gifts(request: HttpRequest) -> tuple[GiftListForm, QuerySet[Any]]:
    form = GiftListForm(request.GET, years=published.years_of_the_books(timezone.localdate().year))
    return form, gifts.narrowed(gifts.listed_gifts(Span(form.chosen_year)), form.chosen)


def year_form(request: HttpRequest) -> YearForm:
    return YearForm(request.GET, years=published.years_of_the_books(timezone.localdate().year))


def _csv(table: Table, name: str, rows: Iterable[Row], *, as_of: datetime | None = None) -> HttpResponse:
    title = _("%(table)s, as of %(moment)s") % {
        "table": table.form.title,
        "moment": timezone.localtime(as_of).strftime("%Y-%m-%d %H:%M"),
    }
    return stream_csv(f"{name}.csv", title=title, columns=table.form.columns(), rows=rows)
