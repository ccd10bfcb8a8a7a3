"""What a leader wrote, as each of the people gets it."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers.models import LeaderMessage, MessageRecipient


@register
class LeaderWrote(Message):
    """The words of the leader and nothing about anybody else."""

    code = "volunteers.leader_wrote"
    event = "volunteers.message_sent"
    category = Category.SHIFT
    channels = ("in_app", "email", "sms")
    sample = {"about": "…", "text": "…"}

    def recipients(self, event: Event) -> list[Recipient]:
        people = MessageRecipient.objects.filter(message=event.subject_id).order_by("pk")
        return [user_recipient(pk) for pk in people.values_list("person", flat=True)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        written = self.written(event)
        title = written.shift.activity.title if written.shift else str(written.team)
        return {"about": title, "text": written.text}

    def path(self, event: Event, recipient: Recipient) -> str:
        written = self.written(event)
        if written.shift_id:
            return reverse("volunteers:shift", args=[written.shift_id])
        return reverse("volunteers:team_page", args=[written.team_id])

    def expires_at(self, event: Event) -> datetime:
        """What is about a shift to come is worth nothing when the shift is over."""
        written, latest = self.written(event), super().expires_at(event)
        if written.shift is None or written.shift.ends_at <= written.sent_at:
            return latest
        return min(latest, written.shift.ends_at)

    @staticmethod
    def written(event: Event) -> LeaderMessage:
        return LeaderMessage.objects.select_related("team", "shift__activity").get(pk=event.subject_id)
