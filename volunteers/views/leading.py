"""The leader's pages beside the roster: people of the team, activities, planning a shift and its tasks."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteers import services as shift_services
from volunteers.models import Activity, JoinRequest, Shift, TeamMembership, VolunteerTeam
from volunteers.permissions import may_appoint, may_run_team
from volunteers.services import activities, joining
from volunteers.services import teams as services
from volunteers.team_forms import (
    ActivityForm,
    DeclineForm,
    MinimumForm,
    PastShiftForm,
    RoleForm,
    ShiftForm,
    TaskForm,
    TeamForm,
)
from volunteers.team_selectors import activities_of, asked_of, past_of, people_of
from web.forms import posted
from workflow.machine import NotAllowed, WorkflowError

PAST = 100  # ended memberships on the page; the admin has all


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    return _people_page(request, _led(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = _run(request, _led(request, pk))
    form = TeamForm(posted(request), instance=VolunteerTeam.objects.get(pk=chosen.pk))
    return _ask_or_do(
        request,
        form,
        {"title": _("About the team"), "sub": chosen, "submit": _("Save")},
        lambda now: services.update_team(team=chosen, changes=form.cleaned_data, by=request.user, at=now),
        reverse("volunteers:team_people", args=[pk]),
        _("The page of the team is changed."),
    )


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    return _act(
        request,
        asked.team,
        lambda now: joining.accept_join(request=asked, by=request.user, at=now),
        _("The volunteer belongs to the team now and is told."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    _run(request, asked.team)
    form = DeclineForm(posted(request))
    return _ask_or_do(
        request,
        form,
        {"title": _("Do not take into the team"), "sub": asked.volunteer.name, "submit": _("Send the answer")},
        lambda now: joining.decline_join(request=asked, answer=form.cleaned_data["answer"], by=request.user, at=now),
        reverse("volunteers:team_people", args=[asked.team_id]),
        _("The volunteer is told."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Leader, deputy or member: the history keeps both stretches of time."""
    membership = _membership(request, pk)
    _demand(may_appoint(request.user, membership.team))
    form = RoleForm(posted(request), initial={"role": membership.role})
    return _ask_or_do(
        request,
        form,
        {"title": _("Role in the team"), "sub": membership.person, "submit": _("Save")},
        lambda now: services.give_role(
            team=membership.team,
            person=membership.person,
            role=form.cleaned_data["role"],
            by=request.user,
            at=now,
        ),
        reverse("volunteers:team_people", args=[membership.team_id]),
        _("The role is changed; the history keeps the one before."),
    )


