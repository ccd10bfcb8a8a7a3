"""The one view behind every "Export to Excel": short lists at once, long or full ones as a job."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.recording import record
from jobs.exporting import export_title, file_name
from jobs.forms import ExportForm
from jobs.list_exports import ListExport
from jobs.services.exports import start_export, start_full_export
from web.forms import posted
from web.idempotency import submit_once
from web.spreadsheet import stream_xlsx
from workflow.machine import WorkflowError


def export_list(request: HttpRequest, listed: ListExport, *, back: str) -> Any:
    """GET: the workbook, or a page that says how long the list is. POST on that page: a job.

    `?full=1` leads to the page as well, where whoever may asks for whole numbers.
    """
    answer = listed.may_export(request.user)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    at = timezone.now()
    filters = listed.filters(request.GET, request.user, at)
    if request.method == "POST":
        return _start(request, listed, filters, back)
    rows = listed.rows(filters, request.user, at)
    is_long = too_long_to_send(rows)
    if is_long or request.GET.get("full"):
        return _page(request, listed, back, _form(request, listed), is_long=is_long)
    return send_list(listed, rows.order_by(*listed.order(filters)), by=request.user, at=at)


def too_long_to_send(rows: QuerySet[Any]) -> bool:
    return rows.order_by()[: settings.EXPORT_DIRECT_ROWS + 1].count() > settings.EXPORT_DIRECT_ROWS


def send_list(listed: ListExport, rows: QuerySet[Any], *, by: Any, at: datetime) -> FileResponse:
    """The workbook of a short list at once, masked; recorded."""
    record(listed.event, subject=by, by=by, at=at, data={"list": listed.code, "full": False})
    shown = (row for chunk in _chunks(rows, listed.chunk) for row in listed.shown(chunk))
    title, columns = export_title(listed, by, at), listed.columns(is_full=False)
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
    form: ExportForm,
    *,
    is_long: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "list_title": listed.title,
        "form": form,
        "back": back,
        "is_long": is_long,
        "limit": settings.EXPORT_DIRECT_ROWS,
    }
    return render(request, "jobs/export.html", context, status=status)
