"""The audit events of rows that are written in bulk: each chain whole, each move with its version."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from audit.models import Event
from audit.recording import GENESIS, event_hash, stream_of


@dataclass(frozen=True)
class Step:
    """One move, or without `to_state` an event that moves nothing. The n-th move of a row leads to its version n."""

    transition: str
    code: str
    from_state: str
    to_state: str
    at: datetime
    actor_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def chain(subject: models.Model, steps: Iterable[Step]) -> list[Event]:
    """The events of a new row, not saved; they have to be written before the row itself."""
    events: list[Event] = []
    stream, label = stream_of(subject), subject._meta.label_lower
    version = 0
    for number, step in enumerate(steps, start=1):
        version += bool(step.to_state)
        event = Event(
            stream=stream,
            seq=number,
            code=step.code,
            at=step.at,
            actor_id=step.actor_id,
            subject_type=label,
            subject_id=subject.pk,
            transition=step.transition,
            from_state=step.from_state,
            to_state=step.to_state,
            version=version if step.to_state else None,
            data=step.data,
            prev_hash=events[-1].hash if events else GENESIS,
        )
        event.hash = event_hash(event)
        events.append(event)
    return events
