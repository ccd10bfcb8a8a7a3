"""Who may approve how much."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import roles
from applications.models import ApprovalLevel
from audit.recording import record

DECIDING_ROLES = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


@transaction.atomic
def set_approval_level(*, role: str, up_to_fen: int, source: str, by: Any, at: datetime) -> ApprovalLevel:
    """The largest amount (fen) that people of `role` approve alone, from now on. Decided cases stay as they are.

    `source` names the decision that sets it. Locks the level; the event holds the old and the new amount.
    """
    before = ApprovalLevel.objects.select_for_update().filter(role=role).first()
    level, _created = ApprovalLevel.objects.update_or_create(
        role=role, defaults={"up_to_fen": up_to_fen, "source": source}
    )
    data = {"role": role, "from_fen": before.up_to_fen if before else None, "to_fen": up_to_fen}
    record("applications.approval_level_set", subject=level, by=by, at=at, data=data)
    return level
