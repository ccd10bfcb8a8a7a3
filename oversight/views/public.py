"""Complaining without an account: the form, the receipt with its code, the answer, and asking again once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oversight.forms.complaints import AskAgainForm, CodeForm, ComplaintForm
from oversight.models import Complaint
from oversight.services import complaints as services
from protection.status_codes import is_status_code, status_code
from web.forms import posted
from web.idempotency import submit_once
from web.references import normalise_reference
from web.throttle import is_within
from workflow.machine import WorkflowError

PER_HOUR = 5
TRIES_PER_HOUR = 10
LAST = "complaint_received"


@login_not_required
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    form = ComplaintForm(posted(request))
    if request.method == "POST" and form.is_valid() and _within(request, form, "complaints", PER_HOUR):
        return submit_once(request, lambda: _receive(request, form))
    return render(request, "oversight/complain.html", {"form": form}, status=422 if form.errors else 200)


def _receive(request: HttpRequest, form: ComplaintForm) -> str:
    person = request.user if request.user.is_authenticated else None
    complaint = services.receive_complaint(by=person, at=timezone.now(), **form.cleaned_data)
    request.session[LAST] = complaint.reference
    return "/complaints/received/"


@login_not_required
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Number and code, shown to the browser that sent the complaint."""
    reference = request.session.get(LAST)
    if reference is None:
        return redirect("oversight:complain")
    return render(request, "oversight/received.html", {"reference": reference, "code": status_code(reference)})


@login_not_required
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """A POST, so that the code stays out of addresses and logs; one sentence for every failure."""
    form = CodeForm(posted(request))
    found = _look_up(request, form) if request.method == "POST" and form.is_valid() else None
    context: dict[str, Any] = {"form": form, "complaint": found}
    if found and found.state == "answered" and found.reopened_at is None:
        context["again"] = AskAgainForm(initial={"reference": found.reference, "code": form.cleaned_data["code"]})
    return render(request, "oversight/status.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def ask_again(request: HttpRequest) -> HttpResponse:
    form = AskAgainForm(request.POST)
    complaint = _look_up(request, form) if form.is_valid() else None
    if complaint is not None:
        try:
            services.reopen_complaint(complaint=complaint, text=form.cleaned_data["text"], at=timezone.now())
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The complaint is looked into again."))
            return redirect("oversight:status")
    return render(request, "oversight/ask_again.html", {"form": form}, status=422)


def _look_up(request: HttpRequest, form: CodeForm) -> Complaint | None:
    if not _within(request, form, "complaint-codes", TRIES_PER_HOUR):
        return None
    reference = normalise_reference(form.cleaned_data["reference"])
    right = is_status_code(reference, form.cleaned_data["code"])
    complaint = Complaint.objects.filter(reference=reference).first()
    if complaint is None or not right:
        form.add_error(None, _("Number and code do not fit. Please compare both with what you noted."))
        return None
    return complaint


def _within(request: HttpRequest, form: Any, what: str, limit: int) -> bool:
    if is_within(request, what, limit):
        return True
    form.add_error(None, _("Too many tries from here within an hour. Please wait, or call the federation."))
    return False
