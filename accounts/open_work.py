"""What waits for a person, across the apps above. Declared here, filled by the module in settings.OPEN_WORK."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.models import User


def open_work_of(user: User, *, at: datetime) -> Sequence[Any]:
    found: Sequence[Any] = import_string(settings.OPEN_WORK)(user, at=at)
    return found


def handover_url(user: User) -> str:
    """Where an administrator gives all of it to colleagues."""
    return reverse("home:handover_preview", args=[user.seal_id])
