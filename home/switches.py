"""Two choices that a reader makes once and keeps in a cookie: how large, in which language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from web.context import TEXT_SIZE_COOKIE, TEXT_SIZES

A_YEAR = 365 * 24 * 60 * 60


def way_back(request: HttpRequest) -> HttpResponse:
    """To the page the reader came from, and nowhere outside this site."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if ours else "/")


def remember_text_size(response: HttpResponse, size: str) -> HttpResponse:
    if size in TEXT_SIZES:
        keep(response, TEXT_SIZE_COOKIE, size)
    return response


def remember_language(response: HttpResponse, language: str) -> HttpResponse:
    if language in dict(settings.LANGUAGES):
        keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
