"""Template tags and filters of the look: icons, chips, money, deadlines, charts, tables. Built in: no {% load %}.

Money goes in as fen (an integer, 1/100 yuan). Nothing here knows about welfare; a State or a form is read by its
attributes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext_lazy, pgettext

from web import federation
from web.letter_dates import day_in_letters
from web.names import masked

register = template.Library()

SPRITE = "vendor/bootstrap-icons-1.13.2/icons.svg"

# The glyph carries the meaning together with the word; colour comes last (ui.md §4).
CHIP_ICONS = {
    "draft": "pencil",
    "submitted": "circle",
    "review": "circle-half",
    "need": "exclamation-triangle-fill",
    "approved": "check-lg",
    "paid": "cash-coin",
    "rejected": "x-circle-fill",
    "closed": "archive",
}


# --- Who runs the portal (needs no context: error pages show it too) --------------------------------------------------

register.simple_tag(federation.name, name="federation_name")
register.simple_tag(federation.other_name, name="federation_other_name")
register.simple_tag(federation.short_name, name="federation_short_name")
register.simple_tag(federation.address, name="federation_address")
register.simple_tag(federation.motto, name="federation_motto")


# --- Icons, chips ---------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Decoration by default; with a label it speaks."""
    if label:
        href = f"{_sprite()}#{name}"
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return _silent_icon(name)


@cache
def _silent_icon(name: str) -> SafeString:
    """Kept, because a list of fifty rows shows a hundred of the same few."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}"></use></svg>', f"{_sprite()}#{name}")


@cache
def _sprite() -> str:
    return static(SPRITE)


@register.simple_tag
def state_chip(state: Any, public: bool = False) -> SafeString:
    """The chip of a workflow State: glyph, word, colour. `public=True` says it in the applicant's words."""
    return _chip(state.chip, str(state.public_label if public else state.label))


@register.simple_tag
def chip(kind: str, label: str) -> SafeString:
    """A chip that is no workflow state: {% chip "approved" _("Signed up") %}."""
    return _chip(kind, str(label))


@lru_cache(maxsize=1000)
def _chip(kind: str, label: str) -> SafeString:
    return format_html('<span class="st st-{}">{}{}</span>', kind, icon(CHIP_ICONS.get(kind, "circle-half")), label)


# --- Money, names, dates --------------------------------------------------------------------------------------------


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan with two decimals: 123450 → 1,234.50. Nothing for None."""
    return "" if fen is None else f"{Decimal(fen) / 100:,.2f}"


@register.filter
def wan(fen: int | None) -> str:
    """A large sum in words for a headline, never for a receipt: 88600000 → 88.60万元; below 1万元 exact."""
    if fen is None:
        return ""
    if (get_language() or "").startswith("zh"):
        return f"{Decimal(fen) / 1_000_000:,.2f}万元" if abs(fen) >= 1_000_000 else f"{yuan(fen)}元"
    return f"CNY {yuan(fen)}"


@register.filter
def plain(number: Decimal | None) -> str:
    """A quantity without zeros behind it: 50.00 → 50, 12.3400 → 12.34."""
    return "" if number is None else f"{number.normalize():f}"


@register.filter
def masked_name(name: str) -> str:
    """张演一 → 张**, 欧阳示 → 欧阳*: what a public notice may show of a name."""
    return masked(name)


@register.filter
def ymd(moment: date | datetime | None) -> str:
    """2026-11-23, for tables."""
    return "" if moment is None else local_day(moment).isoformat()


@register.filter
def in_text(moment: date | datetime | None) -> str:
    """2026年11月23日, or 23 November 2026: for sentences and letters."""
    if moment is None:
        return ""
    if (get_language() or "").startswith("zh"):
        return day_in_letters(moment)
    return date_format(local_day(moment), "j F Y")


@register.filter
def ymd_hm(moment: datetime | None) -> str:
    """2026-11-23 14:05, for tables and timelines."""
    return "" if moment is None else timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


@register.filter
def hours(minutes: int | None) -> str:
    """Minutes as hours with one decimal at most: 90 → 1.5, 120 → 2."""
    return "" if minutes is None else f"{Decimal(minutes) / 60:.1f}".removesuffix(".0")


def local_day(moment: date | datetime) -> date:
    """In the portal's one time zone; nothing activates another, so a long list need not ask for it at each date."""
    zone = timezone.get_default_timezone()
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


