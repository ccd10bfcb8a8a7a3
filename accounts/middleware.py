"""Sessions that end in time, the second step at sign-in for staff, and the door of the back office."""

import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

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
