"""What Celery runs for the porridge house. Each may run twice."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from delivery.porridge_house import reminders
from delivery.porridge_house.services import forgetting, watching


@shared_task(name="porridge_house.find_misuse")
def find_misuse() -> int:
    """Of yesterday, and of the days before: meals that were kept on a phone arrive late."""
    now = timezone.now()
    today = timezone.localdate(now)
    return sum(watching.find_misuse(day=today - timedelta(days=ago), at=now) for ago in (2, 1))


@shared_task(name="porridge_house.find_missing")
def find_missing() -> int:
    now = timezone.now()
    watching.close_returned(at=now)
    return watching.find_missing(at=now)


@shared_task(name="porridge_house.plan_paper_reminders")
def plan_paper_reminders() -> int:
    return reminders.plan_paper_reminders(at=timezone.now())


@shared_task(name="porridge_house.forget_old_meals")
def forget_old_meals() -> int:
    return forgetting.forget_old_meals(at=timezone.now())
