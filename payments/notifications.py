"""Who is told about checks after payment. Never who was paid, and never how much."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.selectors import holding, people_with
from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from payments import states
from payments.models import PaymentCheck
from payments.permissions import ANSWERERS, may_answer_finding


def answerers(check: PaymentCheck, at: datetime) -> list[Recipient]:
    """Everybody who may close its finding."""
    people = holding(*ANSWERERS, at=at)
    return [user_recipient(person.pk) for person in people if may_answer_finding(person, check)]


class OfDraw(Message):
    """One message per person and draw, with how many checks wait."""

    event = "payments.sample_drawn"
    category = Category.WORK
    channels = ("in_app", "email")
    sample = {"count": 3, "day": "2026-11-30"}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        waiting = self.waiting(event, recipient)
        first = waiting.order_by("due_at").values_list("due_at", flat=True).first()
        return {"count": waiting.count(), "day": f"{timezone.localdate(first):%Y-%m-%d}" if first else ""}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("payments:checks")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.waiting(event, recipient).exists()

    def waiting(self, event: Event, recipient: Recipient) -> Any:
        rows = PaymentCheck.objects.filter(draw=event.subject_id, state=states.CHECK_OPEN)
        return rows.filter(checker=recipient.id)


@register
class ChecksGivenOut(OfDraw):
    code = "payments.checks_given_out"

    def recipients(self, event: Event) -> list[Recipient]:
        given = PaymentCheck.objects.filter(draw=event.subject_id, checker__isnull=False)
        return [user_recipient(pk) for pk in sorted(set(given.values_list("checker", flat=True)))]


@register
class ChecksWithoutChecker(OfDraw):
    """Nobody free of the case was found: whoever sees every check finds somebody, or takes it."""

    code = "payments.checks_without_checker"

    def recipients(self, event: Event) -> list[Recipient]:
        if not event.data["without_checker"]:
            return []
        return people_with(*ANSWERERS, at=event.at)

    def waiting(self, event: Event, recipient: Recipient) -> Any:
        rows = PaymentCheck.objects.filter(draw=event.subject_id, state=states.CHECK_OPEN)
        return rows.filter(checker__isnull=True)


class AboutCheck(Message):
    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = False
    sample = {"reference": "CQ-7K2M9X", "day": "2026-11-30"}

    def recipients(self, event: Event) -> list[Recipient]:
        """Whoever has the step before them."""
        check = self.check(event)
        if check.state == states.CHECK_OPEN and check.checker_id:
            return [user_recipient(check.checker_id)]
        return answerers(check, event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        check = self.check(event)
        return {"reference": check.reference, "day": f"{timezone.localdate(check.due_at):%Y-%m-%d}"}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("payments:check", args=[self.check(event).reference])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.check(event).version == event.data["version"]

    @staticmethod
    def check(event: Event) -> PaymentCheck:
        return PaymentCheck.objects.select_related("payment__batch").get(pk=event.subject_id)


@register
class CheckDue(AboutCheck):
    code = "payments.check_due"
    event = "payments.check_due"


@register
class CheckOverdue(AboutCheck):
    """Also to those who answer for findings, so that a forgotten check is seen."""

    code = "payments.check_overdue"
    event = "payments.check_overdue"

    def recipients(self, event: Event) -> list[Recipient]:
        return list(dict.fromkeys([*super().recipients(event), *answerers(self.check(event), event.at)]))


@register
class CheckHandedOver(AboutCheck):
    code = "payments.check_handed_over"
    event = "payments.check_handed_over"

    def recipients(self, event: Event) -> list[Recipient]:
        """Nobody is told of what he took himself."""
        return [user_recipient(event.data["to"])] if event.data["to"] != event.actor_id else []

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        check = self.check(event)
        return check.state == states.CHECK_OPEN and check.checker_id == recipient.id


@register
class FindingOpened(AboutCheck):
    code = "payments.finding_opened"
    event = "payments.finding_opened"

    def recipients(self, event: Event) -> list[Recipient]:
        return answerers(self.check(event), event.at)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.check(event).state == states.CHECK_FINDING
