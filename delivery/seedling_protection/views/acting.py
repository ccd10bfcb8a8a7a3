"""What the pages share: rows that a person sees, a page that asks and then acts, files as attachments."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from delivery.seedling_protection.files import path_of
from delivery.seedling_protection.models import Paper
from delivery.seedling_protection.permissions import may_look_on
from web.idempotency import submit_once
from web.kept_files import kept_file
from web.uploads import UploadRefused
from workflow.answers import Answer
from workflow.machine import IllegalTransition, NotAllowed, Stale, WorkflowError


def demand(answer: Answer) -> None:
    """403 with the sentence."""
    if not answer:
        raise PermissionDenied(str(answer.reason))


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Staff read it at their desk, a school on its own page."""
    return render(request, template, {"on_desk": bool(may_look_on(request.user)), **context})


def ask_or_act(
    request: HttpRequest,
    form: Any,
    effect: Callable[[], object],
    *,
    title: Any,
    back: str,
    template: str = "seedling_protection/act.html",
    **context: Any,
) -> HttpResponse:
    """GET shows the form, POST acts once and leads to what `effect` returns (an address), else `back`."""
    if request.method == "POST" and form.is_valid():
        try:
            response = submit_once(request, lambda: url if isinstance(url := effect(), str) else back)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (IllegalTransition, Stale):
            form.add_error(None, _("This has moved on in the meantime. Go back and look how it stands now."))
        except (WorkflowError, UploadRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            if response.status_code == 302:
                messages.success(request, _("Saved."))
            return response
    values = {"form": form, "title": title, "back": back, "tone": "brand", **context}
    values["on_desk"] = bool(may_look_on(request.user))
    return render(request, template, values, status=422 if form.errors else 200)


def attachment(request: HttpRequest, paper: Paper, name: str) -> HttpResponse:
    path = path_of(paper)
    return kept_file(request, path, name=f"{name}{path.suffix}", mime=paper.mime)
