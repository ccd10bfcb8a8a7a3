"""What Celery runs for the books. It may run twice."""

from celery import shared_task
from django.utils import timezone

from funds import sealing


@shared_task(name="funds.seal_old_vouchers")
def seal_old_vouchers() -> int:
    return sealing.seal_old_vouchers(at=timezone.now())
