"""Coming every week, and watching a shift."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteers import services
from volunteers.family_selectors import acted_for
from volunteers.group_forms import WatchForm
from volunteers.models import Shift, ShiftWatch, StandingPlace, VolunteerProfile
from volunteers.views.shifts import said_of, shift_page, visible_shift, whom, without_profile
from volunteers.views.team import check_leads, led_shift
from web.forms import posted
from workflow.machine import WorkflowError


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """For the reader, or for `person` of the reader's family."""
    done = _("You come every week now. We signed you up for all shifts that have a place.")
    for_family = _("Comes every week now and is signed up for all shifts that have a place.")
    volunteer = whom(request)
    is_family = volunteer is not None and volunteer.user_id != request.user.pk
    return act(request, pk, volunteer, services.take_standing_place, for_family if is_family else done)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    whose = Q(volunteer__user=request.user) | Q(volunteer__in=acted_for(request.user))
    place = get_object_or_404(StandingPlace.objects.select_related("volunteer").filter(whose), pk=pk)
    is_own = place.volunteer.user_id == request.user.pk
    try:
        services.end_standing_place(place=place, by=request.user, at=timezone.now())
    except WorkflowError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("The standing place has ended. Shifts you are signed up for stay; cancel them singly.")
        )
    return redirect("volunteers:me" if is_own else "volunteers:family")


@require_POST
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """For the reader, or for `person` of the reader's family."""
    return act(request, pk, whom(request), services.watch_shift, _("We tell you as soon as this shift has a place."))


@require_POST
def unwatch(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, whom(request), services.unwatch_shift, _("You do not watch this shift any more."))


@require_http_methods(["GET", "HEAD", "POST"])
def watch_for(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader wants to hear of a place for somebody of the team who has no telephone or account of his own."""
    chosen = led_shift(request, pk)
    check_leads(request, chosen)
    form = WatchForm(posted(request), shift=chosen)
    if request.method == "POST" and form.is_valid() and watched(request, chosen, form):
        messages.success(request, _("We tell you as soon as this shift has a place."))
        return redirect("volunteers:roster", pk)
    context = {
        "form": form,
        "title": _("Watch for a place for somebody of the team"),
        "sub": chosen.activity,
        "submit": _("Watch the shift"),
        "back": reverse("volunteers:roster", args=[pk]),
    }
    return render(request, "volunteers/step.html", context, status=422 if form.errors else 200)


@require_POST
def unwatch_for(request: HttpRequest, pk: int, watch_pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    watch = get_object_or_404(ShiftWatch.objects.filter(shift=chosen, asked_by=request.user), pk=watch_pk)
    services.unwatch_shift(shift=chosen, volunteer=watch.volunteer, by=request.user, at=timezone.now())
    messages.success(request, _("You do not watch this shift any more."))
    return redirect("volunteers:roster", pk)


def watched(request: HttpRequest, chosen: Shift, form: WatchForm) -> bool:
    try:
        person = form.cleaned_data["person"]
        services.watch_shift(shift=chosen, volunteer=person, by=request.user, at=timezone.now())
    except WorkflowError as refused:
        form.add_error("person", str(refused))
        return False
    return True


def act(
    request: HttpRequest, pk: int, profile: VolunteerProfile | None, service: Callable[..., Any], done: str
) -> HttpResponse:
    chosen = visible_shift(request, pk)
    if profile is None:
        return without_profile(request)
    try:
        service(shift=chosen, volunteer=profile, by=request.user, at=timezone.now())
    except WorkflowError as refused:
        return shift_page(request, chosen, refused=str(refused))
    messages.success(request, said_of(request, profile, done))
    if "from_me" in request.POST:
        return redirect("volunteers:me" if profile.user_id == request.user.pk else "volunteers:family")
    return redirect("volunteers:shift", pk)
