"""One page with one form: GET asks, POST does it once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from funds.errors import FundsError
from funds.ledger import PeriodClosed
from web.idempotency import submit_once
from workflow.answers import Answer
from workflow.machine import IllegalTransition, NotAllowed, Stale, Workflow, WorkflowError

ask_and_do = require_http_methods(["GET", "HEAD", "POST"])


def demand(answer: Answer) -> None:
    """403 with the sentence of the answer."""
    if not answer:
        raise PermissionDenied(str(answer.reason))


def one_form(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[], str],
    *,
    title: Any,
    back: str,
    template: str = "donations/form.html",
    **context: Any,
) -> HttpResponse:
    """`act` calls the service with the cleaned form and returns where to go. What it refuses is told in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, act, is_kept=True)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (IllegalTransition, Stale) as problem:
            messages.error(request, _("Not possible now: %(state)s.") % {"state": problem})
            return redirect(back)
        except ValidationError as problem:
            form.add_error(None, problem)
        except (WorkflowError, FundsError, PeriodClosed) as refusal:
            form.add_error(None, str(refusal))
    page = {"form": form, "title": title, "back": back, **context}
    return render(request, template, page, status=422 if form.errors else 200)


def demand_step(workflow: Workflow, name: str, row: Any, user: Any) -> Any:
    """The transition; 403 with the reason for whoever may not."""
    transition = workflow.transitions[name]
    demand(transition.permission(user, row))
    return transition


def moved_on(request: HttpRequest, workflow: Workflow, row: Any, back: str) -> HttpResponse:
    messages.error(request, _("Not possible now: %(state)s.") % {"state": workflow.states[row.state].label})
    return redirect(back)
