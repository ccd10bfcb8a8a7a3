"""Who is told about a complaint. Never what it says, and never who complained."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.selectors import people_with
from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from oversight import states
from oversight.models import BlindReview, Complaint


def supervisors(at: datetime) -> list[Recipient]:
    return people_with(roles.SUPERVISOR, at=at)


class AboutComplaint(Message):
    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = False
    sample = {"reference": "TS-7K2M9X", "day": "2026-11-30"}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        complaint = self.complaint(event)
        day = f"{timezone.localdate(complaint.due_at):%Y-%m-%d}" if complaint.due_at else ""
        return {"reference": complaint.reference, "day": day}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("oversight:complaint", args=[self.complaint(event).reference])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.complaint(event).state in states.OPEN

    @staticmethod
    def complaint(event: Event) -> Complaint:
        return Complaint.objects.get(pk=event.subject_id)


@register
class ComplaintReceived(AboutComplaint):
    code = "oversight.complaint_received"
    event = "oversight.complaint_received"

    def recipients(self, event: Event) -> list[Recipient]:
        return supervisors(event.at)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.complaint(event).state == states.RECEIVED


@register
class ComplaintDue(AboutComplaint):
    code = "oversight.complaint_due"
    event = "oversight.complaint_due"

    def recipients(self, event: Event) -> list[Recipient]:
        handler = self.complaint(event).handler_id
        return [user_recipient(handler)] if handler else supervisors(event.at)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.complaint(event).version == event.data["version"]


@register
class ComplaintOverdue(ComplaintDue):
    code = "oversight.complaint_overdue"
    event = "oversight.complaint_overdue"

    def recipients(self, event: Event) -> list[Recipient]:
        return list(dict.fromkeys([*super().recipients(event), *supervisors(event.at)]))


@register
class ComplaintAnswered(AboutComplaint):
    """To whoever complained with an account; without one the answer is read with number and code."""

    code = "oversight.complaint_answered"
    event = "oversight.complaint_answered"

    def recipients(self, event: Event) -> list[Recipient]:
        owner = self.complaint(event).owner_id
        return [user_recipient(owner)] if owner else []

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.complaint(event).state == states.ANSWERED


@register
class ReviewsGivenOut(Message):
    """To each reviewer of a round, once."""

    code = "oversight.reviews_given_out"
    event = "oversight.round_drawn"
    category = Category.WORK
    channels = ("in_app", "email")
    sample = {"count": 3}

    def recipients(self, event: Event) -> list[Recipient]:
        people = BlindReview.objects.filter(round=event.subject_id).values_list("reviewer", flat=True)
        return [user_recipient(pk) for pk in sorted(set(people))]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"count": self._waiting(event, recipient)}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("oversight:reviews")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self._waiting(event, recipient) > 0

    @staticmethod
    def _waiting(event: Event, recipient: Recipient) -> int:
        mine = BlindReview.objects.open().filter(round=event.subject_id, reviewer=recipient.id)
        return mine.count()
