"""Who is told about loans, visits, trainings, goods. Messages name schools, classes and things, never a pupil."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.selectors import people_with
from audit.models import Event
from delivery.seedling_protection import states
from delivery.seedling_protection.models import BookLoan, Distribution, HallVisit, SchoolContact, TrainingSession
from delivery.seedling_protection.recipients import KIND, trainer_recipient
from delivery.seedling_protection.reminders import items_low, overdue_loans, unsigned
from delivery.seedling_protection.scopes import KEEPERS
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient


def people_of_school(school_id: int) -> list[Recipient]:
    """Its contact persons."""
    rows = SchoolContact.objects.filter(school=school_id, ended_at__isnull=True, user__is_active=True)
    return _users(rows.order_by("user").values_list("user_id", flat=True))


def _users(keys: Iterable[int]) -> list[Recipient]:
    return [user_recipient(pk) for pk in keys]


def _hour(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@register
class LoanOverdue(Message):
    code = "seedling_protection.loan_overdue"
    event = "seedling_protection.loan_overdue"
    category = Category.WORK
    sample = {"title": "防溺水安全读本", "class_name": "三年级1班", "day": "2026-03-16", "count": 8}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_of_school(BookLoan.objects.get(pk=event.subject_id).school_id)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        loan = BookLoan.objects.select_related("holding__title").get(pk=event.subject_id)
        title = loan.holding.title.title
        return {"title": title, "class_name": loan.class_name, "day": f"{loan.due_on}", "count": loan.left}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("seedling_protection:give_back", args=[event.subject_id])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return overdue_loans(timezone.localdate(event.at)).filter(pk=event.subject_id).exists()


@register
class VisitDue(Message):
    code = "seedling_protection.visit_due"
    event = "seedling_protection.visit_due"
    category = Category.WORK
    sample = {"place": "红色文化展馆", "class_name": "三年级1班", "hour": "2026-03-10 09:00", "count": 42}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_of_school(HallVisit.objects.get(pk=event.subject_id).school_id)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        visit = self._visit(event)
        hour, place = _hour(visit.slot.starts_at), visit.slot.facility.name
        return {"place": place, "class_name": visit.class_name, "hour": hour, "count": visit.headcount}

    def path(self, event: Event, recipient: Recipient) -> str:
        return self._visit(event).slot.facility.get_absolute_url()

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return HallVisit.objects.filter(pk=event.subject_id, state=states.BOOKED).exists()

    def expires_at(self, event: Event) -> Any:
        return self._visit(event).slot.starts_at

    @staticmethod
    def _visit(event: Event) -> HallVisit:
        return HallVisit.objects.select_related("slot__facility").get(pk=event.subject_id)


@register
class TrainingDue(Message):
    """To the school, and by SMS to the trainer."""

    code = "seedling_protection.training_due"
    event = "seedling_protection.training_due"
    category = Category.WORK
    channels = ("in_app", "email", "sms")
    sample = {"school": "实验小学", "topic": "防溺水", "hour": "2026-03-10 09:00"}

    def recipients(self, event: Event) -> list[Recipient]:
        training = self._training(event)
        contact = getattr(training, "trainer_contact", None)
        trainer = [trainer_recipient(contact)] if contact else []
        return [*people_of_school(training.school_id), *trainer]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        training = self._training(event)
        topic = str(training.get_topic_display())
        return {"school": training.school.name, "topic": topic, "hour": _hour(training.starts_at)}

    def path(self, event: Event, recipient: Recipient) -> str:
        """A trainer has no account, and no page of the portal to look at."""
        return "" if recipient.kind == KIND else self._training(event).get_absolute_url()

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return TrainingSession.objects.filter(pk=event.subject_id, state=states.PLANNED).exists()

    def expires_at(self, event: Event) -> Any:
        return self._training(event).starts_at

    @staticmethod
    def _training(event: Event) -> TrainingSession:
        return TrainingSession.objects.select_related("school", "trainer_contact").get(pk=event.subject_id)


@register
class StockLow(Message):
    code = "seedling_protection.stock_low"
    event = "seedling_protection.stock_low"
    category = Category.WORK
    sample = {"item": "安全功能书包A型", "count": 12}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(*KEEPERS, at=event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        item = items_low().get(pk=event.subject_id)
        return {"item": item.name, "count": item.there}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("seedling_protection:supplies")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return items_low().filter(pk=event.subject_id).exists()


@register
class DistributionUnsigned(Message):
    """To the school, and to whoever planned it."""

    code = "seedling_protection.distribution_unsigned"
    event = "seedling_protection.distribution_unsigned"
    category = Category.WORK
    sample = {"reference": "HM-7K2M9X", "school": "实验小学", "day": "2026-03-05", "count": 2}

    def recipients(self, event: Event) -> list[Recipient]:
        row = self._row(event)
        return list(dict.fromkeys([*people_of_school(row.school_id), user_recipient(row.planned_by_id)]))

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        row = self._row(event)
        count = row.lines.filter(signed_at__isnull=True).count()
        return {"reference": row.reference, "school": row.school.name, "day": f"{row.day}", "count": count}

    def path(self, event: Event, recipient: Recipient) -> str:
        return self._row(event).get_absolute_url()

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return unsigned(timezone.localdate(event.at)).filter(pk=event.subject_id).exists()

    @staticmethod
    def _row(event: Event) -> Distribution:
        return Distribution.objects.select_related("school").get(pk=event.subject_id)
