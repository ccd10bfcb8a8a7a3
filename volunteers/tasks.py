"""What Celery runs for volunteers."""

from celery import shared_task
from django.utils import timezone

from volunteers import reminders, services


@shared_task(name="volunteers.plan_shift_reminders")
def plan_shift_reminders() -> int:
    return reminders.plan_shift_reminders(timezone.now())


@shared_task(name="volunteers.fill_free_places")
def fill_free_places() -> int:
    return services.fill_free_places(at=timezone.now())
