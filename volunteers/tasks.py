"""What Celery runs for volunteers."""

from celery import shared_task
from django.utils import timezone

from volunteers import board, evidence_files, record_reminders, reminders, services, stars, structure_reminders
from volunteers.services import messages, series


@shared_task(name="volunteers.plan_shift_reminders")
def plan_shift_reminders() -> int:
    return reminders.plan_shift_reminders(timezone.now())


@shared_task(name="volunteers.fill_free_places")
def fill_free_places() -> int:
    return services.fill_free_places(at=timezone.now())


@shared_task(name="volunteers.fill_standing_places")
def fill_standing_places() -> int:
    return services.fill_standing_places(at=timezone.now())


@shared_task(name="volunteers.plan_series")
def plan_series() -> int:
    return series.plan_all_ahead(at=timezone.now())


@shared_task(name="volunteers.announce_stars")
def announce_stars() -> int:
    return stars.announce_stars(at=timezone.now())


@shared_task(name="volunteers.sweep_evidence")
def sweep_evidence() -> int:
    return evidence_files.sweep(at=timezone.now())


@shared_task(name="volunteers.remove_old_messages")
def remove_old_messages() -> int:
    return messages.remove_old_messages(at=timezone.now())


@shared_task(name="volunteers.plan_structure_reminders")
def plan_structure_reminders() -> int:
    return structure_reminders.plan_structure_reminders(timezone.now())


@shared_task(name="volunteers.close_checkins")
def close_checkins() -> int:
    return services.close_over(at=timezone.now())


@shared_task(name="volunteers.plan_record_reminders")
def plan_record_reminders() -> int:
    return record_reminders.plan_record_reminders(timezone.now())


@shared_task(name="volunteers.plan_shortage_alerts")
def plan_shortage_alerts() -> int:
    return board.plan_shortage_alerts(timezone.now())
