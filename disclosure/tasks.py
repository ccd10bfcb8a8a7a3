"""What Celery runs for disclosure. It may run twice."""

from celery import shared_task
from django.utils import timezone

from disclosure import reminders, services, timed_gifts


@shared_task(name="disclosure.plan_deadline_reminders")
def plan_deadline_reminders() -> int:
    return reminders.plan_deadline_reminders(at=timezone.now())


@shared_task(name="disclosure.trace_gifts")
def trace_gifts() -> int:
    return services.trace_everything(at=timezone.now())


@shared_task(name="disclosure.plan_gift_reminders")
def plan_gift_reminders() -> int:
    return timed_gifts.plan_gift_reminders(at=timezone.now())
