"""Pages of checks after payment: the list, one check, and its three steps. GET asks, POST does."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from areas.calendar import work_calendar
from areas.deadlines import light
from jobs.views.exports import export_list
from payments import checking, states
from payments.check_exports import CHECKS
from payments.check_forms import CheckForm, FindingForm, TelephoneForm
from payments.check_selectors import BY_CODE, ORDERS, check_tabs, checks_of, entries_of_check
from payments.models import PaymentCheck
from payments.payables import payable_of
from payments.permissions import may_call_payee, may_see_checks, may_see_payments, may_take_check
from payments.workflow import CHECK
from protection.services import RevealRefused
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page
from workflow.machine import IllegalTransition, NotAllowed, Stale, WorkflowError

STEPS: dict[str, tuple[type[CheckForm] | type[FindingForm], Callable[..., PaymentCheck]]] = {
    "record": (CheckForm, checking.record_check),
    "answer": (FindingForm, checking.close_finding),
}


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    if not (answer := may_see_checks(request.user)):
        raise PermissionDenied(str(answer.reason))
    tab = BY_CODE.get(request.GET.get("tab", ""), BY_CODE["open"])
    page = requested_page(request, checks_of(request.user).filter(state__in=tab.states), ORDERS[tab.code])
    now, calendar = timezone.now(), work_calendar()
    context = {
        "tabs": check_tabs(request.user, tab, reverse("payments:checks")),
        "page": page,
        "rows": [
            {
                "check": check,
                "state": CHECK.states[check.state],
                "light": light(check.due_at, now, calendar) if check.is_waiting else None,
            }
            for check in page
        ],
        "now": now,
        "sees_batches": may_see_payments(request.user),
    }
    return render(request, "payments/checks.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, CHECKS, back=reverse("payments:checks"))


@require_safe
def check_detail(request: HttpRequest, reference: str) -> HttpResponse:
    check = _check(request, reference)
    now = timezone.now()
    is_open = check.state == states.CHECK_OPEN
    context = {
        **_facts(request, check),
        "offers": CHECK.available(check, request.user),
        "may_call": is_open and may_call_payee(request.user, check),
        "take": may_take_check(request.user, check) if is_open and check.checker_id != request.user.pk else None,
        "entries": entries_of_check(check),
        "light": light(check.due_at, now) if check.is_waiting else None,
        "now": now,
    }
    return render(request, "payments/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, reference: str) -> HttpResponse:
    return _step(request, reference, "record")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    return _step(request, reference, "answer")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def telephone(request: HttpRequest, reference: str) -> HttpResponse:
    """Asks why, then shows the payee's number once; the browser does not keep the page."""
    check = _check(request, reference)
    if not (allowed := may_call_payee(request.user, check)):
        raise PermissionDenied(str(allowed.reason))
    form, number = TelephoneForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            number = checking.open_telephone(check=check, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (WorkflowError, RevealRefused) as refusal:
            form.add_error(None, str(refusal))
    has_looked = request.method == "POST" and not form.errors
    context = {**_facts(request, check), "form": form, "back": _url(check), "number": number, "has_looked": has_looked}
    response = render(request, "payments/check_telephone.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    check = _check(request, reference)

    def effect() -> str:
        checking.hand_over_check(check=check, to=request.user, by=request.user, at=timezone.now())
        return _url(check)

    try:
        return submit_once(request, effect)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except WorkflowError:
        return _moved_on(request, check)


def _step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """The permission first, then the state, then the form, then the service."""
    check = _check(request, reference)
    transition = CHECK.transitions[name]
    if not (allowed := transition.permission(request.user, check)):
        raise PermissionDenied(str(allowed.reason))
    form_class, service = STEPS[name]
    form = form_class(posted(request))
    if request.method != "POST" and check.state not in transition.sources:
        return _moved_on(request, check)
    if request.method == "POST" and form.is_valid():

        def effect() -> str:
            service(check=check, by=request.user, at=timezone.now(), **form.values())
            return _url(check)

        try:
            return submit_once(request, effect)
        except (IllegalTransition, Stale):
            return _moved_on(request, check)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
    context = {**_facts(request, check), "form": form, "title": transition.label, "back": _url(check)}
    return render(request, "payments/check_step.html", context, status=422 if form.errors else 200)


def _facts(request: HttpRequest, check: PaymentCheck) -> dict[str, Any]:
    return {
        "check": check,
        "state": CHECK.states[check.state],
        "case_url": payable_of(check.payment.source).url_of(check.payment),
        "sees_batches": may_see_payments(request.user),
    }


def _moved_on(request: HttpRequest, check: PaymentCheck) -> HttpResponse:
    check.refresh_from_db(fields=["state"])
    messages.error(request, _("Not possible now: %(state)s.") % {"state": CHECK.states[check.state].label})
    return redirect(_url(check))


def _check(request: HttpRequest, reference: str) -> PaymentCheck:
    return get_object_or_404(checks_of(request.user), reference=reference)


def _url(check: PaymentCheck) -> str:
    return reverse("payments:check", args=[check.reference])
