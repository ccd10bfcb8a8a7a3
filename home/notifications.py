"""Who is told that he takes over the work of a colleague."""

from typing import Any

from django.urls import reverse

from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient


@register
class WorkHandedOver(Message):
    """One message to each receiver, however many pieces came."""

    code = "home.work_handed_over"
    event = "accounts.work_handed_over"
    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = False
    sample = {"count": 3}

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(int(pk)) for pk in sorted(event.data["receivers"])]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"count": event.data["receivers"][recipient.key.partition(":")[2]]}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("home:my_day")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return True
