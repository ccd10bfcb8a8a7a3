"""Files of platforms and banks: upload, name the columns, look at the lines, take them over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from donations import services
from donations.file_forms import ColumnsForm, FileForm
from donations.file_reading import FileRefused
from donations.models import GiftFile, GiftFileRow
from donations.permissions import may_import, may_see_gifts
from donations.services.files import AlreadyUploaded
from donations.views.asking import ask_and_do, demand, one_form
from jobs.models import Job
from web.forms import posted
from web.pagination import requested_page
from workflow.machine import WorkflowError

CHIPS = {
    "wrong": "need",
    "refused": "rejected",
    "ready": "approved",
    "skipped": "closed",
    "known": "closed",
    "taken": "paid",
}


@require_safe
def file_list(request: HttpRequest) -> HttpResponse:
    demand(may_see_gifts(request.user))
    files = GiftFile.objects.visible_to(request.user).select_related("fund", "campaign", "uploaded_by")
    page = requested_page(request, files, ["-pk"])
    return render(request, "donations/files.html", {"page": page, "rows": page, "may_import": may_import(request.user)})


@ask_and_do
def upload(request: HttpRequest) -> HttpResponse:
    """The same file again leads to what it became."""
    demand(may_import(request.user))
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            file = services.stage_file(
                channel=said["channel"], fund=said["fund"], campaign=said["campaign"], pool=said["pool"],
                file=said["file"].file, by=request.user, at=timezone.now(),
            )  # fmt: skip
            return redirect("donations:file_columns", reference=file.reference)
        except AlreadyUploaded as known:
            messages.info(request, str(known))
            return redirect(known.file)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
    status = 422 if form.errors else 200
    return render(request, "donations/upload.html", {"form": form, "back": reverse("donations:files")}, status=status)


@ask_and_do
def columns(request: HttpRequest, reference: str) -> HttpResponse:
    """Which heading is what; as the last time where the file is of a known kind."""
    file = _file(request, reference)
    demand(may_import(request.user))
    form = ColumnsForm(posted(request), file=file, initial=file.columns or services.proposed_columns(file))

    def act() -> str:
        services.name_columns(file=file, columns=form.cleaned_data, by=request.user, at=timezone.now())
        return file.get_absolute_url()

    lead = _("%(lines)d lines below the headings. Say where number, amount and time stand.") % {"lines": file.lines}
    return one_form(request, form, act, title=_("Check the lines"), back=file.get_absolute_url(), lead=lead)


@require_safe
def file_detail(request: HttpRequest, reference: str) -> HttpResponse:
    file = _file(request, reference)
    page = requested_page(request, file.rows.select_related("gift"), ["rank", "number"])
    found = file.rows.order_by().values_list("state").annotate(Count("pk"), Sum("amount_fen"))
    by_state = {state: (number, total) for state, number, total in found}
    jobs = Job.objects.filter(pk__in=[pk for pk in (file.check_job_id, file.take_job_id) if pk]).order_by("-pk")
    live = next((job for job in jobs if job.is_live), None)
    context = {
        "file": file,
        "page": page,
        "rows": [(row, CHIPS[row.state]) for row in page],
        "counts": [
            (GiftFileRow.State(state).label, CHIPS[state], *by_state[state])
            for state in GiftFileRow.State.values
            if state in by_state
        ],
        "ready": by_state.get("ready", (0, 0))[0],
        "has_taken": "taken" in by_state,
        "live_job": live,
        "is_mine": live is not None and live.owner_id == request.user.pk,
        "may_import": may_import(request.user) and file.emptied_at is None,
    }
    return render(request, "donations/file.html", context)


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, services.start_taking)


@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    return _do(request, reference, services.discard_file)


def _do(request: HttpRequest, reference: str, service: Callable[..., Any]) -> HttpResponse:
    file = _file(request, reference)
    demand(may_import(request.user))
    try:
        result = service(file=file, by=request.user, at=timezone.now())
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect(file)
    return redirect(result if isinstance(result, Job) else file)


def _file(request: HttpRequest, reference: str) -> GiftFile:
    files = GiftFile.objects.visible_to(request.user).select_related("fund", "campaign", "uploaded_by")
    return get_object_or_404(files, reference=reference)
