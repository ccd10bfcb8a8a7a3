"""What Celery runs for lists. It may run twice."""

from celery import shared_task
from django.utils import timezone

from imports import services


@shared_task(name="imports.empty_old")
def empty_old() -> int:
    return services.empty_old_imports(at=timezone.now())
