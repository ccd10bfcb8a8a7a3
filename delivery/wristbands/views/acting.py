"""A page with one form, what it does, and where it leads."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from web.idempotency import submit_once
from workflow.answers import Answer
from workflow.machine import NotAllowed, WorkflowError

Effect = Callable[[], str]  # does it and returns the address to go to


def require(answer: Answer) -> None:
    if not answer:
        raise PermissionDenied(str(answer.reason))


def act(request: HttpRequest, form: Any, effect: Effect) -> HttpResponse | None:
    """Runs the effect once per sent form; None when the page has to be shown (again), with the errors in the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return submit_once(request, effect)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        add_errors(form, error)
    return None


def add_errors(form: Any, error: ValidationError) -> None:
    """By field where the form has it; the others above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def form_page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
