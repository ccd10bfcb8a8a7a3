"""Reading events."""

from django.db import models
from django.db.models import QuerySet

from audit.models import Event
from audit.recording import stream_of


def timeline_of(subject: models.Model) -> QuerySet[Event]:
    """The events of one subject, oldest first, with their actors."""
    return Event.objects.filter(stream=stream_of(subject)).select_related("actor").order_by("seq")
