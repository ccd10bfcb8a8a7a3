"""Teams and branded projects for everybody; joining and leaving a team."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from volunteers.joining_workflow import JOINING_WORKFLOW
from volunteers.models import BrandProject, JoinRequest, TeamMembership, VolunteerTeam
from volunteers.permissions import may_run_team
from volunteers.selectors import cards_for, profile_of
from volunteers.services import joining
from volunteers.services import teams as services
from volunteers.team_forms import AskForm
from volunteers.team_selectors import SHOWN, coming_shifts, figures_of, teams_with_numbers
from workflow.machine import WorkflowError


@login_not_required
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    context = {"teams": teams_with_numbers(timezone.now()), "projects": BrandProject.objects.filter(is_published=True)}
    return render(request, "volunteers/teams.html", context)


@login_not_required
@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    return _team_page(request, _shown(pk))


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    chosen, own, form = _shown(pk), profile_of(request.user), AskForm(request.POST)
    if own is None:
        messages.info(request, _("Please register as a volunteer first; then ask to join."))
        return redirect("volunteers:join")
    if form.is_valid():
        try:
            joining.ask_to_join(
                team=chosen, volunteer=own, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
            )
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("A leader of the team will answer you."))
            return redirect("volunteers:team_page", pk)
    return _team_page(request, chosen, form)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    chosen, own = _shown(pk), profile_of(request.user)
    asked = JoinRequest.objects.open().filter(team=chosen, volunteer=own).first() if own else None
    if asked:
        joining.withdraw_join(request=asked, by=request.user, at=timezone.now())
        messages.success(request, _("Your request is withdrawn."))
    return redirect("volunteers:team_page", pk)


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = _shown(pk)
    try:
        services.leave_team(team=chosen, by=request.user, at=timezone.now())
    except WorkflowError as refused:
        return _team_page(request, chosen, refused=str(refused))
    messages.success(request, _("You have left the team. Thank you for your service."))
    return redirect("volunteers:team_page", pk)


@login_not_required
@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a branded project."""
    rows = BrandProject.objects.visible_to(request.user).select_related("team")
    chosen, now = get_object_or_404(rows, slug=slug), timezone.now()
    ahead = coming_shifts(now, activity__project=chosen)[:SHOWN]
    context = {
        "project": chosen,
        "figures": figures_of(chosen),
        "activities": chosen.activities.order_by("pk"),
        "cards": cards_for(profile_of(request.user), ahead, now),
    }
    return render(request, "volunteers/project.html", context)


def _shown(pk: int) -> VolunteerTeam:
    return get_object_or_404(VolunteerTeam.objects.active().select_related("area"), pk=pk)


def _team_page(
    request: HttpRequest, chosen: VolunteerTeam, form: AskForm | None = None, refused: str = ""
) -> HttpResponse:
    own, now = profile_of(request.user), timezone.now()
    context: dict[str, Any] = {
        "team": chosen,
        "members": TeamMembership.objects.live().filter(team=chosen).count(),
        "projects": chosen.projects.filter(is_published=True),
        "cards": cards_for(own, coming_shifts(now, activity__team=chosen)[:SHOWN], now),
        "profile": own,
        "form": form or AskForm(),
        "refused": refused,
        "runs": False,
        **_own_part(request, chosen, own),
    }
    failed = refused or (form and form.errors)
    return render(request, "volunteers/team_page.html", context, status=422 if failed else 200)


def _own_part(request: HttpRequest, chosen: VolunteerTeam, own: Any) -> dict[str, Any]:
    """What the reader has to do with the team."""
    if not request.user.is_authenticated:
        return {"membership": None, "asked": None, "asked_state": None}
    asked = JoinRequest.objects.open().filter(team=chosen, volunteer=own).first() if own else None
    return {
        "membership": TeamMembership.objects.live().filter(team=chosen, person=request.user).first(),
        "asked": asked,
        "asked_state": JOINING_WORKFLOW.states[asked.state] if asked else None,
        "runs": bool(may_run_team(request.user, chosen)),
    }
