"""What Celery runs for wristbands. It may run twice. Calling the second contact and the duty officer needs no task:
those messages are planned with the first one and ask right before they go whether somebody has answered."""

from celery import shared_task
from django.utils import timezone

from delivery.wristbands import reminders
from delivery.wristbands.services import upkeep


@shared_task(name="wristbands.delete_expired")
def delete_expired() -> dict[str, int]:
    return upkeep.delete_expired(at=timezone.now())


@shared_task(name="wristbands.plan_reminders")
def plan_reminders() -> int:
    return reminders.plan_reminders(at=timezone.now())
