"""Takes every SMS into a table and sends nothing: for demo mode and tests."""

from django.utils import timezone

from notifications.channels.base import Handover
from notifications.models import RecordedSms
from protection import masks


class RecordingProvider:
    """Deliberately takes the same reference twice, so that a double send shows in the table."""

    def send(self, reference: str, number: str, text: str, *, timeout: float) -> None:
        RecordedSms.objects.create(
            reference=reference, number_mask=masks.phone(number), text=text[:500], accepted_at=timezone.now()
        )

    def status(self, reference: str) -> Handover:
        known = RecordedSms.objects.filter(reference=reference).exists()
        return Handover.ACCEPTED if known else Handover.NOT_ACCEPTED
