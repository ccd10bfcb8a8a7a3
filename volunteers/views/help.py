"""Asking for volunteers without an account: the form, the receipt with its code, the answer, taking it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from protection.status_codes import is_status_code, status_code
from volunteers.models import ServiceRequest
from volunteers.request_forms import CodeForm, HelpForm
from volunteers.request_workflow import REQUEST_WORKFLOW
from volunteers.services import requests as services
from web.forms import posted
from web.idempotency import submit_once
from web.references import normalise_reference
from web.throttle import is_within
from workflow.machine import WorkflowError

PER_HOUR = 5
TRIES_PER_HOUR = 10
LAST = "service_request_received"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Workers of a community write requests down for people, and are not counted."""
    form = HelpForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid() and _may_send(request, form):
        return submit_once(request, lambda: _receive(request, form))
    return render(request, "volunteers/help.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Number and code, shown to the browser that sent the request."""
    reference = request.session.get(LAST)
    if reference is None:
        return redirect("volunteers:help")
    context = {"reference": reference, "code": status_code(reference)}
    return render(request, "volunteers/help_received.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """A POST, so that the code stays out of addresses and logs; one sentence for every failure."""
    form = CodeForm(posted(request))
    found = _look_up(request, form) if request.method == "POST" and form.is_valid() else None
    context: dict[str, Any] = {"form": form, "found": found}
    if found:
        context["state"] = REQUEST_WORKFLOW.states[found.state]
        context["may_withdraw"] = found.state in REQUEST_WORKFLOW.transitions["withdraw_with_code"].sources
        context["code"] = form.cleaned_data["code"]
    return render(request, "volunteers/help_status.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    found = _look_up(request, form) if form.is_valid() else None
    if found is not None:
        try:
            services.withdraw_with_code(request=found, at=timezone.now())
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The request is withdrawn."))
            return redirect("volunteers:help_status")
    return render(request, "volunteers/help_status.html", {"form": form, "found": None}, status=422)


def _may_send(request: HttpRequest, form: HelpForm) -> bool:
    if form.writes_down or is_within(request, "service-requests", PER_HOUR):
        return True
    form.add_error(None, _("Too many requests from here within an hour. Please wait, or call the federation."))
    return False


def _receive(request: HttpRequest, form: HelpForm) -> str:
    person = request.user if request.user.is_authenticated else None
    who = {"recorded_by": person} if form.writes_down else {"owner": person}
    made = services.receive_request(at=timezone.now(), **who, **form.cleaned_data)
    request.session[LAST] = made.reference
    return "/volunteers/help/received/"


def _look_up(request: HttpRequest, form: CodeForm) -> ServiceRequest | None:
    if not is_within(request, "service-request-codes", TRIES_PER_HOUR):
        form.add_error(None, _("Too many tries from here within an hour. Please wait, or call the federation."))
        return None
    reference = normalise_reference(form.cleaned_data["reference"])
    right = is_status_code(reference, form.cleaned_data["code"])
    found = ServiceRequest.objects.select_related("area", "activity").filter(reference=reference).first()
    if found is None or not right:
        form.add_error(None, _("Number and code do not fit. Please compare both with what you noted."))
        return None
    return found
