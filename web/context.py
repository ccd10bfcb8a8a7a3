"""What every page may show: the size of its text and the name of the place."""

from django.conf import settings
from django.http import HttpRequest

TEXT_SIZES = ("normal", "large", "xlarge")


def page(request: HttpRequest) -> dict[str, object]:
    text_size = request.COOKIES.get("text_size", "normal")
    return {
        "text_size": text_size if text_size in TEXT_SIZES else "normal",
        "demo_mode": settings.PORTAL_DEMO,
    }
