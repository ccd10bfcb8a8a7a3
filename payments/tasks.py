"""What Celery runs for payments. It may run twice."""

from celery import shared_task
from django.utils import timezone

from payments import reminders, sampling


@shared_task(name="payments.plan_check_reminders")
def plan_check_reminders() -> int:
    return reminders.plan_check_reminders(at=timezone.now())


@shared_task(name="payments.draw_missing_samples")
def draw_missing_samples() -> int:
    return sampling.draw_missing(at=timezone.now())
