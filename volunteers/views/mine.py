"""The volunteer's own record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from volunteers import selectors
from volunteers.crediting import hours
from volunteers.profile_selectors import Belongings

HISTORY_LENGTH = 50


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    profile = selectors.profile_with_minutes(request.user)
    if profile is None:
        return redirect("volunteers:join")
    now = timezone.now()
    context = {
        "profile": profile,
        "hours": hours(profile.served),
        "upcoming": selectors.upcoming_signups(profile, now),
        "history": selectors.past_signups(profile, now, HISTORY_LENGTH),
        "about": Belongings(profile, timezone.localdate(now)),
        "standing": selectors.standing_places_of(profile),
        "watches": selectors.watched_by(profile, now),
        "trainings": list(profile.trainings.all()),
    }
    return render(request, "volunteers/me.html", context)
