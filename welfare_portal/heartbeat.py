"""When beat and a worker were last seen to work together."""

from datetime import datetime, timedelta

from django.core.cache import cache

KEY = "beat-heartbeat"


def note(*, at: datetime) -> None:
    cache.set(KEY, at.isoformat(), timeout=None)


def age(*, at: datetime) -> timedelta | None:
    """None when no heartbeat was ever seen."""
    seen = cache.get(KEY)
    return at - datetime.fromisoformat(seen) if seen else None
