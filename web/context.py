"""What every page may show: the size of its text and how to reach the federation."""

from django.conf import settings
from django.http import HttpRequest

TEXT_SIZES = ("normal", "large", "xlarge")
TEXT_SIZE_COOKIE = "text_size"


def page(request: HttpRequest) -> dict[str, object]:
    text_size = request.COOKIES.get(TEXT_SIZE_COOKIE, "normal")
    return {
        "text_size": text_size if text_size in TEXT_SIZES else "normal",
        "demo_mode": settings.PORTAL_DEMO,
        "contact": settings.PORTAL_CONTACT,
    }
