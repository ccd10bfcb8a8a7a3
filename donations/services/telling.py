"""Telling a donor what became of the gift (慈善法 42: a federation reports of its own accord)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations import states as s
from donations.models import Donation, Feedback
from donations.permissions import may_keep_donors
from donations.services.asking import demand, locked
from workflow.machine import Refused


@transaction.atomic
def tell_donor(*, gift: Donation, text: str, by: Any, at: datetime) -> Feedback:
    """Keeps what the donor is told; the message goes out after the commit. Raises NotAllowed, Refused."""
    demand(may_keep_donors(by))
    gift = locked(gift)
    if gift.state != s.BOOKED:
        raise Refused(_("The donor is told of gifts that are in the books."))
    if not text.strip():
        raise Refused(_("Say what the donor is told."))
    row = Feedback.objects.create(gift=gift, text=text.strip(), told_at=at, told_by=by)
    record("donations.donor_told", subject=gift, by=by, at=at, data={"feedback": row.pk})
    return row
