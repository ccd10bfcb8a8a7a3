"""Rows that the back office keeps: partners, places, employers. Each save with its event."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from audit.recording import record


@transaction.atomic
def keep_row(*, row: models.Model, fields: Sequence[str], by: Any, at: datetime) -> None:
    """Saves a partner, a place or an employer. The event names the fields that were changed."""
    row.save()
    data = {"kind": row._meta.model_name, "fields": sorted(fields)}
    record("porridge_house.row_kept", subject=row, by=by, at=at, data=data)
