"""Middleware that knows nothing about welfare: the reader's language, and pages that no cache may keep."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class KnownMethodsMiddleware:
    """Pages are read (GET, HEAD) and acted on (POST); anything else is 405 at the door, also in libraries' views."""

    KNOWN = ("GET", "HEAD", "POST", "OPTIONS")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in self.KNOWN:
            return HttpResponseNotAllowed(self.KNOWN)
        response = self.get_response(request)
        if request.method == "HEAD" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return self._read_without_body(request)
        return response

    def _read_without_body(self, request: HttpRequest) -> HttpResponse:
        """Monitors and link previews ask so: whatever may be read answers, also where a view lists GET alone. Only
        there: some views, the finder's page above all, do more for a reader than for a look at the head."""
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"  # the server sends the head alone
        return response


class NotAllowedPageMiddleware:
    """Who opens the address of a button reads where to go; Django's own answer is an empty page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        above = request.path.rstrip("/").rpartition("/")[0] + "/"
        page = render(request, "405.html", {"above": above if is_valid_path(above) else "/"}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class PossibleAddressMiddleware:
    """An address with a NUL byte is the address of nothing; PostgreSQL would refuse the look-up with an error.

    In the query this is asked of the Django admin only, which looks up whatever stands there; other pages read what
    they know and check it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple, kwargs: dict[str, Any]) -> None:
        in_path = any("\x00" in value for value in kwargs.values() if isinstance(value, str))
        is_admin = request.resolver_match is not None and request.resolver_match.app_name == "admin"
        if in_path or (is_admin and "%00" in request.META.get("QUERY_STRING", "")):
            raise Http404


class ChosenLanguageMiddleware:
    """Chinese unless the reader chose otherwise.

    Django's LocaleMiddleware follows Accept-Language, so that a Chinese browser set to English gets half-English
    pages that nobody asked for; here only the reader's own choice (a cookie) counts.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class PrivatePagesMiddleware:
    """A page made for a signed-in person is never stored by a browser or a proxy, nor is an error for anybody: what is
    missing now may be there in a minute."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or response.status_code >= HTTPStatus.BAD_REQUEST:
            response.headers["Cache-Control"] = "no-store, private"
        return response
