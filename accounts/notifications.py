"""What administrators are told about the portal itself."""

from typing import Any

from django.urls import reverse

from accounts import roles
from accounts.selectors import holders_of
from audit.models import Event
from notifications import breaker
from notifications.categories import Category
from notifications.channels import channel
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient


@register
class ChannelPaused(Message):
    """The provider of a channel refuses the portal: somebody has to look at the password, the sender or the bill."""

    code = "accounts.channel_paused"
    event = "notifications.channel_paused"
    category = Category.WORK
    channels = ("in_app", "email", "sms")
    may_disable = False
    sample = {"channel": "…"}

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(user.pk) for user in holders_of(roles.SYSTEM_ADMIN, at=event.at)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"channel": channel(event.data["channel"]).title}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("admin:notifications_delivery_changelist")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return event.data["channel"] in breaker.pauses()
