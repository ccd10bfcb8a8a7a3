"""Language and text size: kept with the account, carried in cookies so that pages need no query for them."""

from django.conf import settings
from django.http import HttpResponse

from accounts.models import User

ONE_YEAR = 60 * 60 * 24 * 365
TEXT_SIZE_COOKIE = "text_size"


def keep_preferences(response: HttpResponse, user: User) -> None:
    _set(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    _set(response, TEXT_SIZE_COOKIE, user.text_size)


def _set(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=ONE_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
