"""When each task of the beat schedule last ran, and how it ended. A memory for people; nothing depends on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

KEY = "beat-ran"
NOTED_EVERY = timedelta(seconds=20)  # doorbells ring the same tasks many times a minute
_noted: dict[str, datetime] = {}


@dataclass(frozen=True)
class Run:
    at: datetime
    succeeded: bool


def note(task: str, *, succeeded: bool, at: datetime) -> None:
    """A failure is always noted, a success at most every `NOTED_EVERY` per process."""
    before = _noted.get(task)
    if succeeded and before is not None and at - before < NOTED_EVERY:
        return
    _noted[task] = at
    cache.set(f"{KEY}:{task}", (at.isoformat(), succeeded), timeout=None)


def last_runs(tasks: list[str]) -> dict[str, Run]:
    """Tasks that were never seen to run are left out."""
    found = cache.get_many([f"{KEY}:{task}" for task in tasks])
    return {
        key.removeprefix(f"{KEY}:"): Run(datetime.fromisoformat(at), succeeded)
        for key, (at, succeeded) in found.items()
    }
