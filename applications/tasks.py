"""What Celery runs for cases. Each may run twice."""

from celery import shared_task
from django.utils import timezone

from applications import draft_files, reminders, renewal
from applications.services import aftercare, lapsing, publicity
from applications.services.drafts import delete_expired_drafts
from applications.services.tallies import fold_tallies
from applications.services.unclaimed import find_unclaimed_aid


@shared_task(name="applications.plan_deadline_reminders")
def plan_deadline_reminders() -> int:
    return reminders.plan_deadline_reminders(timezone.now())


@shared_task(name="applications.end_notices")
def end_notices() -> int:
    """Postings whose days are over and against which nobody objected."""
    return publicity.end_finished_notices(at=timezone.now())


@shared_task(name="applications.plan_follow_ups")
def plan_follow_ups() -> int:
    return aftercare.plan_due_follow_ups(at=timezone.now())


@shared_task(name="applications.close_finished")
def close_finished() -> int:
    return aftercare.close_finished_applications(at=timezone.now())


@shared_task(name="applications.lapse_unanswered_requests")
def lapse() -> int:
    """Requests for papers that nobody answered: more time once, then the end of the case."""
    return lapsing.lapse_unanswered_requests(at=timezone.now())


@shared_task(name="applications.delete_expired_drafts")
def delete_expired() -> int:
    deleted = delete_expired_drafts(at=timezone.now())
    draft_files.sweep(at=timezone.now())
    return deleted


@shared_task(name="applications.fold_tallies")
def fold() -> int:
    return fold_tallies()


@shared_task(name="applications.find_unclaimed_aid")
def find_unclaimed() -> int:
    """Who in the register seems to qualify for an open program and has not asked."""
    return find_unclaimed_aid(at=timezone.now())


@shared_task(name="applications.plan_renewal_reminders")
def plan_renewals() -> int:
    """Families whose aid ends soon are told that they may ask for it again."""
    return renewal.plan_renewal_reminders(timezone.now())
