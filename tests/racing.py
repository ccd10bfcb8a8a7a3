"""Many callers at the same moment, each in its own thread with its own database connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


def race(calls: int, act: Callable[[int], Any], *, at_once: int = 50) -> list[Any]:
    """Runs `act(0)` … `act(calls - 1)`, `at_once` of them at a time, the first ones released together.

    Returns one entry per call, in order: what it returned, or the exception it raised. Use it with `transactional_db`.
    """
    start = threading.Barrier(min(calls, at_once))
    waited = threading.local()

    def attempt(number: int) -> Any:
        if not hasattr(waited, "once"):
            waited.once = True
            start.wait(30)
        try:
            return act(number)
        except Exception as problem:  # noqa: BLE001 - the test looks at what each caller got
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(min(calls, at_once)) as pool:
        return list(pool.map(attempt, range(calls)))
