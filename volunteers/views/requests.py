"""The desk of requests for volunteers: the list by deadline, one request, and its steps. GET asks, POST does."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from areas.deadlines import light
from volunteers.models import ServiceRequest
from volunteers.permissions import may_reach_asker, may_read_requests
from volunteers.request_forms import AnswerForm, PlanForm, VerifyForm
from volunteers.request_selectors import TABS, entries_of, request_tabs
from volunteers.request_workflow import REQUEST_WORKFLOW
from volunteers.services import requests as services
from volunteers.team_forms import PlainForm
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page
from workflow.machine import IllegalTransition, Stale, WorkflowError

STEPS: dict[str, tuple[type[PlainForm], Callable[..., ServiceRequest]]] = {
    "verify": (VerifyForm, services.verify_request),
    "plan": (PlanForm, services.plan_request),
    "decline": (AnswerForm, services.decline_request),
    "fulfil": (AnswerForm, services.fulfil_request),
    "withdraw": (PlainForm, services.withdraw_request),
}


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    if not (answer := may_read_requests(request.user)):
        raise PermissionDenied(str(answer.reason))
    tab = request.GET.get("tab", "new")
    tab = tab if tab in TABS else "new"
    rows = ServiceRequest.objects.visible_to(request.user).filter(state__in=TABS[tab])
    rows = rows.select_related("area", "activity").defer("verification", "answer", "phone", "address")
    page = requested_page(request, rows, ["due_at", "id"] if tab in ("new", "verified") else ["-received_at", "-id"])
    now = timezone.now()
    context = {
        "tabs": request_tabs(request.user, tab, reverse("volunteers:requests")),
        "rows": [
            {"request": row, "state": REQUEST_WORKFLOW.states[row.state], "light": light(row.due_at, now)}
            for row in page
        ],
        "page": page,
        "now": now,
    }
    return render(request, "volunteers/requests.html", context)


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    one = _request(request, reference)
    now = timezone.now()
    context = {
        "one": one,
        "state": REQUEST_WORKFLOW.states[one.state],
        "offers": [(step, answer) for step, answer in REQUEST_WORKFLOW.available(one, request.user) if answer],
        "reach": may_reach_asker(request.user, one),
        "entries": entries_of(one),
        "light": light(one.due_at, now),
        "now": now,
        "on_desk": bool(may_read_requests(request.user)),
    }
    return render(request, "volunteers/request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    one = _request(request, reference)
    if name not in STEPS:
        raise Http404
    transition = REQUEST_WORKFLOW.transitions[name]
    if not (answer := transition.permission(request.user, one)):
        raise PermissionDenied(str(answer.reason))
    if request.method != "POST" and one.state not in transition.sources:
        return _moved_on(request, one)
    form_class, service = STEPS[name]
    form = form_class(posted(request), initial={"place": str(one.area)})
    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, lambda: _do(request, one, service, form))
        except (IllegalTransition, Stale):
            return _moved_on(request, one)
        except WorkflowError as refused:
            form.add_error(None, str(refused))
    context = {
        "one": one,
        "form": form,
        "title": transition.label,
        "tone": "danger" if transition.tone == "danger" else "brand",
        "back": reverse("volunteers:request", args=[one.reference]),
        "on_desk": bool(may_read_requests(request.user)),
    }
    return render(request, "volunteers/request_step.html", context, status=422 if form.errors else 200)


def _do(request: HttpRequest, one: ServiceRequest, service: Callable[..., ServiceRequest], form: PlainForm) -> str:
    service(request=one, by=request.user, at=timezone.now(), **form.cleaned_data)
    return reverse("volunteers:request", args=[one.reference])


def _moved_on(request: HttpRequest, one: ServiceRequest) -> HttpResponse:
    messages.error(request, _("Somebody else was faster. This is how the request stands now."))
    return redirect("volunteers:request", one.reference)


def _request(request: HttpRequest, reference: str) -> ServiceRequest:
    rows = ServiceRequest.objects.visible_to(request.user)
    wanted = rows.select_related("area", "activity__team", "owner", "recorded_by", "verified_by", "answered_by")
    return get_object_or_404(wanted, reference=reference)
