"""A report as PDF. Papers of the federation are in Chinese; the same report gives the same bytes."""

from django.utils.timezone import localdate
from django.utils.translation import override

from disclosure.freezing import first_parts
from disclosure.models import Pack
from disclosure.policy import organisation_on
from disclosure.tables import Field, Table
from web import federation
from web.letter_dates import day_in_letters
from web.spreadsheet import Kind
from web.templatetags.ui import yuan
from web.typeset import pdf

ON_PAPER = 100  # rows of a list; all of them are in its file


def report_pdf(pack: Pack) -> bytes:
    with override("zh-hans"):
        day = localdate(pack.published_at or pack.prepared_at)
        organisation = organisation_on(day)
        values = {
            "federation": organisation.name_zh if organisation else federation.name(),
            "registration_no": organisation.registration_no if organisation else "",
            "title": pack.title,
            "version": str(pack.version),
            "note": pack.note,
            "digest": pack.digest,
            "is_published": pack.published_at is not None,
            "day": day_in_letters(day),
            "as_of": day_in_letters(localdate(pack.prepared_at)),
            "tables": [_table(table) for table in first_parts(pack, ON_PAPER)],
        }
        return pdf("disclosure_report.typ", values, at=pack.published_at or pack.prepared_at)


def _table(table: Table) -> dict[str, object]:
    return {
        "title": str(table.form.title),
        "columns": [f"{f.title}（{f.unit}）" if f.unit else str(f.title) for f in table.form.fields],
        "numbers": [f.is_number for f in table.form.fields],
        "left_out": max(table.in_all - len(table.rows), 0),
        "rows": [[_cell(field, value) for field, value in line] for line in table.lines],
    }


def _cell(field: Field, value: object) -> str:
    if value is None:
        return "不公开"
    if field.kind is Kind.YUAN and isinstance(value, int):
        return yuan(value)
    return str(value)
