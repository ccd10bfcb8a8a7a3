"""What Celery runs for donations. It may run twice."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from donations.services.files import empty_old_files
from donations.services.pools import calculate_stale_pools
from donations.services.receipts import acknowledge_new_gifts

KEPT = timedelta(days=30)


@shared_task(name="donations.empty_old_files")
def empty_files() -> int:
    now = timezone.now()
    return empty_old_files(before=now - KEPT, at=now)


@shared_task(name="donations.calculate_pools")
def calculate_pools() -> int:
    return calculate_stale_pools(at=timezone.now())


@shared_task(name="donations.acknowledge_gifts")
def acknowledge_gifts() -> int:
    return acknowledge_new_gifts(at=timezone.now())
