"""The tabs above the list of batches: where each batch waits, and for whom."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments import states as s
from payments.models import PaymentBatch


@dataclass(frozen=True)
class Tab:
    """`is_hot`: somebody has to act on what is in it."""

    code: str
    label: str | Promise
    states: tuple[str, ...]
    is_hot: bool = False


TABS = (
    Tab("open", _("Being made"), (s.OPEN,), is_hot=True),
    Tab("to-check", _("To check"), (s.LOCKED,), is_hot=True),
    Tab("to-release", _("To release"), (s.APPROVED,), is_hot=True),
    Tab("with-the-bank", _("With the bank"), (s.RELEASED,)),
    Tab("finished", _("Finished"), (s.FINISHED, s.PARTLY_FINISHED)),
    Tab("filed", _("Filed or aborted"), (s.CLOSED, s.ABORTED)),
    Tab(
        "all", _("All"), (s.OPEN, s.LOCKED, s.APPROVED, s.RELEASED, s.FINISHED, s.PARTLY_FINISHED, s.CLOSED, s.ABORTED)
    ),
)
BY_CODE = {tab.code: tab for tab in TABS}
DEFAULT = BY_CODE["all"]


def tab_links(user: Any, current: Tab, url: str) -> list[dict[str, Any]]:
    """For the tabs component; one query counts them all."""
    counts = dict(PaymentBatch.objects.visible_to(user).values_list("state").annotate(n=Count("pk")).order_by())
    return [
        {
            "label": tab.label,
            "url": f"{url}?tab={tab.code}",
            "count": (count := sum(counts.get(state, 0) for state in tab.states)),
            "is_current": tab == current,
            "is_hot": tab.is_hot and count > 0,
        }
        for tab in TABS
    ]
