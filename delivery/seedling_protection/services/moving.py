"""What the services share: asking, locking, and moving a row with what its new state needs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from workflow.answers import Answer
from workflow.machine import NotAllowed, Workflow
from workflow.stateful import Stateful

Row = TypeVar("Row", bound=models.Model)


def demand(answer: Answer) -> None:
    """Raises NotAllowed with the sentence."""
    if not answer:
        raise NotAllowed(answer.reason)


def locked(row: Row, *related: str) -> Row:
    """The row as it is now, held until the end of the transaction."""
    rows = type(row)._default_manager.select_for_update(of=("self",))
    return rows.select_related(*related).get(pk=row.pk) if related else rows.get(pk=row.pk)


def move(
    workflow: Workflow,
    name: str,
    row: Stateful,
    *,
    by: Any,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Needs the lock of the row; `changes` are written first, because the database looks at the row when it moves.

    Raises what Workflow.fire raises.
    """
    workflow.check(name, row, by=by, at=at)
    for column, value in changes.items():
        setattr(row, column, value)
    if changes:
        row.save(update_fields=list(changes))
    workflow.fire(name, row, by=by, at=at, data=data)
