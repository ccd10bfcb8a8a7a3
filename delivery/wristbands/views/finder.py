"""What whoever finds a lost person sees: no account, no cookie, no script needed, nothing about the person.

A code that is unknown and one that is not in use get the same bytes after the same work, and too many of them from one
address a 429. The page of a band in use alarms the family however often the address was seen: a whole district of
telephones may share one. What the finder tells of himself is his choice.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from delivery.wristbands.forms.finder import CallForm, PlaceForm
from delivery.wristbands.models import Issue
from delivery.wristbands.relay import relay_provider
from delivery.wristbands.services import finding
from delivery.wristbands.services.relaying import lend_number
from delivery.wristbands.tokens import hash_of
from web.throttle import counts_within, is_within
from workflow.machine import Refused

USELESS_PER_HOUR = 60  # codes that open nothing, from one address
GUESSES_PER_HOUR = 300  # codes that open nothing, from everywhere together, before somebody is told
FORM_AGE = 2 * 3600  # seconds; a form that is older is shown anew
STAMP = TimestampSigner(salt="wristbands.finder")


@login_not_required
@require_safe
def finder(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    issue = finding.band_in_use(token)
    if issue is None:
        return _neutral(request, now)
    if request.method == "GET" and not _is_prefetch(request):
        finding.record_scan(issue=issue, at=now)
    return _private(render(request, "wristbands/finder.html", {"issue": issue}))


@csrf_exempt  # no cookie is used, so none can be misused; the stamp shows that the form came from the page
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, token: str) -> HttpResponse:
    """Reaching the family: through a protected number, or by leaving one's own."""
    return _form_page(request, token, CallForm, "wristbands/finder_call.html")


@csrf_exempt  # as above
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, token: str) -> HttpResponse:
    """Saying where one is: in words, or by the telephone's own position where the finder agrees."""
    return _form_page(request, token, PlaceForm, "wristbands/finder_place.html")


def _form_page(request: HttpRequest, token: str, form_class: Any, template: str) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST" and not _is_stamped(request, token):
        return _private(render(request, "wristbands/finder_again.html", status=403))
    issue = finding.band_in_use(token)
    if issue is None:
        return _neutral(request, now)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "relay" in request.POST:
        return _relayed(request, token, issue, now)
    if form.is_valid() and _is_left(issue, form, now):
        return _private(render(request, "wristbands/finder_sent.html", {"issue": issue}))
    context = {"issue": issue, "form": form, "stamp": _stamp(token), "relays": relay_provider() is not None}
    return _private(render(request, template, context, status=422 if form.errors else 200))


def _is_left(issue: Issue, form: Any, now: datetime) -> bool:
    try:
        finding.leave_note(issue=issue, at=now, **form.given())
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error("phone", error)
    return not form.errors


def _relayed(request: HttpRequest, token: str, issue: Issue, now: datetime) -> HttpResponse:
    """The provider's number to press; without one the form for the finder's own number."""
    lent = lend_number(issue=issue, at=now)
    form = CallForm()
    context = {"issue": issue, "form": form, "stamp": _stamp(token), "relays": False, "lent": lent, "failed": not lent}
    return _private(render(request, "wristbands/finder_call.html", context))


def _neutral(request: HttpRequest, now: datetime) -> HttpResponse:
    """For every code that opens nothing, whatever the reason; also as 429 it says what to do."""
    if not counts_within("finder-guesses", GUESSES_PER_HOUR):
        finding.notice_guessing(at=now)
    if is_within(request, "finder", USELESS_PER_HOUR):
        return _private(render(request, "wristbands/finder_neutral.html"))
    response = _private(render(request, "wristbands/finder_neutral.html", status=429))
    response.headers["Retry-After"] = "3600"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _is_prefetch(request: HttpRequest) -> bool:
    """A browser that looks ahead has not been asked to by anybody."""
    return "prefetch" in request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose") == "prefetch"


def _stamp(token: str) -> str:
    return STAMP.sign(hash_of(token)[:16])


def _is_stamped(request: HttpRequest, token: str) -> bool:
    try:
        return STAMP.unsign(request.POST.get("stamp", ""), max_age=FORM_AGE) == hash_of(token)[:16]
    except BadSignature:
        return False
