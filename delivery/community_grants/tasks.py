"""What Celery runs for community grants. Each may run twice."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from areas.deadlines import period_of
from delivery.community_grants import paper_files, reminders
from delivery.community_grants.services.applying import delete_old_drafts
from delivery.community_grants.services.deciding import end_notices
from delivery.community_grants.services.forgetting import forget_contacts, forget_grants
from delivery.community_grants.services.moving import LANE
from delivery.community_grants.services.thanking import forget_visitors


@shared_task(name="community_grants.end_notices")
def end_grant_notices() -> int:
    return end_notices(at=timezone.now())


@shared_task(name="community_grants.plan_grant_reminders")
def plan_grant_reminders() -> int:
    return reminders.plan_grant_reminders(at=timezone.now())


@shared_task(name="community_grants.tidy_up")
def tidy_up() -> dict[str, int]:
    """Drafts that nobody touches, people of grants that ended long ago, contacts of organisations that had none for
    years, visitors of filed projects, files of none."""
    at = timezone.now()
    days, _unit = period_of(LANE, "draft_kept")
    drafts = delete_old_drafts(before=at - timedelta(days=days))
    grants, contacts, visitors = forget_grants(at=at), forget_contacts(at=at), forget_visitors(at=at)
    files = paper_files.sweep(at=at)
    return {"drafts": drafts, "grants": grants, "contacts": contacts, "visitors": visitors, "files": files}
