"""What Celery runs for Spring Festival visits. It may run twice."""

from celery import shared_task
from django.utils import timezone

from delivery.festival_visits import board_files, reminders
from delivery.festival_visits.services.forgetting import forget_seasons


@shared_task(name="festival_visits.plan_reminders")
def plan_reminders() -> int:
    return reminders.plan_reminders(at=timezone.now())


@shared_task(name="festival_visits.sweep_boards")
def sweep_boards() -> int:
    return board_files.sweep(at=timezone.now())


@shared_task(name="festival_visits.forget_seasons")
def forget_old_seasons() -> int:
    return forget_seasons(at=timezone.now())
