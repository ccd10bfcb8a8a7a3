"""Which way an invented case went, and when. States that hold money are left out: they would need books to match."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from applications import states as s
from applications.workflow import WORKFLOW
from welfare_portal.population.history import Step

Road = tuple[str, ...]

OPEN_ROADS: dict[Road, int] = {
    ("submit",): 22,
    ("submit", "return"): 14,
    ("submit", "accept"): 12,
    ("submit", "accept", "start-verification"): 18,
    ("submit", "accept", "start-verification", "start-survey"): 18,
    ("submit", "accept", "start-verification", "start-survey", "finish-survey"): 16,
}
ENDED_ROADS: dict[Road, int] = {
    ("submit", "decline"): 45,
    ("submit", "withdraw"): 25,
    ("submit", "accept", "withdraw"): 10,
    ("submit", "accept", "start-verification", "reject-on-data"): 20,
}
NOT_JUDICIAL = {"start-survey", "finish-survey"}
BY_THE_FAMILY = {"submit", "withdraw"}
LONGEST_PAUSE = 9 * 24 * 60  # minutes between two steps


def road(rng: Random, *, is_open: bool, is_judicial: bool) -> Road:
    roads = OPEN_ROADS if is_open else ENDED_ROADS
    chosen = rng.choices(list(roads), weights=list(roads.values()))[0]
    return tuple(name for name in chosen if not (is_judicial and name in NOT_JUDICIAL))


def steps_of(
    names: Road, rng: Random, submitted_at: datetime, until: datetime, clerk: int | None, entered_by: int | None
) -> Iterator[Step]:
    """The moves of the workflow's own table, some days apart, none after `until`."""
    state, at = s.DRAFT, submitted_at
    for name in names:
        move = WORKFLOW.transitions[name]
        data = {"entered_by": entered_by} if name == "submit" else {}
        actor = None if name in BY_THE_FAMILY else clerk
        yield Step(name, move.event, state, move.target, at, actor, data)
        state, at = move.target, min(until, at + timedelta(minutes=rng.randrange(60, LONGEST_PAUSE)))
