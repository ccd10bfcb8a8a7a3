"""What volunteers are told about their certificates."""

from typing import Any

from django.urls import reverse

from audit.models import Event
from certificates.models import Certificate
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient


class AboutCertificate(Message):
    category = Category.SHIFT
    channels = ("in_app", "email")
    sample = {"number": "ZM2023000001"}

    def certificate(self, event: Event) -> Certificate:
        return Certificate.objects.select_related("volunteer").defer("private").get(pk=event.subject_id)

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(self.certificate(event).volunteer.user_id)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"number": self.certificate(event).number}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("certificates:mine")


@register
class IssuedForYou(AboutCertificate):
    """Only when somebody else asked for it: whoever prints his own knows."""

    code = "certificates.issued_for_you"
    event = "certificates.issued"

    def recipients(self, event: Event) -> list[Recipient]:
        return [] if event.data["own"] else super().recipients(event)


@register
class Revoked(AboutCertificate):
    code = "certificates.revoked"
    event = "certificates.revoked"
    may_disable = False
    sample = {"number": "ZM2023000001", "reason": "…"}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {**super().context(event, recipient), "reason": self.certificate(event).revoke_reason}
