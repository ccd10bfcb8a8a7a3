"""One transition of many rows, with a constant number of queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from audit.recording import Entry, Move, record_all
from workflow.machine import Stale, Workflow
from workflow.stateful import Stateful


def fire_each(workflow: Workflow, name: str, objects: Sequence[Stateful], *, by: Any, at: datetime) -> None:
    """Like `Workflow.fire` for each of `objects`, rows of one model that the caller has locked: all or none.

    Raises what `fire` raises, for the first row that may not move.
    """
    if not objects:
        return
    entries = []
    for obj in objects:
        transition = workflow.check(name, obj, by=by, at=at)
        move = Move(name, obj.state, transition.target, obj.version + 1)
        entries.append(Entry(transition.event, obj, move=move))
    record_all(entries, by=by, at=at)
    target = workflow.transitions[name].target
    same = type(objects[0])._base_manager.filter(
        pk__in=[obj.pk for obj in objects], state__in=workflow.transitions[name].sources
    )
    if same.update(state=target, version=F("version") + 1, state_since=at) != len(objects):
        raise Stale(workflow.states[objects[0].state].label)
    for obj in objects:
        obj.state, obj.version, obj.state_since = target, obj.version + 1, at
