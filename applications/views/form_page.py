"""The page of one form around one service, beside the pages of a case (casework.ask)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from workflow.machine import NotAllowed, WorkflowError


def form_page(
    request: HttpRequest,
    form: Any,
    do: Callable[[], str],
    *,
    title: Any,
    submit: Any,
    done: Any,
    back: str,
    **more: Any,
) -> HttpResponse:
    """`do` calls the service and returns where to go then; `back` is the way without. `more`: `hint`, a sentence."""
    if request.method == "POST" and form.is_valid():
        try:
            target = do()
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except WorkflowError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(target)
    context = {"form": form, "title": title, "submit": submit, "back": back, **more}
    return render(request, "applications/form_page.html", context, status=422 if form.errors else 200)
