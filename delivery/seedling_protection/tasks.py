"""What Celery runs for the programme. It may run twice."""

from celery import shared_task
from django.utils import timezone

from delivery.seedling_protection import files, reminders
from delivery.seedling_protection.services.trainings import delete_trainer_numbers


@shared_task(name="seedling_protection.sweep_files")
def sweep_files() -> int:
    return files.sweep(at=timezone.now())


@shared_task(name="seedling_protection.plan_reminders")
def plan_reminders() -> int:
    return reminders.plan_reminders(at=timezone.now())


@shared_task(name="seedling_protection.forget_trainers")
def forget_trainers() -> int:
    return delete_trainer_numbers(at=timezone.now())
