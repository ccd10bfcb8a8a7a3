"""A move through a workflow together with the columns that belong to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from audit.models import Event
from workflow.machine import Workflow
from workflow.stateful import Stateful


def fire(
    workflow: Workflow,
    name: str,
    row: Stateful,
    *,
    by: Any,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Event:
    """The columns are saved before the state, because the database checks that a state has them.

    The caller holds the transaction and the lock. Raises what Workflow.fire raises.
    """
    workflow.check(name, row, by=by, at=at)
    for field, value in changes.items():
        setattr(row, field, value)
    if changes:
        row.save(update_fields=list(changes))
    return workflow.fire(name, row, by=by, at=at, data=data)
