"""How much each kind of open work weighs when it is shared out."""

from datetime import datetime
from typing import Any

from django.db import transaction

from applications.models import WorkWeight
from audit.recording import record


@transaction.atomic
def set_work_weight(*, kind: str, weight: int, source: str, by: Any, at: datetime) -> WorkWeight:
    """The next suggestion of a handler counts with it; nothing is assigned anew."""
    row, created = WorkWeight.objects.get_or_create(kind=kind, defaults={"weight": weight, "source": source})
    data = {"kind": kind, "from": None if created else row.weight, "to": weight}
    row.weight, row.source = weight, source
    row.save(update_fields=["weight", "source"])
    record("applications.work_weight_set", subject=row, by=by, at=at, data=data)
    return row
