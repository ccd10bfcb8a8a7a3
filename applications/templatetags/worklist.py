"""The lines of the worklist.

Written in Python: as a template, fifty lines of ten cells cost more than the rest of the page together (`make bench`).
How money, chips and deadlines look is still asked of web.templatetags.ui.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from applications.worklist_rows import CaseRow
from areas.deadlines import Light
from web.templatetags.ui import deadline_light, state_chip, ymd, yuan

register = template.Library()

LINE = """<tr{{ticked_row}}>
<td><input class="form-check-input" type="checkbox" name="id" value="{{id}}"{{ticked}}
 aria-label="{choose} {{reference}}"></td>
<td class="k-id"><a class="id" href="{list}{{reference}}/">{{reference}}</a></td>
<td class="nw k-name">{{name}}{{phone}}</td>
<td class="program k-name full">{{program}}</td>
<td class="nw k-more">{{area}}</td>
<td class="k-state end">{{state}}</td>
<td class="r num k-more" data-label="{amount}">{{amount}}</td>
<td class="k-due end">{{due}}</td>
<td class="nw k-more" data-label="{handler}">{{handler}}</td>
<td class="nw num k-more" data-label="{submitted}">{{submitted}}</td>
</tr>"""
DASH = "–"
TICKED = {"ticked": mark_safe(" checked"), "ticked_row": mark_safe(' class="sel"')}
NOT_TICKED = {"ticked": "", "ticked_row": ""}


@register.simple_tag
def worklist_lines(rows: Iterable[tuple[CaseRow, Light | None]], chosen: Collection[str], now: datetime) -> SafeString:
    """One line per case, each with its box, which is ticked for the `chosen` references.

    `rows` as the view makes them: a case and its deadline.
    """
    line = _line()
    nobody = format_html('<span class="muted">{}</span>', gettext("not assigned"))
    due = cache(lambda at, light: deadline_light(at, now, light.days))  # many cases are due at the end of one day
    cells = (
        {**_cells(row, nobody), **_ticks(row, chosen), "due": due(row.due, light) if light else DASH}
        for row, light in rows
    )
    return mark_safe("".join(_filled(line, each) for each in cells))  # noqa: S308 - every cell is escaped in _filled


def _line() -> SafeString:
    """The line in the reader's language, with places for what differs from row to row."""
    return format_html(
        LINE,
        list=reverse("applications:index"),
        choose=gettext("Choose"),
        amount=gettext("Amount (yuan)"),
        handler=gettext("Handler"),
        submitted=pgettext("time", "Submitted"),
    )


def _filled(line: str, cells: dict[str, object]) -> str:
    """format_html without its look for lazy texts, which was half the time of a line."""
    return line.format(
        **{name: cell if isinstance(cell, SafeString) else escape(str(cell)) for name, cell in cells.items()}
    )


def _cells(row: CaseRow, nobody: SafeString) -> dict[str, object]:
    return {
        "id": row.id,
        "reference": row.reference,
        "name": row.shown_name,
        "phone": _phone(row.shown_phone),
        "program": row.program,
        "area": row.area,
        "state": state_chip(row.status),
        "amount": yuan(row.shown_amount_fen) if row.shown_amount_fen else DASH,
        "handler": row.handler or nobody,
        "submitted": ymd(row.submitted_at),
    }


def _ticks(row: CaseRow, chosen: Collection[str]) -> dict[str, str]:
    return TICKED if row.reference in chosen else NOT_TICKED


def _phone(mask: str) -> SafeString | str:
    return format_html('<span class="sub num">{}</span>', mask) if mask else ""
