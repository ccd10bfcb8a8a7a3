"""All cases of a filter at once: choose the step, see what would happen to each, confirm."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from applications.bulk import ACTIONS, DO, TRY
from applications.forms.bulk import BulkForm
from applications.list_exports import CASES
from applications.scopes import is_staff_of_cases
from jobs.list_exports import TooMany, frozen_ids
from jobs.models import Job
from jobs.services import start_job
from web.forms import posted
from web.idempotency import submit_once
from workflow.machine import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The filter stands in the query string, as on the list. POST starts the trial run."""
    if not is_staff_of_cases(request.user):
        raise PermissionDenied(str(_("The worklist belongs to the staff of the federation.")))
    back = f"{reverse('applications:index')}?{request.GET.urlencode()}"
    form = BulkForm(posted(request))
    ids, problem = _chosen(request)
    if request.method == "POST" and form.is_valid() and ids:
        values = form.cleaned_data
        try:
            return submit_once(request, lambda: _start(request, TRY, ids, values))
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "count": len(ids), "problem": problem, "back": back}
    return render(request, "applications/bulk.html", context, status=422 if form.errors or problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """What the trial run found; POST does the step for those cases for which it was possible."""
    trial = get_object_or_404(Job.objects.visible_to(request.user), reference=reference, kind=TRY, state="finished")
    ids = [int(key) for key in trial.rows.filter(is_done=True).order_by("pk").values_list("key", flat=True)]
    problem = ""
    if request.method == "POST" and ids:
        try:
            return submit_once(request, lambda: _start(request, DO, ids, trial.parameters))
        except WorkflowError as refusal:
            problem = str(refusal)
    context = {
        "trial": trial,
        "action": ACTIONS[trial.parameters["action"]],
        "possible": len(ids),
        "refused": trial.rows.filter(is_done=False).order_by("pk")[:200],
        "problem": problem,
    }
    return render(request, "applications/bulk_confirm.html", context, status=409 if problem else 200)


def _chosen(request: HttpRequest) -> tuple[list[int], str]:
    """The cases of the filter, as ids; a sentence when they are too many."""
    at = timezone.now()
    try:
        filters = CASES.filters(request.GET, request.user, at)
        return frozen_ids(CASES.rows(filters, request.user, at)), ""
    except TooMany as many:
        return [], str(many)


def _start(request: HttpRequest, kind: str, ids: list[int], values: Mapping[str, Any]) -> str:
    parameters = {
        "action": values["action"],
        "ids": ids,
        "papers": list(values["papers"]),
        "text": values.get("text", ""),  # a trial that was begun before the question has none
    }
    return start_job(kind=kind, parameters=parameters, by=request.user, at=timezone.now()).get_absolute_url()
