"""Reading requests for volunteers."""

from collections import Counter
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.labels import event_label
from audit.selectors import timeline_of
from volunteers.models import ServiceRequest

TABS = {
    "new": ["received"],
    "verified": ["verified"],
    "planned": ["planned"],
    "ended": ["fulfilled", "declined", "withdrawn"],
}
TAB_LABELS = {
    "new": _("To be verified"),
    "verified": _("Waits for an answer"),
    "planned": pgettext_lazy("request", "Planned"),
    "ended": _("Finished"),
}
HOT = ("new", "verified")


def request_tabs(user: Any, current: str, url: str) -> list[dict[str, Any]]:
    """For the tabs component; one query counts them all."""
    rows = ServiceRequest.objects.visible_to(user).order_by().values_list("state").annotate(n=Count("pk"))
    counts = Counter(dict(rows))
    return [
        {
            "label": TAB_LABELS[code],
            "url": f"{url}?tab={code}",
            "count": (count := sum(counts[state] for state in states)),
            "is_current": code == current,
            "is_hot": code in HOT and count > 0,
        }
        for code, states in TABS.items()
    ]


def entries_of(request: ServiceRequest) -> list[dict[str, Any]]:
    """For the timeline component."""
    return [
        {"label": event_label(event.code), "at": event.at, "by": str(event.actor or ""), "note": ""}
        for event in timeline_of(request)
        if event.code != "volunteers.request_overdue"
    ]
