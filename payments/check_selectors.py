"""Questions about checks after payment: tabs, rows of a list, what happened to one."""

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.labels import event_label
from audit.selectors import timeline_of
from payments import states as s
from payments.models import PaymentCheck

LABELS = {
    "payments.check_made": _("Checked with the payee"),
    "payments.finding_opened": _("Checked with the payee: a finding was opened"),
    "payments.finding_closed": _("Finding closed"),
    "payments.check_handed_over": _("Check given to somebody else"),
}
TABS = {"open": (s.CHECK_OPEN,), "findings": (s.CHECK_FINDING,), "done": (s.CHECK_DONE, s.CHECK_ANSWERED)}
TAB_LABELS = {
    "open": pgettext_lazy("payment check", "To be checked"),
    "findings": _("Findings to clear up"),
    "done": _("Finished checks"),
}
ORDERS = {"open": ["due_at", "id"], "findings": ["due_at", "id"], "done": ["-done_at", "-id"]}


def check_tabs(user: Any, current: str, url: str) -> list[dict[str, Any]]:
    """For the tabs component; one query counts them all."""
    visible = PaymentCheck.objects.visible_to(user)
    counts = Counter(dict(visible.values_list("state").annotate(n=Count("pk")).order_by()))
    return [
        {
            "label": TAB_LABELS[code],
            "url": f"{url}?tab={code}",
            "count": (count := sum(counts[state] for state in codes)),
            "is_current": code == current,
            "is_hot": code != "done" and count > 0,
        }
        for code, codes in TABS.items()
    ]


def checks_of(user: Any) -> QuerySet[PaymentCheck]:
    """Visible ones with what a row shows; accounts stay closed."""
    rows = PaymentCheck.objects.visible_to(user).select_related("payment__batch", "checker", "answered_by", "draw")
    return rows.defer("payment__account", "payment__account_holder")


def entries_of_check(check: PaymentCheck) -> list[dict[str, Any]]:
    """For the timeline component."""
    return [
        {"label": event_label(event.code), "at": event.at, "by": str(event.actor or ""), "note": ""}
        for event in timeline_of(check)
        if event.code in LABELS
    ]
