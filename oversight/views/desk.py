"""The complaint desk: the list by deadline, one complaint, and its steps. GET asks, POST does."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from areas.deadlines import light
from jobs.views.exports import export_list
from oversight import states
from oversight.forms.complaints import AnswerForm, HandOverForm, PlainForm
from oversight.list_exports import COMPLAINTS
from oversight.models import Complaint
from oversight.permissions import may_handle, may_read_desk
from oversight.selectors import DESK_ORDERS, TAB_OF, complaint_tabs, entries_of, rows_of_desk
from oversight.services import complaints as services
from oversight.workflow import WORKFLOW
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page
from workflow.machine import IllegalTransition, Stale, WorkflowError

STEPS: dict[str, tuple[type[PlainForm], Callable[..., Complaint]]] = {
    "take": (PlainForm, services.take_complaint),
    "answer": (AnswerForm, services.answer_complaint),
    "close": (PlainForm, services.close_complaint),
    "withdraw": (PlainForm, services.withdraw_complaint),
}


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    if not (answer := may_read_desk(request.user)):
        raise PermissionDenied(str(answer.reason))
    tab = TAB_OF.get(request.GET.get("tab", ""), TAB_OF["open"])
    rows = rows_of_desk(request.user, tab).select_related("handler", "owner")
    order = list(DESK_ORDERS.get(tab.code, DESK_ORDERS[""]))
    page = requested_page(request, rows.defer("text", "answer", "measures", "phone"), order)
    now = timezone.now()
    context = {
        "tabs": complaint_tabs(request.user, tab, reverse("oversight:desk")),
        "rows": [
            {"complaint": row, "light": light(row.due_at, now) if row.state in states.OPEN else None} for row in page
        ],
        "page": page,
        "now": now,
    }
    return render(request, "oversight/desk.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, COMPLAINTS, back=reverse("oversight:desk"))


@require_safe
def complaint(request: HttpRequest, reference: str) -> HttpResponse:
    one = _complaint(request, reference)
    now = timezone.now()
    context = {
        "complaint": one,
        "offers": [(step, answer) for step, answer in WORKFLOW.available(one, request.user) if step.name in STEPS],
        "may_hand_over": one.state in states.OPEN and may_handle(request.user, one),
        "entries": entries_of(one),
        "light": light(one.due_at, now) if one.state in states.OPEN else None,
        "now": now,
        "on_desk": bool(may_read_desk(request.user)),
    }
    return render(request, "oversight/complaint.html", context)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    one = _complaint(request, reference)
    if name not in STEPS:
        raise Http404
    transition = WORKFLOW.transitions[name]
    if not (answer := transition.permission(request.user, one)):
        raise PermissionDenied(str(answer.reason))
    if request.method != "POST" and one.state not in transition.sources:
        return _moved_on(request, one)
    form_class, service = STEPS[name]
    form = form_class(posted(request))
    values = {"title": transition.label, "tone": "danger" if transition.tone == "danger" else "brand"}
    return _ask_or_do(
        request,
        one,
        form,
        values,
        lambda: service(complaint=one, by=request.user, at=timezone.now(), **form.cleaned_data),
    )


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    one = _complaint(request, reference)
    if not (answer := may_handle(request.user, one)):
        raise PermissionDenied(str(answer.reason))
    form = HandOverForm(posted(request), at=timezone.now())
    return _ask_or_do(
        request,
        one,
        form,
        {"title": _("Hand over to somebody else"), "tone": "brand"},
        lambda: services.hand_over_complaint(
            complaint=one, to=form.cleaned_data["to"], by=request.user, at=timezone.now()
        ),
    )


def _ask_or_do(
    request: HttpRequest, one: Complaint, form: PlainForm, values: dict[str, Any], do: Callable[[], Complaint]
) -> HttpResponse:
    url = reverse("oversight:complaint", args=[one.reference])
    if request.method == "POST" and form.is_valid():

        def effect() -> str:
            do()
            return url

        try:
            return submit_once(request, effect)
        except (IllegalTransition, Stale):
            return _moved_on(request, one)
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
    context = {"complaint": one, "form": form, "back": url, "on_desk": bool(may_read_desk(request.user)), **values}
    return render(request, "oversight/step.html", context, status=422 if form.errors else 200)


def _moved_on(request: HttpRequest, one: Complaint) -> HttpResponse:
    messages.error(request, _("Somebody else was faster. This is how the complaint stands now."))
    return redirect("oversight:complaint", one.reference)


def _complaint(request: HttpRequest, reference: str) -> Complaint:
    rows = Complaint.objects.visible_to(request.user).select_related(
        "handler", "owner", "application__program", "application__area", "application__applicant", "answered_by"
    )
    return get_object_or_404(rows, reference=reference)
