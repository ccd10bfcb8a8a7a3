"""Sessions that end in time, the second step at sign-in for staff, and the door of the back office."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.permissions import is_staff

GetResponse = Callable[[HttpRequest], HttpResponse]
SIGNED_IN_AT, SEEN_AT, HAS_SECOND_FACTOR = "signed_in_at", "seen_at", "has_second_factor"
SEEN_EVERY_SECONDS = 60  # a session row is written at most once a minute
LOGOUT_VIEWS = {"account_logout", "admin:logout"}
WITHOUT_SECOND_FACTOR = LOGOUT_VIEWS | {
    "mfa_activate_totp",
    "mfa_index",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "account_reauthenticate",
    "account_change_password",
    "mfa_reauthenticate",
}


class SessionLimitsMiddleware:
    """Staff: 30 minutes without a request, 8 hours in all. Everybody: 8 hours in all (SESSION_COOKIE_AGE).

    Must stand before anything that asks who the user is and after AuthenticationMiddleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        if was_signed_in:
            self._end_or_prolong(request, int(time.time()))
        response = self.get_response(request)
        if was_signed_in and _view_name(request) in LOGOUT_VIEWS and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def _end_or_prolong(self, request: HttpRequest, now: int) -> None:
        session = request.session
        began, seen = session.get(SIGNED_IN_AT, now), session.get(SEEN_AT, now)
        idle = settings.STAFF_IDLE_SECONDS if is_staff(request.user) else settings.SESSION_COOKIE_AGE
        if now - seen > idle or now - began > settings.SESSION_COOKIE_AGE:
            logout(request)
            messages.info(request, _("You were signed out because the session was not used or was too old."))
            return
        if SIGNED_IN_AT not in session or now - seen >= SEEN_EVERY_SECONDS:
            session[SIGNED_IN_AT], session[SEEN_AT] = began, now


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Pages are for signed-in people unless a view says otherwise.

    Whose session ended while a form stood open comes back to the page of that form, not to the address that it was
    sent to: most of those take no visits, and what was sent is gone.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        page = _page_in_front(request)
        if not page:
            return super().handle_no_permission(request, view_func)
        if request.method == "POST":
            messages.warning(request, _("You are not signed in: what you just sent was not saved. Please repeat it."))
        answer = redirect_to_login(page, resolve_url(self.get_login_url(view_func)))
        return HttpResponseClientRedirect(answer.url) if "HX-Request" in request.headers else answer


def _page_in_front(request: HttpRequest) -> str:
    """Path and query of our own page that the reader has before him while a form is sent or a part is fetched.

    "" for a visit, which is that page itself, or when the browser does not say.
    """
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    is_visit = request.method != "POST" and "HX-Request" not in request.headers
    if is_visit or not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return ""
    parts = urlsplit(came_from)
    return urlunsplit(("", "", parts.path, parts.query, ""))


class StaffDoorMiddleware:
    """No second factor yet: to its enrolment. /admin/: for the roles that work there, others get 403."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        if "admin" in request.resolver_match.namespaces and not request.user.is_staff:
            raise PermissionDenied
        if _view_name(request) not in WITHOUT_SECOND_FACTOR and self._lacks_second_factor(request):
            messages.warning(request, _("Your role needs a second step at sign-in. Set it up now, it takes a minute."))
            return redirect(reverse("mfa_activate_totp"))
        return None

    def _lacks_second_factor(self, request: HttpRequest) -> bool:
        if not settings.SECOND_FACTOR_REQUIRED or request.session.get(HAS_SECOND_FACTOR):
            return False
        if not is_staff(request.user):
            return False
        enrolled = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()
        if enrolled:
            request.session[HAS_SECOND_FACTOR] = True
        return not enrolled


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
