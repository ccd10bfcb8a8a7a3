"""My jobs, one job with its progress, the file, and stopping."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jobs import files, services
from jobs.kinds import kind_of
from jobs.models import Job
from web.htmx import render_page_or_fragment
from web.kept_files import kept_file
from web.pagination import requested_page
from web.spreadsheet import XLSX_MIME


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = requested_page(request, Job.objects.visible_to(request.user), ["-id"])
    rows = [(job, kind_of(job).title_of(job)) for job in page]
    return render(request, "jobs/index.html", {"page": page, "rows": rows})


@require_safe
def job(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks again by itself while the job lives: htmx for the part, without JavaScript the whole page."""
    found = _job(request, reference)
    kind = kind_of(found)
    page = requested_page(request, found.rows.all(), ["is_done", "id"])
    context: dict[str, Any] = {
        "job": found,
        "title": kind.title_of(found),
        "page": page,
        "done_word": kind.done_word,
        "result_url": kind.result_url(found) if not found.is_live else "",
        "has_file": bool(found.file) and found.expires_at is not None and found.expires_at > timezone.now(),
    }
    return render_page_or_fragment(request, "jobs/job.html", "jobs/_job.html", context)


@require_safe
def download(request: HttpRequest, reference: str) -> HttpResponse:
    """For the owner, and only while the right that made the file still holds."""
    found = _job(request, reference)
    answer = kind_of(found).may_run(found)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    if not found.file or found.expires_at is None or found.expires_at <= timezone.now():
        raise Http404
    return kept_file(request, files.path_of(found), name=found.file_name, mime=_mime_of(found))


@require_POST
def stop(request: HttpRequest, reference: str) -> HttpResponse:
    found = _job(request, reference)
    services.stop_job(job=found, by=request.user, at=timezone.now())
    return redirect(found)


def _mime_of(job: Job) -> str:
    return "application/zip" if job.file.endswith(".zip") else XLSX_MIME


def _job(request: HttpRequest, reference: str) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("owner"), reference=reference)
