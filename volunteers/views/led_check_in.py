"""The leader's side of the check-in: the list on the phone, the code at the place, the paper."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from volunteers import services
from volunteers.checkin_clock import Seen, seen_by_device
from volunteers.checkin_codes import place_code, signups_with_code
from volunteers.checkin_paper import paper_roster
from volunteers.checkin_selectors import people_of, said_of
from volunteers.choices import CheckinKind, CheckinMethod
from volunteers.models import CheckinEvent, Shift, Signup
from volunteers.policy import checkin_opens_at
from volunteers.services import Sighting
from volunteers.views.team import check_leads, led_shift
from web.qr_codes import qr_image
from web.typeset import pdf_response
from workflow.machine import NotAllowed, Refused, WorkflowError

OFFLINE_COPY = "X-Offline-Copy"  # the service worker keeps a page with this header until the leader signs out


@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """`?person=` is a personal code that a phone's camera has read."""
    chosen = _led(request, pk)
    return _page(request, chosen)


@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One press. JSON for the page that keeps presses while there is no network, else back to the list."""
    chosen = _led(request, pk)
    now = timezone.now()
    try:
        signup, sighting = _sighting(request, chosen, now)
        event = services.check_in_or_out(signup=signup, sighting=sighting, by=request.user, at=now)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        return _refusal(request, chosen, str(refused), 422)
    except WorkflowError as busy:
        return _refusal(request, chosen, str(busy), 503 if _is_json(request) else 422)
    sentence = _sentence(event)
    if _is_json(request):
        skew = sighting.seen.skew_sentence
        return JsonResponse({"signup": event.signup_id, "kind": event.kind, "sentence": sentence, "skew": skew})
    messages.success(request, sentence)
    return redirect("volunteers:led_check_in", pk)


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """The code, big. The page renews the fragment; without JavaScript the browser loads the whole page again."""
    chosen = _led(request, pk)
    now = timezone.now()
    shown = place_code(chosen, now)
    context = {"shift": chosen, "shown": shown, "qr": qr_image(shown.address), "opens_at": _not_open_yet(chosen, now)}
    template = "volunteers/_place_code.html" if request.htmx else "volunteers/place.html"
    return render(request, template, context)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The roster to print, with everybody's code, for those without a phone."""
    chosen = _led(request, pk)
    return pdf_response(paper_roster(chosen, at=timezone.now()), f"roster-{chosen.pk}")


def _led(request: HttpRequest, pk: int) -> Shift:
    chosen = led_shift(request, pk)
    check_leads(request, chosen)
    return chosen


def _sighting(request: HttpRequest, shift: Shift, now: datetime) -> tuple[Signup, Sighting]:
    signup, method = _person(request, shift)
    kind = request.POST.get("kind", "")
    if kind not in CheckinKind.values:
        raise Refused(_("Please load the page again."))
    try:
        nonce = UUID(request.POST.get("nonce", ""))
    except ValueError as error:
        raise Refused(_("Please load the page again.")) from error
    return signup, Sighting(kind, method, nonce, _seen(request, now))


def _person(request: HttpRequest, shift: Shift) -> tuple[Signup, str]:
    on_shift = Signup.objects.filter(shift=shift, state="confirmed")
    number, code = request.POST.get("signup", ""), request.POST.get("person", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        found, method = list(on_shift.filter(pk=number)), CheckinMethod.TICK
    else:
        found, method = signups_with_code(on_shift.order_by("pk"), code), CheckinMethod.PERSON
    if len(found) != 1:
        raise Refused(_("Nobody with a place on this shift has this code. Please tick the person on the list."))
    return found[0], method


def _seen(request: HttpRequest, now: datetime) -> Seen:
    """By the portal's clock, unless the device kept the press for a while."""
    told = [request.POST.get(name, "") for name in ("device_at", "sent_at")]
    if not any(told):
        return Seen(now)
    try:
        device_at, sent_at = (parse_datetime(text) for text in told)
    except ValueError:
        device_at = sent_at = None
    if device_at is None or sent_at is None or timezone.is_naive(device_at) or timezone.is_naive(sent_at):
        raise Refused(_("The time of this check-in makes no sense. Please tick the person on the roster."))
    return seen_by_device(device_at, sent_at, now)


def _sentence(event: CheckinEvent) -> str:
    name = {"name": event.signup.volunteer.name, "time": said_of(event)}
    if event.kind == CheckinKind.IN:
        return _("%(name)s is checked in since %(time)s.") % name
    return _("%(name)s checked out at %(time)s.") % name


def _refusal(request: HttpRequest, chosen: Shift, sentence: str, status: int) -> HttpResponse:
    if _is_json(request):
        return JsonResponse({"errors": [sentence]}, status=status)
    return _page(request, chosen, refused=sentence)


def _page(request: HttpRequest, chosen: Shift, refused: str = "") -> HttpResponse:
    now = timezone.now()
    lines = people_of(chosen)
    code = request.POST.get("person", "") or request.GET.get("person", "")
    named = signups_with_code([line.signup for line in lines], code) if code else []
    is_open = not chosen.roster_confirmed_at and chosen.state != "cancelled"
    context: dict[str, Any] = {
        "shift": chosen,
        "lines": [(line, uuid4()) for line in lines],
        "here": sum(1 for line in lines if line.is_here),
        "code": code[:20],
        "named": next((line for line in lines if line.signup in named), None),
        "nonce": uuid4(),
        "is_open": is_open,
        "opens_at": _not_open_yet(chosen, now),
        "refused": refused,
    }
    response = render(request, "volunteers/led_check_in.html", context, status=422 if refused else 200)
    if is_open and not refused and not code:
        response.headers[OFFLINE_COPY] = "yes"
    return response


def _not_open_yet(shift: Shift, now: datetime) -> datetime | None:
    opens_at = checkin_opens_at(shift)
    return opens_at if now < opens_at else None


def _is_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
