"""Signing up for family: asking, agreeing, the leader's desk, revoking."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import has_role
from volunteers.family_forms import AtDeskForm, FamilyForm
from volunteers.family_selectors import asked_of, desk_lines, desk_links, relatives_of
from volunteers.models import FamilyLink, VolunteerTeam
from volunteers.models.people import OVERSEERS
from volunteers.permissions import may_confirm_family
from volunteers.services import families
from web.forms import posted
from web.throttle import counts_within
from workflow.machine import NotAllowed, WorkflowError

TRIES = 20  # an hour and account: enough for a family, too few to find out who volunteers


@require_safe
def family(request: HttpRequest) -> HttpResponse:
    """Whom I sign up, and who signs me up."""
    return _family_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    form = FamilyForm(posted(request))
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        messages.success(
            request, _("The leader of the team is told. As soon as the volunteer agrees, you hear from us.")
        )
        return redirect("volunteers:family")
    context = {
        "form": form,
        "title": _("Sign somebody up"),
        "sub": _("For an elder or a child without a telephone or an account"),
        "submit": _("Ask the team"),
        "back": reverse("volunteers:family"),
    }
    return render(request, "volunteers/step.html", context, status=422 if form.errors else 200)


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    link = _link(request, pk)
    name = {"name": str(link.actor)}
    return _act(request, lambda now: families.confirm_with_account(link=link, by=request.user, at=now),
                _("%(name)s may sign you up now. You can revoke that at any time.") % name)  # fmt: skip


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    link = _link(request, pk)
    is_own = request.user.pk in (link.actor_id, link.volunteer.user_id)
    return _act(request, lambda now: families.end_link(link=link, by=request.user, at=now),
                _("Ended. What is signed up for stays until it is cancelled."),
                back="volunteers:family" if is_own else "volunteers:family_desk")  # fmt: skip


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    if not (has_role(request.user, *OVERSEERS) or VolunteerTeam.objects.led_by(request.user).exists()):
        raise PermissionDenied(_("This page is for team leaders."))
    return _desk_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(desk_links(request.user), pk=pk)
    answer = may_confirm_family(request.user, link)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    form = AtDeskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            families.confirm_at_desk(link=link, **form.cleaned_data, by=request.user, at=timezone.now())
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Confirmed. The family is told."))
            return redirect("volunteers:family_desk")
    words = {"actor": str(link.actor), "volunteer": link.volunteer.name}
    context = {
        "form": form,
        "title": _("The volunteer agrees"),
        "sub": _("%(actor)s signs up %(volunteer)s") % words,
        "submit": _("Confirm"),
        "back": reverse("volunteers:family_desk"),
    }
    return render(request, "volunteers/step.html", context, status=422 if form.errors else 200)


def _link(request: HttpRequest, pk: int) -> FamilyLink:
    links = FamilyLink.objects.visible_to(request.user).select_related("actor", "volunteer", "team")
    return get_object_or_404(links, pk=pk)


def _asked(request: HttpRequest, form: Any) -> bool:
    if not counts_within(f"family:{request.user.pk}", TRIES):
        form.add_error(None, _("Too many tries. Please try again in an hour, or call the team."))
        return False
    data = form.cleaned_data
    person = form.person(request.user.get_full_name())
    try:
        families.ask_to_act(
            person=person, relation=data["relation"], team=data["team"], by=request.user, at=timezone.now()
        )
    except WorkflowError as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _act(request: HttpRequest, service: Callable[..., Any], done: str, back: str = "volunteers:family") -> HttpResponse:
    try:
        service(timezone.now())
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except WorkflowError as refused:
        page = _family_page if back == "volunteers:family" else _desk_page
        return page(request, refused=str(refused))
    messages.success(request, done)
    return redirect(back)


def _family_page(request: HttpRequest, refused: str = "") -> HttpResponse:
    relatives, of_me = relatives_of(request.user, timezone.now()), asked_of(request.user)
    context = {"relatives": relatives, "of_me": of_me, "refused": refused}
    return render(request, "volunteers/family.html", context, status=422 if refused else 200)


def _desk_page(request: HttpRequest, refused: str = "") -> HttpResponse:
    lines = desk_lines(request.user, 200)
    context = {
        "waiting": [line for line in lines if not line[0].confirmed_at],
        "agreed": [line for line in lines if line[0].confirmed_at],
        "refused": refused,
    }
    return render(request, "volunteers/family_desk.html", context, status=422 if refused else 200)
