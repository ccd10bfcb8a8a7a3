"""How every row of this app moves: what the new state needs is written first, because the database looks at the row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.machine import Workflow
from workflow.stateful import Stateful


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
    """Needs the lock of the row. Raises what Workflow.fire raises."""
    workflow.check(name, row, by=by, at=at)
    for column, value in changes.items():
        setattr(row, column, value)
    if changes:
        row.save(update_fields=list(changes))
    workflow.fire(name, row, by=by, at=at, data=data)
