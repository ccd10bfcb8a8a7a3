"""One case: its page, and its steps. GET asks, POST does."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications import guidance
from applications.actions import ACTIONS
from applications.ask_page import AskPage
from applications.case_page import CasePage
from applications.file_papers import read_file
from applications.models import Application
from applications.prints import prints_of
from applications.termination_page import TerminationPage
from applications.views.access import get_application, works_on
from applications.views.applicant import own_case
from applications.workflow import WORKFLOW
from areas.deadlines import light
from funds.services import FundsError
from web.forms import posted
from web.idempotency import submit_once
from workflow.machine import IllegalTransition, Stale, Transition, WorkflowError


@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    application = get_application(request, reference)
    if not works_on(request.user, application):
        return own_case(request, application)
    now = timezone.now()
    context = {
        "application": application,
        "page": CasePage(read_file(application, reader=request.user), request.user, now),
        "ending": TerminationPage(application, request.user),
        "prints": prints_of(application, is_staff=True),
        "now": now,
        "light": light(application.due, now),
    }
    return render(request, "applications/case.html", context)


@require_http_methods(["GET", "POST"])
def transition(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Any step of the workflow table. 404 for an unknown one, 403 without the right, 409 when the case moved on."""
    application = get_application(request, reference)
    step = WORKFLOW.transitions.get(name)
    if step is None or name not in ACTIONS:
        raise Http404
    answer = step.permission(request.user, application)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    is_here = application.state in step.sources and step.relevant(application)
    if request.method != "POST":
        return _open(request, application, step) if is_here else _moved_on(request, application, step)
    form = ACTIONS[name].form(posted(request), application=application, user=request.user, at=timezone.now())
    if form.is_valid():  # also when it is not here: a form sent twice is led where the first one was led
        return _perform(request, application, step, form, is_here)
    return _ask(request, application, step, form) if is_here else _moved_on(request, application, step)


def _open(request: HttpRequest, application: Application, step: Transition) -> HttpResponse:
    action = ACTIONS[step.name]
    if action.page:
        return redirect(action.page, application.reference)
    form = action.form(None, application=application, user=request.user, at=timezone.now())
    return _ask(request, application, step, form)


def _perform(
    request: HttpRequest, application: Application, step: Transition, form: Any, is_here: bool
) -> HttpResponse:
    def effect() -> str:
        ACTIONS[step.name].perform(application, form, request.user, timezone.now())
        return reverse("applications:case", args=[application.reference])

    try:
        response = submit_once(request, effect)
    except (IllegalTransition, Stale):
        application.refresh_from_db()
        return _moved_on(request, application, step)
    except (WorkflowError, FundsError) as error:
        if not is_here:
            return _moved_on(request, application, step)
        form.add_error(None, str(error))
        return _ask(request, application, step, form)
    if response.status_code == 302:
        messages.success(request, step.label)
    return response


def _moved_on(request: HttpRequest, application: Application, step: Transition) -> HttpResponse:
    """Somebody else was faster, or the page is an old one."""
    return render(request, "applications/moved_on.html", {"application": application, "step": step}, status=409)


def _ask(request: HttpRequest, application: Application, step: Transition, form: Any) -> HttpResponse:
    context = {
        "application": application,
        "step": step,
        "form": form,
        "standard_sentences": getattr(form, "standard_sentences", {}),
        "guidance": guidance.STEPS[step.name],
        "is_staff_page": works_on(request.user, application),
        "ask": AskPage(application, step, timezone.now()),
    }
    return render(request, "applications/transition.html", context, status=422 if form.errors else 200)
