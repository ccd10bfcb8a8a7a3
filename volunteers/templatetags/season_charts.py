"""Charts of figures with long names: one bar under another, so that each name fits, also on a phone."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.text import slugify

register = template.Library()
WIDTH, STEP, FIRST_TEXT = 360, 40, 14
BAR_TOP, BAR_HEIGHT, LONGEST = 20, 12, 290


@register.inclusion_tag("volunteers/_row_chart.html")
def row_chart(bars: Iterable[tuple[str, float, str]], code: str, title: str) -> dict[str, Any]:
    """`bars`: (label, number, text of the number). Nothing is drawn when no bar has a length."""
    rows = list(bars)
    highest = max((number for _label, number, _text in rows), default=0)
    return {
        "id": f"chart-{slugify(code)}",
        "title": title,
        "width": WIDTH,
        "height": len(rows) * STEP,
        "bars": [_bar(place, label, number / highest, text) for place, (label, number, text) in enumerate(rows)]
        if highest > 0
        else [],
    }


def _bar(place: int, label: str, share: float, text: str) -> dict[str, Any]:
    """A total of the ledger may be negative in a month of corrections; it has no bar then."""
    length = round(max(share, 0) * LONGEST, 1)
    top = place * STEP
    return {
        "label": label,
        "text": text,
        "label_y": top + FIRST_TEXT,
        "bar_y": top + BAR_TOP,
        "text_y": top + BAR_TOP + BAR_HEIGHT - 1,
        "text_x": length + 6,
        "length": length,
    }
