"""Charts of published tables."""

from typing import Any

from django import template

from disclosure.tables import Table
from web.templatetags.row_bars import row_bars
from web.templatetags.ui import yuan

register = template.Library()


@register.inclusion_tag("_components/_row_bars.html")
def row_chart(table: Table) -> dict[str, Any]:
    """The figures of a table as bars; the table itself stands beside it."""
    bars = ((name, value, yuan(value) if table.bars_are_money else f"{value:,}") for name, value in table.bars)
    return row_bars(bars, table.form.chart.title)