@require_POST
def put_in_charge(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    return _act(
        request,
        membership.team,
        lambda now: services.put_in_charge(team=membership.team, person=membership.person, by=request.user, at=now),
        _("This person is in charge of the team now."),
    )


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    return _act(
        request,
        membership.team,
        lambda now: services.end_membership(membership=membership, by=request.user, at=now),
        _("The membership has ended; it stays in the history."),
    )


# --- Activities and shifts --------------------------------------------------------------------------------------------


@require_safe
def activity_list(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = _led(request, pk)
    context = {
        "team": chosen,
        "activities": activities_of(chosen, timezone.now()),
        "runs": bool(may_run_team(request.user, chosen)),
    }
    return render(request, "volunteers/team_activities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_activity(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = _run(request, _led(request, pk))
    form = ActivityForm(posted(request), team=chosen, initial={"field": chosen.field, "area": chosen.area_id})
    return _ask_or_do(
        request,
        form,
        {"title": _("New activity"), "sub": chosen, "submit": _("Create the activity")},
        lambda now: activities.create_activity(team=chosen, by=request.user, at=now, **form.cleaned_data),
        reverse("volunteers:team_activities", args=[pk]),
        _("The activity is created. Plan its first shift now."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_activity(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = _activity(request, pk)
    _run(request, chosen.team)
    form = ActivityForm(posted(request), team=chosen.team, instance=Activity.objects.get(pk=pk))
    return _ask_or_do(
        request,
        form,
        {"title": _("Change the activity"), "sub": chosen, "submit": _("Save")},
        lambda now: activities.update_activity(activity=chosen, changes=form.cleaned_data, by=request.user, at=now),
        reverse("volunteers:team_activities", args=[chosen.team_id]),
        _("The activity is changed. Who is signed up is asked to accept a new risk notice."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with its tasks; the leader opens the sign-up on the roster."""
    chosen = _activity(request, pk)
    _run(request, chosen.team)
    form = ShiftForm(posted(request))
    return _ask_or_do(
        request,
        form,
        {"title": _("Plan a shift"), "sub": chosen, "submit": _("Plan the shift")},
        lambda now: shift_services.create_shift(
            activity=chosen, roles=form.plans(), by=request.user, at=now, **form.details()
        ),
        lambda shift: reverse("volunteers:roster", args=[shift.pk]),
        _("The shift is planned. Open the sign-up when everything is right."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def past_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """A shift that took place without the portal; its people are added on the roster afterwards."""
    chosen = _activity(request, pk)
    _run(request, chosen.team)
    form = PastShiftForm(posted(request))
    return _ask_or_do(
        request,
        form,
        {"title": _("Enter a past shift"), "sub": chosen, "submit": _("Enter the past shift")},
        lambda now: shift_services.enter_past_shift(
            activity=chosen,
            roles=form.plans(),
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=now,
            **form.details(),
        ),
        lambda shift: reverse("volunteers:roster", args=[shift.pk]),
        _("The past shift is entered. Add the people who came and confirm the roster."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_task(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = get_object_or_404(Shift.objects.led_by(request.user).select_related("activity__team"), pk=pk)
    _run(request, chosen.activity.team)
    form = TaskForm(posted(request))
    return _ask_or_do(
        request,
        form,
        {"title": _("Add a task"), "sub": chosen.activity, "submit": _("Add the task")},
        lambda now: activities.add_role(shift=chosen, plan=form.plan(), by=request.user, at=now),
        reverse("volunteers:roster", args=[pk]),
        _("The task is added."),
    )


@require_POST
def change_minimum(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = get_object_or_404(Shift.objects.led_by(request.user).select_related("activity__team"), pk=pk)
    _run(request, chosen.activity.team)
    form = MinimumForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please enter the least number of people, 0 to 2000."))
        return redirect("volunteers:roster", pk)
    task = get_object_or_404(chosen.roles, pk=form.cleaned_data["role"])
    try:
        activities.change_minimum(role=task, minimum=form.cleaned_data["minimum"], by=request.user, at=timezone.now())
    except WorkflowError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The least number of people is changed."))
    return redirect("volunteers:roster", pk)


# --- Shared -----------------------------------------------------------------------------------------------------------


def _led(request: HttpRequest, pk: int) -> VolunteerTeam:
    return get_object_or_404(VolunteerTeam.objects.run_by(request.user).select_related("leader", "area"), pk=pk)


def _run(request: HttpRequest, chosen: VolunteerTeam) -> VolunteerTeam:
    """Overseers look; leaders do."""
    _demand(may_run_team(request.user, chosen))
    return chosen


def _demand(answer: Any) -> None:
    if not answer:
        raise PermissionDenied(str(answer.reason))


def _asked(request: HttpRequest, pk: int) -> JoinRequest:
    rows = JoinRequest.objects.filter(team__in=VolunteerTeam.objects.run_by(request.user))
    return get_object_or_404(rows.select_related("team", "volunteer__user"), pk=pk)


def _membership(request: HttpRequest, pk: int) -> TeamMembership:
    rows = TeamMembership.objects.live().filter(team__in=VolunteerTeam.objects.run_by(request.user))
    return get_object_or_404(rows.select_related("team", "person"), pk=pk)


def _activity(request: HttpRequest, pk: int) -> Activity:
    return get_object_or_404(Activity.objects.planned_by(request.user).select_related("team"), pk=pk)


def _people_page(request: HttpRequest, chosen: VolunteerTeam, refused: str = "") -> HttpResponse:
    context = {
        "team": chosen,
        "people": people_of(chosen),
        "asked": asked_of(chosen),
        "past": past_of(chosen)[:PAST],
        "runs": bool(may_run_team(request.user, chosen)),
        "appoints": bool(may_appoint(request.user, chosen)),
        "refused": refused,
    }
    return render(request, "volunteers/team_people.html", context, status=422 if refused else 200)


def _act(request: HttpRequest, chosen: VolunteerTeam, service: Callable[..., Any], done: Any) -> HttpResponse:
    try:
        service(timezone.now())
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except WorkflowError as refused:
        return _people_page(request, _led(request, chosen.pk), refused=str(refused))
    messages.success(request, done)
    return redirect("volunteers:team_people", chosen.pk)


def _ask_or_do(
    request: HttpRequest,
    form: Any,
    texts: dict[str, Any],
    service: Callable[..., Any],
    back: str | Callable[[Any], str],
    done: Any,
) -> HttpResponse:
    """GET asks, POST does; a refusal stands above the form, nothing typed is lost. `back` may ask the result."""
    if request.method == "POST" and form.is_valid():
        try:
            result = service(timezone.now())
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect(back(result) if callable(back) else back)
    leave = reverse("volunteers:team") if callable(back) else back
    return render(
        request,
        "volunteers/step.html",
        {"form": form, "back": leave, **texts},
        status=422 if form.errors else 200,
    )
