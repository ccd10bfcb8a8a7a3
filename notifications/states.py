"""Where a message stands on its way to one person over one channel."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    DUE = "due", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("too late, not sent")
    IN_DOUBT = "in_doubt", _("in doubt")
    CANCELLED = "cancelled", _("no longer needed")


ENDED = (
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.EXPIRED,
    DeliveryState.IN_DOUBT,
    DeliveryState.CANCELLED,
)
