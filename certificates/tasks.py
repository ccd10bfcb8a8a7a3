"""What Celery runs for certificates."""

from celery import shared_task
from django.utils import timezone

from certificates import services


@shared_task(name="certificates.end_notices")
def end_notices() -> int:
    return services.end_notices(at=timezone.now())
