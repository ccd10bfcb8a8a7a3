"""Shifts for everybody, and taking a place."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import roles
from accounts.permissions import has_role
from volunteers import selectors, services
from volunteers.crediting import hours
from volunteers.forms import FilterForm
from volunteers.models import Shift, Signup
from workflow.machine import NotAllowed, WorkflowError


@login_not_required
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data.get("week") or timezone.localdate(now)
    field = form.cleaned_data.get("field", "")
    shown = selectors.week_of_shifts(request.user, selectors.monday_of(chosen), now, field)
    served = hours(selectors.minutes_of(shown.profile)) if shown.profile else None
    context = {"week": shown, "form": form, "field": field, "profile": shown.profile, "hours": served}
    return render(request, "volunteers/week.html", context)


@login_not_required
@require_safe
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    return shift_page(request, visible_shift(request, pk))


@require_POST
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """302 back to the shift with the outcome as a message; 422 with the reason when it is refused."""
    chosen = visible_shift(request, pk)
    profile = selectors.profile_of(request.user)
    if profile is None:
        return without_profile(request, chosen)
    role = next((r for r in chosen.roles.all() if str(r.pk) == request.POST.get("role")), None)
    try:
        signup = services.sign_up(shift=chosen, volunteer=profile, role=role, by=request.user, at=timezone.now())
    except WorkflowError as refused:
        return shift_page(request, chosen, refused=str(refused))
    messages.success(request, outcome_of(signup))
    return redirect("volunteers:shift", pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = visible_shift(request, pk)
    own = Signup.objects.live().filter(shift=chosen, volunteer__user=request.user).first()
    if own is None:
        return shift_page(request, chosen, refused=_("You are not signed up for this shift."))
    try:
        services.cancel_signup(signup=own, by=request.user, at=timezone.now())
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except WorkflowError as refused:
        return shift_page(request, chosen, refused=str(refused))
    messages.success(request, _("Your sign-up is cancelled. Thank you for telling us."))
    return redirect("volunteers:shift", pk)


def visible_shift(request: HttpRequest, pk: int) -> Shift:
    shifts = Shift.objects.visible_to(request.user).select_related("activity__team")
    return get_object_or_404(shifts.prefetch_related("roles"), pk=pk)


def shift_page(request: HttpRequest, chosen: Shift, refused: str = "") -> HttpResponse:
    profile = selectors.profile_of(request.user)
    shifts = Shift.objects.filter(pk=chosen.pk)
    [card] = selectors.cards_for(profile, shifts.select_related("activity__team"), timezone.now())
    context = {
        "card": card,
        "shift": card.shift,
        "activity": card.shift.activity,
        "refused": refused,
        "turn": selectors.place_in_line(card.signup) if card.signup and card.signup.state == "waiting" else None,
        "may_lead": card.shift.activity.team.leader_id == request.user.pk,
    }
    return render(request, "volunteers/shift.html", context, status=422 if refused else 200)


def without_profile(request: HttpRequest, chosen: Shift) -> HttpResponse:
    """A volunteer fills in his profile first; anybody else is told whom to ask."""
    if has_role(request.user, roles.VOLUNTEER, roles.TEAM_LEADER):
        return shift_page(request, chosen, refused=_("Please fill in your volunteer profile first, then sign up."))
    raise PermissionDenied(_("Only registered volunteers can sign up for shifts."))


def outcome_of(signup: Signup) -> str:
    if signup.state == "confirmed":
        return _("You have a place. Thank you! We will remind you the day before.")
    return _("The shift is full. You are number %(turn)d on the waiting list and move up automatically.") % {
        "turn": selectors.place_in_line(signup)
    }
