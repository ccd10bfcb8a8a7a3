"""The one view behind every "Export to Excel": short lists at once, long or full ones as a job."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.recording import record
from jobs.exporting import export_title, file_name
from jobs.forms import ExportForm
from jobs.list_exports import ListExport, TooMany
from jobs.services.exports import start_export, start_full_export
from web.forms import posted
from web.idempotency import submit_once
from web.spreadsheet import stream_xlsx
from workflow.machine import WorkflowError


def export_list(request: HttpRequest, listed: ListExport, *, back: str, order: tuple[str, ...] = ("id",)) -> Any:
    """GET: the workbook, or a page that says how long the list is. POST on that page: a job.

    `?full=1` leads to the page as well, where whoever may asks for whole numbers.
    """
    answer = listed.may_export(request.user)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    at = timezone.now()
    try:
        filters = listed.filters(request.GET, request.user, at)
    except TooMany as problem:
        return _page(request, listed, back, None, problem=str(problem), status=422)
    if request.method == "POST":
        return _start(request, listed, filters, back)
    rows = listed.rows(filters, request.user, at)
    length = rows.order_by()[: settings.EXPORT_DIRECT_ROWS + 1].count()
    if length > settings.EXPORT_DIRECT_ROWS or request.GET.get("full"):
        return _page(request, listed, back, _form(request, listed), length=length)
    record(listed.event, subject=request.user, by=request.user, at=at, data={"list": listed.code, "full": False})
    shown = (row for chunk in _chunks(rows.order_by(*order), listed.chunk) for row in listed.shown(chunk))
    title, columns = export_title(listed, request.user, at), listed.columns(is_full=False)
    return stream_xlsx(file_name(listed, at), title=title, columns=columns, rows=shown)


def _chunks(rows: Any, size: int) -> Any:
    found = list(rows)  # at most EXPORT_DIRECT_ROWS
    return (found[start : start + size] for start in range(0, len(found), size))


def _form(request: HttpRequest, listed: ListExport) -> ExportForm:
    return ExportForm(posted(request), may_open=bool(listed.may_open(request.user)))


def _start(request: HttpRequest, listed: ListExport, filters: Mapping[str, Any], back: str) -> HttpResponse:
    form = _form(request, listed)
    if not form.is_valid():
        return _page(request, listed, back, form, status=422)
    values = form.cleaned_data
    common = {"listed": listed, "filters": filters, "by": request.user}

    def effect() -> str:
        if values.get("full"):
            job = start_full_export(
                **common, purpose=values["purpose"], reason=values["reason"].strip(), at=timezone.now()
            )
        else:
            job = start_export(**common, at=timezone.now())
        return job.get_absolute_url()

    try:
        return submit_once(request, effect)
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
    return _page(request, listed, back, form, status=409)


def _page(
    request: HttpRequest,
    listed: ListExport,
    back: str,
    form: ExportForm | None,
    *,
    length: int | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    is_long = length is not None and length > settings.EXPORT_DIRECT_ROWS
    context = {
        "list_title": listed.title,
        "form": form,
        "back": back,
        "problem": problem,
        "is_long": is_long,
        "limit": settings.EXPORT_DIRECT_ROWS,
    }
    return render(request, "jobs/export.html", context, status=status)
