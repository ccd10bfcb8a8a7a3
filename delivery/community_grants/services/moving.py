"""What every step of a grant does: lock, columns first, fire, the new deadline, the words that go with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from areas.deadlines import due_at
from delivery.community_grants import states
from delivery.community_grants.models import Grant, Statement
from delivery.community_grants.workflow import GRANT
from workflow.answers import Answer
from workflow.machine import NotAllowed, Refused

LANE = "grant"
DEADLINES = {
    states.SUBMITTED: "accept",
    states.RETURNED: "supplement",
    states.SUBDISTRICT_REVIEW: "prelim",
    states.SCORING: "final",
    states.AGREEMENT: "agreement",
    states.TRANCHE_1: "pay",
    states.MIDTERM: "midterm",
    states.TRANCHE_2: "pay",
    states.TRANCHE_3: "pay",
}


def locked(grant: Grant) -> Grant:
    rows = Grant.objects.select_for_update(of=("self",)).select_related("round__fund", "organisation", "area")
    return rows.get(pk=grant.pk)


def demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)


def demand_words(text: str, sentence: Any) -> str:
    """The trimmed text. Raises Refused with the sentence when there is none."""
    if not text.strip():
        raise Refused(sentence)
    return text.strip()


def move(
    grant: Grant, name: str, *, by: Any, at: datetime, data: Mapping[str, Any] | None = None, **changes: Any
) -> Grant:
    """Columns that the new state needs are written first: the database looks at the row as a whole."""
    GRANT.check(name, grant, by=by, at=at)
    target = GRANT.transitions[name].target
    key = DEADLINES.get(target)
    changes.setdefault("due_at", due_at(LANE, key, at) if key else None)
    for column, value in changes.items():
        setattr(grant, column, value)
    grant.save(update_fields=list(changes))
    GRANT.fire(name, grant, by=by, at=at, data=data)
    return grant


def say(grant: Grant, kind: str, text: str, *, by: Any, at: datetime, is_shared: bool = True) -> Statement:
    return Statement.objects.create(grant=grant, kind=kind, text=text.strip(), by=by, at=at, is_shared=is_shared)
