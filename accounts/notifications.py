"""What administrators are told about the portal itself, and people about their accounts."""

from typing import Any

from django.urls import reverse

from accounts import roles
from accounts.selectors import holders_of
from audit.models import Event
from notifications import breaker
from notifications.categories import Category
from notifications.channels import channel
from notifications.contacts import bad_contacts
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_ids, user_recipient


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


@register
class ContactRefused(Message):
    """To the owner of an account, in the inbox: messages do not arrive there, so the address needs a look."""

    code = "accounts.contact_refused"
    event = "notifications.contact_refused"
    category = Category.ACCOUNT
    channels = ("in_app",)
    may_disable = False
    sample = {"channel": "…"}

    def recipients(self, event: Event) -> list[Recipient]:
        recipient = Recipient(event.data["recipient"])
        return [user_recipient(pk) for pk in user_ids([recipient]).values()]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"channel": channel(event.data["channel"]).title}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("accounts:account")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        refused = Recipient(event.data["recipient"])
        return event.data["channel"] in {row.channel for row in bad_contacts([refused]).get(refused, [])}
