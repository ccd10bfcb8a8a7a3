"""A leader writes to the people of a shift or of a team, and reads what was written before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from volunteers.forms_of_coordination import MessageForm, MessageToShiftForm
from volunteers.models import LeaderMessage, Shift, VolunteerTeam
from volunteers.permissions import may_run_team
from volunteers.services.messages import write_to_shift, write_to_team
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page
from workflow.machine import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
def to_shift(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = get_object_or_404(Shift.objects.led_by(request.user).select_related("activity__team"), pk=pk)
    form = MessageToShiftForm(posted(request))
    here = reverse("volunteers:message_to_shift", args=[pk])
    sub = f"{chosen.activity.title} · {timezone.localtime(chosen.starts_at):%Y-%m-%d %H:%M}"
    context = {"sub": sub, "back": reverse("volunteers:roster", args=[pk]), "of_shift": True}

    def write() -> LeaderMessage:
        return write_to_shift(shift=chosen, **form.cleaned_data, by=request.user, at=timezone.now())

    return _ask_or_write(request, chosen.activity.team, form, write, here, context, shift=chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def to_team(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = get_object_or_404(VolunteerTeam.objects.run_by(request.user), pk=pk)
    form = MessageForm(posted(request))
    here = reverse("volunteers:message_to_team", args=[pk])
    context = {"sub": chosen, "back": reverse("volunteers:team_people", args=[pk]), "of_shift": False}

    def write() -> LeaderMessage:
        return write_to_team(team=chosen, **form.cleaned_data, by=request.user, at=timezone.now())

    return _ask_or_write(request, chosen, form, write, here, context, team=chosen)


def _ask_or_write(
    request: HttpRequest, run: VolunteerTeam, form: Any, write: Any, here: str, context: Any, **where: Any
) -> HttpResponse:
    """Overseers read what was written; whoever runs the team writes. The same form sent twice writes once."""
    answer = may_run_team(request.user, run)
    if request.method == "POST" and not answer:
        raise PermissionDenied(str(answer.reason))

    def effect() -> str:
        _say(request, write())
        return here

    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, effect)
        except WorkflowError as refused:
            form.add_error(None, str(refused))
    written = (
        LeaderMessage.objects.visible_to(request.user).filter(**where).select_related("sent_by", "shift__activity")
    )
    page = requested_page(request, written, ["-sent_at", "-id"], size=20)
    context |= {"form": form, "may_write": bool(answer), "page": page, "here": here}
    return render(request, "volunteers/messages.html", context, status=422 if form.errors else 200)


def _say(request: HttpRequest, written: LeaderMessage) -> None:
    words = ngettext("The message goes to %(count)d person.", "The message goes to %(count)d people.", written.reached)
    messages.success(request, words % {"count": written.reached})
