"""Branded projects: kept by the office."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.recording import record
from volunteers.models import BrandProject


@transaction.atomic
def save_project(*, project: BrandProject, by: Any, at: datetime) -> BrandProject:
    """Writes a new or changed project; the event says whether it is published."""
    project.save()
    data = {"published": project.is_published, "team": project.team_id}
    record("volunteers.project_saved", subject=project, by=by, at=at, data=data)
    return project
