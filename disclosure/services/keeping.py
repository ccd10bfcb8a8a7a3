"""Rows that staff keep for the pages: the organisation, its officers, rules with the day from which they hold."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from audit.recording import record
from disclosure.permissions import may_keep
from workflow.machine import NotAllowed


@transaction.atomic
def keep_row(*, row: models.Model, by: Any, at: datetime) -> models.Model:
    """Saves a checked row of one of these tables with its event. Raises NotAllowed."""
    answer = may_keep(by)
    if not answer:
        raise NotAllowed(answer.reason)
    row.save()
    record("disclosure.row_kept", subject=row, by=by, at=at, data={"table": row._meta.model_name})
    return row
