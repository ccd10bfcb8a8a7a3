"""Middleware that knows nothing about welfare: the reader's language, and pages that no cache may keep."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
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
        return self.get_response(request)


class PossibleAddressMiddleware:
    """An address with a NUL byte is the address of nothing; PostgreSQL would refuse the look-up with an error."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple, kwargs: dict[str, Any]) -> None:
        if any("\x00" in value for value in kwargs.values() if isinstance(value, str)):
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
    """A page made for a signed-in person is never stored by a browser or a proxy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response
