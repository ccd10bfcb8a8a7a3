"""How long papers hold: staff publish it with a day and a source, and nothing of it is ever changed."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from beneficiaries.document_kinds import ABOUT_THE_PERSON
from beneficiaries.models import PaperValidity
from beneficiaries.models.validity import LONGEST_DAYS
from beneficiaries.permissions import may_set_validity
from workflow.machine import NotAllowed


@transaction.atomic
def publish_paper_validity(
    *, kind: str, days: int, effective_from: date, source: str, by: User, at: datetime
) -> PaperValidity:
    """From its day on, also for papers handed in before. Raises NotAllowed, ValidationError (with the field)."""
    if not (answer := may_set_validity(by)):
        raise NotAllowed(answer.reason)
    if kind not in ABOUT_THE_PERSON:
        raise ValidationError({"kind": _("This paper is signed for one matter and never used again.")})
    if not 0 <= days <= LONGEST_DAYS:
        raise ValidationError({"days": _("Between 0 and %(most)d days.") % {"most": LONGEST_DAYS}})
    if not source.strip():
        raise ValidationError({"source": _("Name the decision that says so.")})
    row = PaperValidity.objects.create(
        kind=kind, days=days, effective_from=effective_from, source=source.strip(), published_by=by, published_at=at
    )
    data = {"kind": kind, "days": days, "effective_from": effective_from.isoformat()}
    record("beneficiaries.paper_validity_published", subject=row, by=by, at=at, data=data)
    return row
