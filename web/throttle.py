"""Forms that anybody may send: not more often than so many times within an hour of the clock."""

import time

from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600  # seconds


def is_within(request: HttpRequest, what: str, per_hour: int) -> bool:
    """Counts this try; False once there were too many. `what` names the form."""
    return counts_within(of_address(request, what), per_hour)


def counts_within(key: str, per_hour: int) -> bool:
    """The same for anything that has a name, wherever the tries come from."""
    return count(key) <= per_hour


def of_address(request: HttpRequest, what: str) -> str:
    """The name under which tries from the address of the request are counted."""
    return f"{what}:{request.META.get('REMOTE_ADDR', '')}"


def count(key: str) -> int:
    """Counts one try and gives how many there were within the hour."""
    name = _of_this_hour(key)
    cache.add(name, 0, HOUR)
    try:
        tries = cache.incr(name)
    except ValueError:  # thrown out between the two, because the cache is full
        return 1
    cache.touch(name, HOUR)  # the cache in the database forgets after five minutes what it counts up
    return tries


def tries_of(key: str) -> int:
    """How many were counted within the hour, without counting."""
    return int(cache.get(_of_this_hour(key)) or 0)


def _of_this_hour(key: str) -> str:
    return f"{key}:{int(time.time() // HOUR)}"
