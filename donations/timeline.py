"""What happened to a gift or a pledge, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.labels import event_label
from audit.selectors import timeline_of

LABELS = {
    "donations.gift_registered": _("Donation entered"),
    "donations.gift_booked": _("Donation booked"),
    "donations.gift_cancelled": _("Struck out as a mistake"),
    "donations.gift_refunded": pgettext_lazy("gift", "Given back"),
    "donations.securities_sold": _("Sale of securities booked"),
    "donations.sale_undone": _("Sale of securities undone"),
    "donations.acknowledged": _("Acknowledgement issued"),
    "donations.acknowledgement_revoked": _("Acknowledgement revoked"),
    "donations.official_receipt_entered": _("Official receipt entered"),
    "donations.official_receipt_voided": _("Official receipt voided"),
    "donations.donor_told": _("The donor was told what became of the gift"),
}


def entries_of(row: Any) -> list[dict[str, Any]]:
    """For the timeline component."""
    return [
        {
            "label": event_label(event.code),
            "at": event.at,
            "by": (event.actor.get_full_name() or event.actor.get_username()) if event.actor else "",
            "note": "",
        }
        for event in timeline_of(row)
    ]
