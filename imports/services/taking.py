"""Taking over: one line or one group at a time, each in its own savepoint, once whatever happens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _text

from imports.kinds import ImportKind, Line, import_kind
from imports.models import Import, ImportRow
from imports.selectors import pieces, taken_before
from imports.services.checking import lines_of
from workflow.machine import WorkflowError

READY = ImportRow.State.READY
DONE = (ImportRow.State.KNOWN, ImportRow.State.TAKEN)  # of a group that grew: only what is new is taken over


@transaction.atomic
def take_over_group(*, source: Import, first: ImportRow, by: Any, at: datetime) -> str:
    """Takes over the line `first`, or its whole group; returns "" or the sentence that says why not.

    The unique key is written before the service is called and in the same transaction: of two lists with the same
    person one waits for the other, and then learns what that became.
    """
    kind = import_kind(source.kind)
    rows = [row for row in _locked(source, first) if row.state not in DONE]
    if any(row.state != READY for row in rows):
        return _text("Other lines of the same group have to be corrected first.")
    lines = lines_of(source, kind, rows, by=by, at=at)
    key = kind.taken_key(lines, subject=source.subject, at=at)
    try:
        with transaction.atomic():
            ImportRow.objects.filter(pk=rows[0].pk).update(taken_key=key)
            result = kind.take_over(lines, subject=source.subject, by=by, at=at)
            _mark(rows, ImportRow.State.TAKEN, result=result)
    except IntegrityError:
        before = taken_before([key]).get(key)
        if before is None:  # it failed for another reason
            raise
        _mark(rows, ImportRow.State.KNOWN, result=before)
    except WorkflowError as refusal:
        return _refused(rows, kind, lines, str(refusal))
    return ""


def _locked(source: Import, first: ImportRow) -> list[ImportRow]:
    rows = source.rows.select_for_update(of=("self",)).order_by("number")
    return list(rows.filter(group=first.group) if first.group else rows.filter(pk=first.pk))


def _refused(rows: Sequence[ImportRow], kind: ImportKind, lines: Sequence[Line], sentence: str) -> str:
    _mark(rows, ImportRow.State.REFUSED, errors=[[kind.key_column, sentence]])
    return sentence


def _mark(rows: Sequence[ImportRow], state: Any, **changes: Any) -> None:
    for piece in pieces(row.pk for row in rows):
        ImportRow.objects.filter(pk__in=piece).update(state=state, rank=ImportRow.RANKS[state], **changes)
