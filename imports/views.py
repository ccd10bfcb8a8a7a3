"""Lists from spreadsheets: choose a kind, upload, correct in place, take over. Works without JavaScript."""

import tempfile
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from imports import grid, services
from imports.forms import ListForm
from imports.kinds import ImportKind, UnknownImport, import_kind, import_kinds
from imports.models import Import
from imports.sheets import write_marked, write_template
from imports.workbooks import WorkbookRefused
from web.htmx import wants_fragment
from web.pagination import requested_page
from web.spreadsheet import XLSX_MIME
from workflow.machine import WorkflowError


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The kinds that this person may upload, with template and upload, and the own lists."""
    at = timezone.now()
    kinds = [kind for kind in import_kinds() if kind.may_import(request.user)]
    if not kinds:
        raise PermissionDenied(
            _text("Lists are uploaded by the staff who register people, handle cases or make payments.")
        )
    page = requested_page(request, Import.objects.visible_to(request.user), ["-id"], size=20)
    context = {
        "kinds": [(kind, kind.subjects(request.user, at)) for kind in kinds],
        "page": page,
        "rows": [(source, import_kind(source.kind)) for source in page],
    }
    return render(request, "imports/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """`?of=` says what the list is for. The same file again leads to what it became."""
    one, subject, title = _kind(request, kind)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        try:
            source = services.stage_list(
                kind=one, subject=subject, file=form.cleaned_data["file"], by=request.user, at=timezone.now()
            )
            assert source.check_job is not None  # stage_list asks for it
            return redirect(source.check_job.get_absolute_url())
        except services.AlreadyUploaded as known:
            messages.info(request, str(known))
            return redirect(known.source)
        except (WorkbookRefused, WorkflowError) as refusal:
            form.add_error("file", str(refusal))
    context = {"kind": one, "subject": subject, "title": title, "form": form, "columns": one.columns(subject)}
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    one, subject, _title = _kind(request, kind)
    return _workbook(f"{one.code}-template.xlsx", lambda target: write_template(target, one.columns(subject)))


@require_safe
def staged(request: HttpRequest, reference: str) -> HttpResponse:
    source = _source(request, reference)
    context = grid.page_of(source, request, at=timezone.now())
    return render(request, "imports/staged.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One line with all its cells. POST puts other texts into those that were sent; htmx gets the line back."""
    source = _source(request, reference)
    found = get_object_or_404(source.rows, number=number)
    refusal = ""
    if request.method == "POST":
        try:
            found = services.correct_row(
                row=found, changes=grid.typed(request.POST), by=request.user, at=timezone.now()
            )
        except WorkflowError as problem:
            refusal = str(problem)
        if not refusal and not wants_fragment(request) and not found.errors:
            messages.success(request, _text("Row %(number)d is right now.") % {"number": number})
            return redirect(source)
    context = grid.context_of_row(source, found, by=request.user, at=timezone.now(), refusal=refusal)
    name = "imports/_row.html" if wants_fragment(request) else "imports/row.html"
    is_refused = request.method == "POST" and (found.errors or refusal)
    return render(request, name, context, status=422 if is_refused else 200)


@require_safe
def marked(request: HttpRequest, reference: str) -> HttpResponse:
    """The staged list as a workbook, errors marked; it may be corrected in Excel and uploaded again."""
    source = _source(request, reference)
    columns = import_kind(source.kind).columns(source.subject)
    rows = grid.texts_and_errors(source, by=request.user, at=timezone.now())
    return _workbook(f"{source.reference}.xlsx", lambda target: write_marked(target, columns, rows))


@require_POST
def check(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, lambda source, at: services.check_again(source=source, by=request.user, at=at))


@require_POST
def take_over(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, lambda source, at: services.start_take_over(source=source, by=request.user, at=at))


@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    source = _source(request, reference)
    try:
        services.discard_import(source=source, by=request.user, at=timezone.now())
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect(source)
    messages.success(request, _text("The list is discarded. What was taken over before stays."))
    return redirect("imports:index")


def _do(request: HttpRequest, reference: str, act: Callable[[Import, Any], Any]) -> HttpResponse:
    """Starts a job and leads to its progress."""
    source = _source(request, reference)
    try:
        result = act(source, timezone.now())
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect(source)
    return redirect(result.check_job if isinstance(result, Import) else result)


def _kind(request: HttpRequest, code: str) -> tuple[ImportKind, str, str]:
    """The kind, what the list is for, and its title; 404 for what does not exist, 403 for who may not."""
    try:
        kind = import_kind(code)
    except UnknownImport as error:
        raise Http404 from error
    answer = kind.may_import(request.user)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    subjects = dict(kind.subjects(request.user, timezone.now()))
    subject = request.GET.get("of", "")
    if subject not in subjects:
        raise Http404
    return kind, subject, subjects[subject]


def _source(request: HttpRequest, reference: str) -> Import:
    return get_object_or_404(Import.objects.visible_to(request.user), reference=reference, emptied_at__isnull=True)


def _workbook(name: str, fill: Callable[[Any], None]) -> FileResponse:
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    fill(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX_MIME)
