"""The way from a figure of a published table to its lines, on the pages of whoever may trace."""

from typing import Any

from django import template
from django.urls import reverse

from disclosure.drilling import columns_of
from disclosure.tables import Field, Table

register = template.Library()
OF_VOUCHERS = ("donations", "spending")  # lists in which each row is one voucher


@register.simple_tag(takes_context=True)
def drill_link(context: Any, table: Table, field: Field, key: str) -> str:
    """The address, or "" for everybody else, in a report and for a figure without lines of its own."""
    if not (context.get("may_trace") and key):
        return ""
    if table.form.code in OF_VOUCHERS:
        return reverse("disclosure:voucher", args=[key])
    if field.code not in columns_of(table.form.code):
        return ""
    address = reverse("disclosure:cell", args=[table.form.code, field.code, key])
    return f"{address}?year={context['year_text']}"
