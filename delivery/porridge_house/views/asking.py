"""One page with one form: GET asks, POST does it once."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from web.idempotency import submit_once
from workflow.answers import Answer
from workflow.machine import IllegalTransition, NotAllowed, Stale, WorkflowError

ask_and_do = require_http_methods(["GET", "HEAD", "POST"])
STAFF_PAGE = "porridge_house/step.html"


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
    template: str = STAFF_PAGE,
    **context: Any,
) -> HttpResponse:
    """`act` calls one service and returns where to go. What it refuses is told in the form, nothing typed is lost."""
    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, act, is_kept=True)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (IllegalTransition, Stale):
            messages.error(request, _("Somebody else was faster. This is how it stands now."))
            return redirect(back)
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
    values = {"form": form, "title": title, "back": back, "tone": "brand", **context}
    return render(request, template, values, status=422 if form.errors else 200)
