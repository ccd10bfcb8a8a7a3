"""What runs without a reader waiting."""

from celery import shared_task
from django.utils import timezone

from web import idempotency


@shared_task(name="web.delete_old_idempotency_keys")
def delete_old_idempotency_keys() -> int:
    return idempotency.delete_old_keys(at=timezone.now())