SOON = 2  # days
DAYS_LEFT = ngettext_lazy("%d day left", "%d days left")
DAYS_OVERDUE = ngettext_lazy("%d day overdue", "%d days overdue")
WORKING_DAYS_LEFT = ngettext_lazy("%d working day left", "%d working days left")
WORKING_DAYS_OVERDUE = ngettext_lazy("%d working day overdue", "%d working days overdue")


@dataclass(frozen=True)
class Light:
    """A deadline in words; `tone` is late, soon or calm."""

    tone: str
    day: str
    words: str


def light(due: date | datetime, now: date | datetime, left: int | None) -> Light:
    """`left` counts working days: below zero when overdue."""
    on, today = local_day(due), local_day(now)
    return light_of(on, today, left, has_passed(due, now, on < today))


def has_passed(due: date | datetime, now: date | datetime, by_day: bool) -> bool:
    return due < now if isinstance(due, datetime) and isinstance(now, datetime) else by_day


def light_of(on: date, today: date, left: int | None, passed: bool) -> Light:
    day = on.strftime("%m-%d") if on.year == today.year else on.isoformat()
    if passed:
        return Light("late", day, overdue_words((today - on).days, left))
    if on == today:
        return Light("soon", day, gettext("due today"))
    remaining = left or (on - today).days
    words = WORKING_DAYS_LEFT if left else DAYS_LEFT
    return Light("soon" if remaining <= SOON else "calm", day, words % remaining)


def overdue_words(days: int, left: int | None) -> str:
    if left:
        return WORKING_DAYS_OVERDUE % abs(left)
    return DAYS_OVERDUE % days if days else gettext("overdue since today")


@register.simple_tag
def deadline_light(due_at: date | datetime | None, now: date | datetime, left: int | None = None) -> SafeString:
    """When it is due, and in words how that stands today.

    Counts calendar days; with `left` (areas.deadlines.Light.days) it says working days.
    """
    if due_at is None:
        return format_html('<span class="due calm">{}</span>', pgettext("deadline", "none"))
    on, today = local_day(due_at), local_day(now)
    return _light(on, today, left, has_passed(due_at, now, on < today), get_language() or "")


@lru_cache(maxsize=1000)
def _light(on: date, today: date, left: int | None, passed: bool, _language: str) -> SafeString:
    """Kept: deadlines end with the day, so the rows of a list share a few of them."""
    it = light_of(on, today, left, passed)
    mark = icon("exclamation-triangle-fill") if it.tone == "late" else ""
    return format_html(
        '<span class="due {}">{}<span class="num">{}</span> <span class="sub">{}</span></span>',
        *(it.tone, mark, it.day, it.words),
    )


# --- Charts ---------------------------------------------------------------------------------------------------------

BAR_STEP, BAR_WIDTH, CHART_HEIGHT, BASELINE, TALLEST = 52, 34, 190, 160, 132
CHART_WIDTH = 12 * BAR_STEP  # at least: a year of months; three bars stand wider apart and keep the size of their text
DIGIT_WIDTH = 8  # of a bold figure of 12 px, with some air


def step_of(series: Sequence[tuple[str, float]]) -> float:
    """The distance of two bars: wide enough for their figures, and for the whole chart to keep its size."""
    longest = max((len(_figure(value)) for _label, value in series), default=0)
    return max(BAR_STEP, longest * DIGIT_WIDTH, CHART_WIDTH / max(len(series), 1))


def _figure(value: float) -> str:
    """A float is money and has its cents; a count has none."""
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"


