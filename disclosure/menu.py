"""The tabs above the public pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PAGES = (
    ("organisation", _("Organisation")),
    ("funds", _("Funds")),
    ("aid", pgettext_lazy("disclosure", "Aid")),
    ("delivered", _("Delivered")),
    ("spending", pgettext_lazy("fund", "Spending")),
    ("donations", pgettext_lazy("disclosure", "Donations")),
    ("gift_use_form", _("My donation")),
    ("reports", _("Reports")),
    ("corrections", _("Corrections")),
)


def tabs_at(path: str) -> list[dict[str, Any]]:
    """As _components/_tabs.html reads them."""
    urls = [(label, reverse(f"disclosure:{name}")) for name, label in PAGES]
    return [{"label": label, "url": url, "count": None, "is_current": url == path} for label, url in urls]
