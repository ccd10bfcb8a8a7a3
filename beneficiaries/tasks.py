"""Housekeeping."""

from celery import shared_task
from django.utils import timezone

from beneficiaries import files, services


@shared_task(name="beneficiaries.sweep_papers")
def sweep_papers() -> int:
    """Removes files whose upload was interrupted before its row was committed."""
    return files.sweep(at=timezone.now())


@shared_task(name="beneficiaries.find_duplicates")
def find_duplicates() -> int:
    """Compares whoever is new or was changed with the whole register; returns how many pairs were not known."""
    return services.find_duplicates(at=timezone.now()).found
