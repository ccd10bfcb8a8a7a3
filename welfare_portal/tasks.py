"""Housekeeping that belongs to no single app."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from database import statistics
from welfare_portal import heartbeat


@shared_task(name="portal.note_heartbeat")
def note_heartbeat() -> None:
    heartbeat.note(at=timezone.now())


@shared_task(name="portal.clear_expired_sessions")
def clear_expired_sessions() -> None:
    call_command("clearsessions")


@shared_task(name="portal.refresh_statistics")
def refresh_statistics() -> None:
    statistics.refresh()


@shared_task(name="portal.verify_promises")
def verify_promises() -> None:
    """Ends in an error, with the rows named in the log, when a promise is broken."""
    call_command("verify")
