"""The page behind the code at the place. Reading it changes nothing; one press checks in or out."""

from datetime import UTC, datetime
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteers import services
from volunteers.checkin_clock import Seen
from volunteers.checkin_codes import is_place_code, personal_address
from volunteers.checkin_selectors import own_place, said_of
from volunteers.choices import CheckinKind, CheckinMethod
from volunteers.models import Shift
from volunteers.services import Sighting
from volunteers.views.shifts import visible_shift
from web.qr_codes import qr_image
from web.throttle import is_within
from workflow.machine import WorkflowError

SCANNED = "checkin_scanned"  # session: shift → when this browser stood before the code
GOOD_FOR = 15 * 60  # seconds to sign in and press; the moment of the scan is what is recorded
WRONG_TRIES = 30  # typed place codes an hour


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """GET with `?code=` remembers the scan, so that signing in meanwhile loses nothing."""
    shift = visible_shift(request, pk)
    if request.method == "POST":
        return _record(request, shift, CheckinKind.IN)
    refused = ""
    if request.GET.get("code"):
        refused = _remember(request, shift, request.GET["code"])
    return _page(request, shift, refused)


@require_POST
def check_out(request: HttpRequest, pk: int) -> HttpResponse:
    return _record(request, visible_shift(request, pk), CheckinKind.OUT)


def _record(request: HttpRequest, shift: Shift, kind: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    typed = request.POST.get("code", "")
    refused = _remember(request, shift, typed) if typed else ""
    scanned = _scanned_at(request, shift)
    own = own_place(shift, request.user)
    if refused or scanned is None or own is None:
        return _page(request, shift, refused or _why_not(own), status=422)
    sighting = Sighting(kind, CheckinMethod.PLACE, uuid4(), Seen(scanned))
    try:
        event = services.check_in_or_out(signup=own.signup, sighting=sighting, by=request.user, at=timezone.now())
    except WorkflowError as wrong:
        return _page(request, shift, str(wrong), status=422)
    _forget(request, shift)
    said = _("You are checked in since %(time)s.") if kind == CheckinKind.IN else _("You checked out at %(time)s.")
    messages.success(request, said % {"time": said_of(event)})
    return redirect("volunteers:check_in", shift.pk)


def _why_not(own: object) -> str:
    if own is None:
        return _("You have no place on this shift. Please speak to the team leader.")
    return _("Please scan the code at the place again, or type the six signs below it.")


def _remember(request: HttpRequest, shift: Shift, typed: str) -> str:
    """Notes the scan in the session; the sentence when the code does not hold."""
    now = timezone.now()
    if is_place_code(shift, typed, now):
        request.session[SCANNED] = {**request.session.get(SCANNED, {}), str(shift.pk): now.timestamp()}
        return ""
    if not is_within(request, f"place-code:{request.user.pk}", WRONG_TRIES):
        return _("Too many wrong codes. Please ask the team leader to check you in.")
    if _scanned_at(request, shift):
        return ""  # the page was loaded again with the address of a scan that held
    return _("This code has run out or is wrong. It changes every 30 seconds: please scan or type the present one.")


def _scanned_at(request: HttpRequest, shift: Shift) -> datetime | None:
    stamp = request.session.get(SCANNED, {}).get(str(shift.pk))
    if stamp is None or timezone.now().timestamp() - stamp > GOOD_FOR:
        return None
    return datetime.fromtimestamp(stamp, UTC)


def _forget(request: HttpRequest, shift: Shift) -> None:
    kept = {key: stamp for key, stamp in request.session.get(SCANNED, {}).items() if key != str(shift.pk)}
    request.session[SCANNED] = kept


def _page(request: HttpRequest, shift: Shift, refused: str = "", status: int = 200) -> HttpResponse:
    own = own_place(shift, request.user) if request.user.is_authenticated else None
    context = {
        "shift": shift,
        "own": own,
        "scanned": _scanned_at(request, shift),
        "personal_qr": qr_image(personal_address(own.signup)) if own else "",
        "refused": refused,
    }
    return render(request, "volunteers/check_in.html", context, status=status)
