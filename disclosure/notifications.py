"""Who is told that something must be published."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts import roles
from accounts.selectors import people_with
from audit.models import Event
from disclosure.deadlines import Due, find_due
from disclosure.models import StatutoryRule
from disclosure.permissions import KEEPERS
from disclosure.timed_gifts import unspent_in_time
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient
from web.templatetags.ui import yuan


def due_of(event: Event) -> Due | None:
    rule = StatutoryRule.objects.filter(pk=event.subject_id).first()
    return find_due(rule.code, event.data["subject"], date.fromisoformat(event.data["due_on"])) if rule else None


@register
class DeadlineNear(Message):
    code = "disclosure.deadline_near"
    event = "disclosure.deadline_near"
    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = False
    sample = {"title": "年度工作报告", "subject": "2025", "day": "2026-05-31"}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(*KEEPERS, at=event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        due = due_of(event)
        title, subject = (due.rule.title, due.clock.title) if due else ("", "")
        return {"title": title, "subject": subject, "day": event.data["due_on"]}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("disclosure:calendar")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Not when it was published meanwhile, or the rule or its subject has changed."""
        due = due_of(event)
        return due is not None and due.done is None


@register
class DeadlineMissed(DeadlineNear):
    code = "disclosure.deadline_missed"
    event = "disclosure.deadline_missed"

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(*KEEPERS, roles.FEDERATION_APPROVER, roles.SUPERVISOR, at=event.at)


@register
class GiftTimeNear(Message):
    code = "disclosure.gift_time_near"
    event = "disclosure.gift_time_near"
    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = False
    sample = {"reference": "JK-7K2M9", "left": "1,200.00", "day": "2026-12-31"}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(roles.ACCOUNTANT, at=event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        gift = unspent_in_time().filter(pk=event.subject_id).first()
        left = yuan(gift.left_fen) if gift else ""
        return {"reference": gift.reference if gift else "", "left": left, "day": event.data["use_by"]}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("disclosure:timed_gifts")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Not when all of it is used, it was given back, or the donor agreed to another use."""
        day = date.fromisoformat(event.data["use_by"])
        return unspent_in_time().filter(pk=event.subject_id, use_by=day).exists()


@register
class GiftTimeOver(GiftTimeNear):
    code = "disclosure.gift_time_over"
    event = "disclosure.gift_time_over"

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(roles.ACCOUNTANT, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, at=event.at)
