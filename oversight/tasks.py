"""What Celery runs for complaints. It may run twice."""

from celery import shared_task
from django.utils import timezone

from oversight import reminders


@shared_task(name="oversight.plan_complaint_reminders")
def plan_complaint_reminders() -> int:
    return reminders.plan_complaint_reminders(at=timezone.now())
