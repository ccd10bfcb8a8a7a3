"""The calendar address: the page that makes and stops it, and the file that calendars fetch without signing in."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from volunteers.calendar_file import calendar_of
from volunteers.calendar_tokens import hash_of
from volunteers.models import CalendarFeed, VolunteerProfile
from volunteers.selectors import profile_of
from volunteers.services import calendars as services
from web.throttle import counts_within, is_within

UNKNOWN_PER_HOUR = 30  # addresses that are none, from one place
FETCHES_PER_HOUR = 60  # of one calendar; phones ask every quarter of an hour at most


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    own = profile_of(request.user)
    if own is None:
        return redirect("volunteers:join")
    return _page(request, own)


@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """Answers with the page itself: the address is kept nowhere, so no other page could show it."""
    own = profile_of(request.user)
    if own is None:
        return redirect("volunteers:join")
    token = services.make_calendar(volunteer=own, by=request.user, at=timezone.now())
    return _page(request, own, token)


@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    own = profile_of(request.user)
    if own is None:
        return redirect("volunteers:join")
    if services.stop_calendar(volunteer=own, by=request.user, at=timezone.now()):
        messages.success(request, _("The calendar address is stopped. Whoever has it reads nothing any more."))
    return redirect("volunteers:calendar")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The file. An unknown and a stopped address answer alike."""
    found = CalendarFeed.objects.live().filter(token_hash=hash_of(token), volunteer__user__is_active=True)
    own = found.select_related("volunteer__user").first()
    if own is None:
        if not is_within(request, "unknown-calendars", UNKNOWN_PER_HOUR):
            return _too_often()
        raise Http404
    if not counts_within(f"calendar:{own.pk}", FETCHES_PER_HOUR):
        return _too_often()
    return _file(request, calendar_of(own.volunteer, at=timezone.now()))


def _file(request: HttpRequest, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="shifts.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _too_often() -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": "3600"})


def _page(request: HttpRequest, own: VolunteerProfile, token: str = "") -> HttpResponse:
    path = reverse("volunteers:calendar_feed", args=[token]) if token else ""
    address = f"{settings.PORTAL_BASE_URL}{path}" if token else ""
    context = {
        "address": address,
        "subscribe": f"webcal://{address.partition('://')[2]}" if token else "",
        "live": CalendarFeed.objects.visible_to(request.user).live().filter(volunteer=own).first(),
    }
    return render(request, "volunteers/calendar.html", context)
