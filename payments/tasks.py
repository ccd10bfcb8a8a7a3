"""What Celery runs for payments. It may run twice."""

from celery import shared_task
from django.utils import timezone

from payments import reminders


@shared_task(name="payments.plan_check_reminders")
def plan_check_reminders() -> int:
    return reminders.plan_check_reminders(at=timezone.now())
