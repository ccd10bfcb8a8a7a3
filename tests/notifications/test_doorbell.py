"""A process that commits a thousand times a second rings twice."""

from notifications.doorbell import Doorbell


def rings(*moments: float) -> list[float | None]:
    """For commits at these moments: how many seconds after each the bell is to be rung."""
    times = iter(moments)
    bell = Doorbell(clock=lambda: next(times))
    return [bell.seconds_to_ring() for _ in moments]


def test_the_first_commit_rings_at_once():
    assert rings(100.0) == [0.0]


def test_of_many_commits_the_second_orders_one_ring_for_all():
    assert rings(100.0, 100.25, 100.5, 100.9) == [0.0, 0.75, None, None]


def test_after_the_ordered_ring_the_next_waits_for_its_own():
    assert rings(100.0, 100.5, 101.25, 101.5, 102.0) == [0.0, 0.5, 0.75, None, 0.0 + 1.0]


def test_after_a_pause_it_rings_at_once():
    assert rings(100.0, 101.0, 200.0) == [0.0, 0.0, 0.0]


def test_every_commit_has_a_ring_that_is_not_before_it():
    moments = [100 + n / 7 for n in range(60)]
    heard = [moment + wait for moment, wait in zip(moments, rings(*moments), strict=True) if wait is not None]

    assert all(any(at <= ring <= at + 1 for ring in heard) for at in moments)
    assert len(heard) == 10
