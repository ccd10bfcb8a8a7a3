"""The tabs above the list of batches: where each batch waits, and for whom."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from payments import states as s
from payments.models import PaymentBatch
from web.tabs import StateTab, state_tabs

TABS = (
    StateTab("open", _("Being made"), (s.OPEN,), is_hot=True),
    StateTab("to-check", _("To check"), (s.LOCKED,), is_hot=True),
    StateTab("to-release", _("To release"), (s.APPROVED,), is_hot=True),
    StateTab("with-the-bank", _("With the bank"), (s.RELEASED,)),
    StateTab("finished", _("Finished"), (s.FINISHED, s.PARTLY_FINISHED)),
    StateTab("filed", _("Filed or aborted"), (s.CLOSED, s.ABORTED)),
    StateTab(
        "all", _("All"), (s.OPEN, s.LOCKED, s.APPROVED, s.RELEASED, s.FINISHED, s.PARTLY_FINISHED, s.CLOSED, s.ABORTED)
    ),
)
BY_CODE = {tab.code: tab for tab in TABS}
DEFAULT = BY_CODE["all"]


def tab_links(user: Any, current: StateTab, url: str) -> list[dict[str, Any]]:
    return state_tabs(PaymentBatch.objects.visible_to(user), TABS, current=current.code, url=url)
