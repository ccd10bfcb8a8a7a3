"""SMS through the provider that settings.SMS_PROVIDER names."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.base import Channel, Handover, Parcel
from notifications.sms import configured_provider, provider

ONE_SMS = 70  # characters of one SMS in Chinese, signature included


class SmsChannel(Channel):
    """The text says that there is news and where to read it: no case content, no personal data (threat T31)."""

    code = "sms"
    title = _("SMS")

    def is_configured(self) -> bool:
        return provider() is not None

    def deliver(self, parcel: Parcel, *, timeout: float) -> None:
        configured_provider().send(
            parcel.reference, parcel.address.value, sms_text(parcel.subject, parcel.body), timeout=timeout
        )

    def status(self, reference: str) -> Handover:
        return configured_provider().status(reference)


def sms_text(subject: str, body: str) -> str:
    """The template in one line. Longer than `ONE_SMS` it costs two; a test holds every template below that."""
    return " ".join(f"{subject} {body}".split())


channel = SmsChannel()
