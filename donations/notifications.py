"""What donors are told, and the accountants when a sponsor does not pay."""

from typing import Any

from django.urls import reverse

from accounts import roles
from accounts.selectors import people_with
from audit.models import Event
from donations.models import Donation, Feedback, MatchingPool, Pledge
from donations.papers import path_of
from donations.states import BOOKED
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient


class AboutGift(Message):
    category = Category.MONEY
    channels = ("in_app", "email", "sms")
    may_disable = False
    sample = {"reference": "JK-7K2M9X"}

    def gift(self, event: Event) -> Donation:
        return Donation.objects.get(pk=event.subject_id)

    def recipients(self, event: Event) -> list[Recipient]:
        donor = self.gift(event).donor_id
        return [Recipient(f"donor:{donor}")] if donor else []

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"reference": self.gift(event).reference}


@register
class Told(AboutGift):
    code = "donations.told"
    event = "donations.donor_told"
    sample = {"reference": "JK-7K2M9X", "text": "您的捐款已用于3名困难学生的助学金。"}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        text = Feedback.objects.get(pk=event.data["feedback"]).text
        return {**super().context(event, recipient), "text": text}


@register
class Thanks(AboutGift):
    """With the way to the gift: number and code stand on the paper as well."""

    code = "donations.thanks"
    event = "donations.acknowledged"
    sample = {"reference": "JK-7K2M9X", "number": "JS20230000001"}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {**super().context(event, recipient), "number": event.data["number"]}

    def path(self, event: Event, recipient: Recipient) -> str:
        return path_of(event.data["number"])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.gift(event).state == BOOKED


@register
class MatchesTakenBack(Message):
    """A sponsor withdrew: how many matches its pool has lost."""

    code = "donations.matches_taken_back"
    event = "donations.matches_taken_back"
    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = False
    sample = {"reference": "RJ-7K2M9X", "pools": "PJ-3H8W2N", "matches": 516}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(roles.ACCOUNTANT, at=event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        pools = MatchingPool.objects.filter(entries__pledge=event.subject_id).distinct().order_by("pk")
        return {
            "reference": self.pledge(event).reference,
            "pools": "、".join(pool.reference for pool in pools),
            "matches": event.data["matches"],
        }

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("donations:pledge", args=[self.pledge(event).reference])

    @staticmethod
    def pledge(event: Event) -> Pledge:
        return Pledge.objects.get(pk=event.subject_id)