def bars_of(series: Sequence[tuple[str, float]]) -> list[dict[str, object]]:
    step = step_of(series)
    highest = max((value for _label, value in series), default=0) or 1
    bars = []
    for place, (label, value) in enumerate(series):
        height = round(value / highest * TALLEST, 1)
        bars.append(
            {
                "label": label,
                "value": _figure(value),
                "x": place * step + (step - BAR_WIDTH) / 2,
                "y": BASELINE - height,
                "height": height,
                "middle": place * step + step / 2,
                "above": BASELINE - height - 6,
            }
        )
    return bars


@register.inclusion_tag("_components/_bar_chart.html")
def bar_chart(series: Iterable[tuple[str, float]], title: str, label: str = "") -> dict[str, object]:
    """An SVG bar chart of (label, number) pairs, the last one emphasised, with the same numbers as a table below."""
    pairs = [(str(text), number) for text, number in series]
    return {
        "id": f"chart-{crc32(str(title).encode()):08x}",
        "title": title,
        "label": label or gettext("Month"),
        "bars": bars_of(pairs),
        "width": max(len(pairs), 1) * step_of(pairs),
        "height": CHART_HEIGHT,
        "baseline": BASELINE,
    }


@register.inclusion_tag("_components/_meter.html")
def meter(taken: int, capacity: int) -> dict[str, object]:
    """How full a shift is: the places left in words, and up to twelve segments that say it again."""
    segments = min(capacity, 12)
    filled = round(taken / capacity * segments) if capacity else 0
    return {
        "left": max(capacity - taken, 0),
        "taken": taken,
        "capacity": capacity,
        "segments": [place < filled for place in range(segments)],
    }


# --- Forms ----------------------------------------------------------------------------------------------------------


def anchor_of(field: BoundField) -> str:
    """The id that a link to the field must name; groups of radios and boxes have none of their own (ui.md §5)."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.inclusion_tag("_components/_error_summary.html")
def field_errors_summary(form: BaseForm) -> dict[str, object]:
    """The box above a form that says what to correct, focused on load, each line a link to its field."""
    lines = [
        {"anchor": anchor_of(field), "label": field.label, "error": error}
        for field in form
        for error in field.errors
        if not field.is_hidden
    ]
    hidden = [error for field in form.hidden_fields() for error in field.errors]
    general = [*form.non_field_errors(), *hidden]
    return {"lines": lines, "general": general, "count": len(lines) + len(general)}


# --- Links ----------------------------------------------------------------------------------------------------------

CURRENT_PAGE = mark_safe('aria-current="page"')
INSIDE = mark_safe('aria-current="true"')
NOT_HERE = mark_safe("")


@register.simple_tag(takes_context=True)
def query_replace(context: Context, **changes: Any) -> str:
    """The query string of this page with some values changed; None or "" removes one. Always starts with "?"."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return "?" + query.urlencode()


@register.inclusion_tag("_components/_sort_th.html", takes_context=True)
def sort_th(context: Context, field: str, label: str, css: str = "") -> dict[str, object]:
    """A table head that sorts: `?sort=field`, again for `?sort=-field`. Going to the first page of the new order."""
    current = context["request"].GET.get("sort", "")
    direction = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    wanted = f"-{field}" if direction == "ascending" else field
    href = query_replace(context, sort=wanted, after=None, before=None)
    return {"label": label, "direction": direction, "href": href, "css": css, "path": context["request"].path}


@register.simple_tag(takes_context=True)
def here(context: Context, path: str) -> SafeString:
    """aria-current for a menu link: the page itself, or a page below it that no other link of the menu is nearer to."""
    current = getattr(context.get("request"), "path", "")
    if current == path:
        return CURRENT_PAGE
    nearer = (item.path for item in context.get("items", ()) if item.path.startswith(path) and item.path != path)
    if path == "/" or any(current.startswith(other) for other in nearer):
        return NOT_HERE
    return INSIDE if current.startswith(path) else NOT_HERE
