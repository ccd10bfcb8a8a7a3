"""How often a process rings, however much it commits."""

from collections.abc import Callable
from math import inf
from time import monotonic

PAUSE = 1.0  # seconds between two rings of one process


class Doorbell:
    """Rings at once, then at most once a second: whoever commits meanwhile relies on one ring that comes after him."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.latest = -inf  # when the latest ring sounds, perhaps in the future

    def seconds_to_ring(self) -> float | None:
        """How long from now somebody has to ring: 0 is at once. None when a ring is on its way that comes later."""
        now = self.clock()
        if self.latest > now:
            return None
        self.latest = max(now, self.latest + PAUSE)
        return self.latest - now
