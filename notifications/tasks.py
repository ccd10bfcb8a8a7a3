"""The doorbell and the net. Neither carries anything: the rows in the database are the truth."""

import structlog
from celery import shared_task
from django.utils import timezone

from notifications import keeping, services
from notifications.doorbell import Doorbell

RING_EXPIRES = 30  # seconds: the sweep comes then anyway, so old rings need not pile up
log = structlog.get_logger(__name__)


@shared_task(name="notifications.deliver")
def deliver() -> dict[str, int]:
    """Rung after a commit that recorded something."""
    return services.sweep(at=timezone.now())


@shared_task(name="notifications.sweep")
def sweep() -> dict[str, int]:
    """Every 30 seconds, whether or not somebody rang."""
    return services.sweep(at=timezone.now())


@shared_task(name="notifications.remove_old_messages")
def remove_old_messages() -> int:
    return keeping.remove_old_messages(at=timezone.now())


doorbell = Doorbell()


def ring() -> None:
    """Asks a worker to look at once. A broker that cannot be reached costs at most 30 seconds, never a message."""
    seconds = doorbell.seconds_to_ring()
    if seconds is None:
        return
    try:
        deliver.apply_async(countdown=seconds, expires=seconds + RING_EXPIRES, retry=False)
    except Exception as problem:  # noqa: BLE001 - whatever the broker's client raises: the sweep does the work
        log.warning("doorbell_not_heard", problem=type(problem).__name__)
