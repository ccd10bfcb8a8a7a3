"""The lists that the office keeps: skills, kinds of qualifications, insurance policies."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.recording import record
from volunteers.models import InsurancePolicy, QualificationKind, Skill


@transaction.atomic
def save_entry(*, entry: Skill | QualificationKind | InsurancePolicy, by: Any, at: datetime) -> None:
    """Writes a new or changed entry. An entry is never deleted: profiles point to it."""
    entry.save()
    record("volunteers.list_entry_saved", subject=entry, by=by, at=at)
