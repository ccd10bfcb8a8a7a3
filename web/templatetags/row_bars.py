"""Charts of named things: one bar below the other, because names of funds, schemes and channels are long."""

from collections.abc import Iterable
from typing import Any
from zlib import crc32

from django import template

register = template.Library()

WHOLE, MOST = 100, 30  # the longest bar is that wide in its own drawing, which is as wide as the screen lets it


@register.inclusion_tag("_components/_row_bars.html")
def row_bars(bars: Iterable[tuple[str, int, str]], title: Any) -> dict[str, Any]:
    """`bars`: (name, number, text of the number). Nothing below zero has a bar.

    Names and figures are text of the page, so that they keep their size on a phone; only the bars are drawn.
    """
    rows = [bar for bar in bars if bar[1]][:MOST]
    highest = max((number for _name, number, _text in rows), default=0)
    return {
        "id": f"chart-{crc32(str(title).encode()):08x}",
        "title": title,
        "bars": [{"name": name, "value": text, "length": _length(number, highest)} for name, number, text in rows],
    }


def _length(number: int, highest: int) -> str:
    return f"{max(number, 0) * WHOLE / highest:.1f}" if highest > 0 else "0"
