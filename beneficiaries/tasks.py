"""Housekeeping."""

from celery import shared_task
from django.utils import timezone

from beneficiaries import files


@shared_task(name="beneficiaries.sweep_papers")
def sweep_papers() -> int:
    """Removes files whose upload was interrupted before its row was committed."""
    return files.sweep(at=timezone.now())
