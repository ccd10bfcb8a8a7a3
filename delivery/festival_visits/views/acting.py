"""What the pages share: the season of an address, a page that asks and then acts, refusals as errors of the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from delivery.festival_visits.models import Nomination, Route, Season
from delivery.festival_visits.permissions import may_read
from web.idempotency import submit_once
from web.uploads import UploadRefused
from workflow.answers import Answer
from workflow.machine import IllegalTransition, NotAllowed, Stale, WorkflowError


def demand(answer: Answer) -> None:
    """403 with the sentence."""
    if not answer:
        raise PermissionDenied(str(answer.reason))


def season_of(request: HttpRequest, year: int) -> Season:
    """For staff who take part; nobody else learns whether it exists."""
    demand(may_read(request.user))
    return get_object_or_404(Season.objects.select_related("fund"), year=year)


def home_of(request: HttpRequest, reference: str) -> Nomination:
    rows = Nomination.objects.visible_to(request.user)
    related = rows.select_related("person__area", "household", "area", "season", "package", "notice", "quota")
    return get_object_or_404(related.select_related("nominated_by", "checked_by", "approved_by"), reference=reference)


def route_of(request: HttpRequest, reference: str) -> Route:
    rows = Route.objects.visible_to(request.user).select_related("season", "subdistrict")
    return get_object_or_404(rows, reference=reference)


def ask_or_act(
    request: HttpRequest,
    form: Any,
    effect: Callable[[], object],
    *,
    title: Any,
    back: str,
    done: Any = "",
    template: str = "festival_visits/act.html",
    **context: Any,
) -> HttpResponse:
    """GET shows the form, POST acts once and leads to what `effect` returns (an address), else `back`."""
    if request.method == "POST" and form.is_valid():
        try:
            response = submit_once(request, lambda: address if isinstance(address := effect(), str) else back)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (IllegalTransition, Stale):
            form.add_error(None, _("This has moved on in the meantime. Go back and look how it stands now."))
        except (WorkflowError, UploadRefused) as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if done and response.status_code == 302:
                messages.success(request, done)
            return response
    page = {"form": form, "title": title, "back": back, "tone": "brand", **context}
    return render(request, template, page, status=422 if form.errors else 200)
