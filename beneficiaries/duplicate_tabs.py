"""The tabs above the list of possible duplicates."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beneficiaries.duplicate_workflow import DIFFERENT, LATER, MERGED, OPEN
from beneficiaries.models import DuplicatePair


@dataclass(frozen=True)
class Tab:
    code: str
    label: str | Promise
    states: tuple[str, ...]
    is_hot: bool = False


TABS = (
    Tab("open", _("To be decided"), (OPEN,), is_hot=True),
    Tab("later", _("Put off"), (LATER,)),
    Tab("merged", _("Merged"), (MERGED,)),
    Tab("different", _("Two people"), (DIFFERENT,)),
)
BY_CODE = {tab.code: tab for tab in TABS}


def tab_links(user: Any, current: Tab, url: str) -> list[dict[str, Any]]:
    """For the tabs component; one query counts them all."""
    pairs = DuplicatePair.objects.visible_to(user).values_list("state").annotate(n=Count("pk")).order_by()
    counts = dict(pairs)
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
