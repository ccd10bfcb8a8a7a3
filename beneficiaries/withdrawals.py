"""What else ends when a consent is taken back: told to the apps above, which know what rested on it."""

from collections.abc import Callable
from datetime import datetime

from beneficiaries.models import Person

Follower = Callable[[Person, datetime], None]
_followers: dict[str, list[Follower]] = {}


def follow_withdrawals(purpose: str, follower: Follower) -> None:
    """From an app above, once, when it is ready. The follower runs in the transaction of the withdrawal."""
    known = _followers.setdefault(purpose, [])
    if follower not in known:
        known.append(follower)


def tell_followers(purpose: str, person: Person, *, at: datetime) -> None:
    for follower in _followers.get(purpose, []):
        follower(person, at)
