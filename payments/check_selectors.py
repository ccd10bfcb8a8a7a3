"""Questions about checks after payment: tabs, rows of a list, what happened to one."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.labels import event_label
from audit.selectors import timeline_of
from payments import states as s
from payments.models import PaymentCheck
from web.tabs import StateTab, state_tabs

LABELS = {
    "payments.telephone_opened": _("Telephone of the payee opened"),
    "payments.check_made": _("Checked with the payee"),
    "payments.finding_opened": _("Checked with the payee: a finding was opened"),
    "payments.finding_closed": _("Finding closed"),
    "payments.check_handed_over": _("Check given to somebody else"),
}
TABS = (
    StateTab("open", pgettext_lazy("payment check", "To be checked"), (s.CHECK_OPEN,), is_hot=True),
    StateTab("findings", _("Findings to clear up"), (s.CHECK_FINDING,), is_hot=True),
    StateTab("done", _("Finished checks"), (s.CHECK_DONE, s.CHECK_ANSWERED)),
)
BY_CODE = {tab.code: tab for tab in TABS}
ORDERS = {"open": ["due_at", "id"], "findings": ["due_at", "id"], "done": ["-done_at", "-id"]}


def check_tabs(user: Any, current: StateTab, url: str) -> list[dict[str, Any]]:
    return state_tabs(PaymentCheck.objects.visible_to(user), TABS, current=current.code, url=url)


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
