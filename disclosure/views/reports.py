"""Reports as anybody reads them: page, PDF, one CSV file per table; every version, and what was corrected."""

import re
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from disclosure.freezing import all_rows, first_parts, thawed
from disclosure.menu import tabs_at
from disclosure.models import Pack
from disclosure.papers import report_pdf
from disclosure.permissions import may_keep, may_publish, may_read_office
from web.pagination import requested_page
from web.spreadsheet import stream_csv
from web.typeset import pdf_response

ON_PAGE = 50  # rows of a list; all of them are in its file
SLUG = re.compile(r"([0-9]{4})(?:-Q([1-4]))?")


@login_not_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The latest version of each period; whoever prepares reports sees those in work as well."""
    page = requested_page(request, Pack.objects.visible_to(request.user), ["-pk"], size=30)
    context = {"tabs": tabs_at(request.path), "page": page, "rows": page, "may_prepare": _is_keeper(request)}
    context["is_office"] = request.user.is_authenticated and may_read_office(request.user)
    return render(request, "disclosure/reports.html", context)


@login_not_required
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    rows = Pack.objects.published().filter(version__gt=1)
    page = requested_page(request, rows, ["-pk"], size=30)
    return render(request, "disclosure/corrections.html", {"tabs": tabs_at(request.path), "page": page, "rows": page})


@login_not_required
@require_safe
def report(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    pack = found(request, slug, version)
    later = Pack.objects.published().filter(year=pack.year, quarter=pack.quarter, version__gt=pack.version)
    signed_in = request.user.is_authenticated
    context = {
        "tabs": tabs_at(request.path),
        "pack": pack,
        "tables": first_parts(pack, ON_PAGE),
        "later": later.order_by("-version").first(),
        "may_publish": signed_in and pack.published_at is None and may_publish(request.user, pack),
        "may_discard": pack.published_at is None and _is_keeper(request),
    }
    return render(request, "disclosure/report.html", context)


@login_not_required
@require_safe
def report_file(request: HttpRequest, slug: str, version: int, code: str) -> HttpResponse:
    pack = found(request, slug, version)
    first = get_object_or_404(pack.tables, code=code, part=1)
    one = thawed(first.code, first.content)
    title = f"{pack.title} · {one.form.title} · v{pack.version}"
    rows = all_rows(pack, code)
    return stream_csv(f"{pack.slug}-v{version}-{code}.csv", title=title, columns=one.form.columns(), rows=rows)


@login_not_required
@require_safe
def report_paper(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    pack = found(request, slug, version)
    return pdf_response(report_pdf(pack), f"report-{pack.slug}-v{version}")


def found(request: HttpRequest, slug: str, version: int) -> Pack:
    """404 for what is not published yet, to whoever does not prepare it."""
    match = SLUG.fullmatch(slug)
    if match is None or not 0 < version < 32_767:
        raise Http404
    visible: QuerySet[Pack] = Pack.objects.visible_to(request.user)
    rows = visible.select_related("prepared_by", "published_by")
    return get_object_or_404(rows, year=int(match[1]), quarter=int(match[2] or 0), version=version)


def _is_keeper(request: HttpRequest) -> Any:
    return request.user.is_authenticated and may_keep(request.user)
