"""Tabs over a list that is divided by state."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class StateTab:
    """`is_hot`: what stands there waits for somebody."""

    code: str
    label: str | Promise
    states: Collection[str]
    is_hot: bool = False


def state_tabs(rows: QuerySet, tabs: Iterable[StateTab], *, current: str, url: str) -> list[dict[str, Any]]:
    """For the tabs component; one query counts the rows of all tabs by their field `state`."""
    counts = Counter(dict(rows.order_by().values_list("state").annotate(n=Count("pk"))))
    return [
        {
            "label": tab.label,
            "url": f"{url}?tab={tab.code}",
            "count": (count := sum(counts[state] for state in tab.states)),
            "is_current": tab.code == current,
            "is_hot": tab.is_hot and count > 0,
        }
        for tab in tabs
    ]
