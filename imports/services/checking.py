"""Judging lines: each column by itself, then lines against each other and against what the portal knows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from imports.kinds import Column, ImportKind, Line, import_kind
from imports.models import Import, ImportRow
from imports.selectors import first_numbers, pieces, texts_of
from imports.services.staging import set_texts
from protection.access import AccessContext
from workflow.machine import Refused

PURPOSE = "import_check"
OPEN = tuple(ImportRow.State(name) for name in ("unchecked", "wrong", "ready", "blocked", "refused"))


@transaction.atomic
def check_rows(*, source: Import, rows: Sequence[ImportRow], by: Any, at: datetime) -> None:
    """Judges these lines and all that belong to their groups; the sentences are in the language now shown."""
    kind = import_kind(source.kind)
    rows = _with_their_groups(source, rows)
    lines = lines_of(source, kind, rows, by=by, at=at)
    _mark_repeated(source, kind, lines)
    kind.judge(lines, subject=source.subject, by=by, at=at)
    _keep(rows, lines)


@transaction.atomic
def correct_row(*, row: ImportRow, changes: Mapping[str, str], by: Any, at: datetime) -> ImportRow:
    """Puts other texts into cells of a line and judges it again, with the lines that it resembled or resembles now.

    Raises Refused once the line was taken over.
    """
    source = Import.objects.select_for_update(of=("self",)).get(pk=row.source_id)
    row = source.rows.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state not in OPEN or source.emptied_at is not None:
        raise Refused(_("This line was taken over already, so it is not changed here any more."))
    kind = import_kind(source.kind)
    touched = Q(pk=row.pk) | _like(row)
    access = AccessContext(by=by, purpose=PURPOSE, at=at)
    texts = texts_of(source, [row], access)[row.pk]
    cells = {column.code: column.cell for column in kind.columns(source.subject)}
    new = {code: cells[code].text(text) for code, text in changes.items() if code in cells}
    set_texts(row, kind, {**texts, **new})
    row.save(update_fields=["cells", "key", "group"])
    record("imports.row_corrected", subject=source, by=by, at=at, data={"row": row.number, "columns": sorted(new)})
    again = source.rows.filter(touched | _like(row)).filter(state__in=OPEN)
    check_rows(source=source, rows=list(again), by=by, at=at)
    return source.rows.get(pk=row.pk)


def lines_of(source: Import, kind: ImportKind, rows: Sequence[ImportRow], *, by: Any, at: datetime) -> list[Line]:
    """The lines with what each column says by itself."""
    texts = texts_of(source, rows, AccessContext(by=by, purpose=PURPOSE, at=at))
    columns = kind.columns(source.subject)
    missing = _text("This is missing.")
    lines = []
    for row in rows:
        line = Line(number=row.number, texts=texts[row.pk], key=row.key, group=row.group)
        for column in columns:
            _read(line, column, missing)
        lines.append(line)
    return lines


def _read(line: Line, column: Column, missing: str) -> None:
    text = line.texts.get(column.code, "")
    if not text:
        line.values[column.code] = ""
        if column.required:
            line.wrong(column.code, missing)
        return
    try:
        line.values[column.code] = column.cell.clean(text)
    except ValidationError as error:
        line.wrong(column.code, error.messages[0])


def _mark_repeated(source: Import, kind: ImportKind, lines: Sequence[Line]) -> None:
    """The first of several equal lines is right; the later ones say where it stands."""
    first = first_numbers(source, [line.key for line in lines if line.key])
    for line in lines:
        if line.key and first[line.key] < line.number:
            words = _text("The same stands in row %(row)d already.") % {"row": first[line.key]}
            line.wrong(kind.key_column, words)


def _with_their_groups(source: Import, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """And the lines beside a group that name none: one of them may belong to it."""
    groups = {row.group for row in rows if row.group}
    if not groups:
        return list(rows)
    have = {row.pk: row for row in rows}
    for piece in pieces(groups):
        have |= {row.pk: row for row in source.rows.filter(group__in=piece, state__in=OPEN)}
    numbers = {row.number for row in have.values()}
    for piece in pieces({number + step for number in numbers for step in (-1, 1)} - numbers):
        beside = source.rows.filter(group__isnull=True, number__in=piece, state__in=OPEN)
        have |= {row.pk: row for row in beside}
    return sorted(have.values(), key=lambda row: row.number)


def _like(row: ImportRow) -> Q:
    """Lines with the same key or of the same group."""
    found = Q(pk__in=[])
    if row.key:
        found |= Q(key=row.key)
    if row.group:
        found |= Q(group=row.group)
    return found


def _keep(rows: Sequence[ImportRow], lines: Sequence[Line]) -> None:
    """Lines without errors some hundred at once, the others one by one."""
    with_errors = {line.group for line in lines if line.group and line.errors and not line.known_as}
    right: dict[str, list[int]] = {ImportRow.State.READY: [], ImportRow.State.BLOCKED: []}
    for row, line in zip(rows, lines, strict=True):
        if not line.errors and not line.known_as:
            right[ImportRow.State.BLOCKED if line.group in with_errors else ImportRow.State.READY].append(row.pk)
            continue
        state = ImportRow.State.KNOWN if line.known_as else ImportRow.State.WRONG
        ImportRow.objects.filter(pk=row.pk, state__in=OPEN).update(
            state=state,
            rank=ImportRow.RANKS[state],
            errors=[] if line.known_as else [list(error) for error in line.errors],
            result=line.known_as,
        )
    for name, found in right.items():
        for piece in pieces(found):
            ImportRow.objects.filter(pk__in=piece, state__in=OPEN).update(
                state=name, rank=ImportRow.RANKS[name], errors=[], result=""
            )
