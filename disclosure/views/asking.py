"""One page with one form: GET asks, POST does it once."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from web.idempotency import submit_once
from workflow.answers import Answer
from workflow.machine import NotAllowed, WorkflowError

ask_and_do = require_http_methods(["GET", "HEAD", "POST"])


def demand(answer: Answer) -> None:
    """403 with the sentence of the answer."""
    if not answer:
        raise PermissionDenied(str(answer.reason))


def one_form(
    request: HttpRequest, form: BaseForm, act: Callable[[], str], *, title: Any, back: str, lead: Any = ""
) -> HttpResponse:
    """`act` calls the service with the cleaned form and returns where to go. What it refuses is told in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, act, is_kept=True)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "title": title, "back": back, "lead": lead}
    return render(request, "donations/form.html", context, status=422 if form.errors else 200)
