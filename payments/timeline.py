"""What happened to a batch, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.labels import event_label
from audit.models import Event
from audit.selectors import timeline_of
from payments.models import PaymentBatch
from payments.reasons import REASONS

LABELS = {
    "payments.batch_opened": gettext_lazy("Batch opened"),
    "payments.payments_added": gettext_lazy("Payments added"),
    "payments.batch_locked": gettext_lazy("Locked and handed over for checking"),
    "payments.batch_approved": gettext_lazy("Checked and approved"),
    "payments.batch_returned": gettext_lazy("Returned to the maker"),
    "payments.batch_released": gettext_lazy("Released to the bank"),
    "payments.bank_file_made": gettext_lazy("Bank file made"),
    "payments.result_imported": gettext_lazy("Result of the bank taken in"),
    "payments.batch_finished": gettext_lazy("Finished"),
    "payments.batch_partly_finished": gettext_lazy("Finished, some payments failed"),
    "payments.batch_closed": gettext_lazy("Filed"),
    "payments.batch_aborted": gettext_lazy("Aborted"),
}


def entries_of(batch: PaymentBatch) -> list[dict[str, Any]]:
    """For the timeline component."""
    return [
        {
            "label": event_label(event.code),
            "at": event.at,
            "by": (event.actor.get_full_name() or event.actor.get_username()) if event.actor else "",
            "note": _note(event),
        }
        for event in timeline_of(batch)
    ]


def _note(event: Event) -> str:
    if "reason" in event.data:
        return str(REASONS.get(event.data["reason"], event.data["reason"]))
    if event.code == "payments.result_imported":
        return _("%(paid)d paid, %(failed)d failed, %(missing)d not in the file") % event.data
    if event.code in ("payments.bank_file_made", "payments.payments_added"):
        return _("%(rows)d payments") % event.data
    return ""
