"""Making and stopping the address of a volunteer's calendar."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.recording import record
from volunteers.calendar_tokens import hash_of, new_token
from volunteers.locking import locked_volunteers
from volunteers.models import CalendarFeed, VolunteerProfile


@transaction.atomic
def make_calendar(*, volunteer: VolunteerProfile, by: Any, at: datetime) -> str:
    """Returns the token of the new address, the only time that it can be read; an earlier address stops."""
    locked_volunteers([volunteer.pk])
    _stop(volunteer, by, at)
    token = new_token()
    feed = CalendarFeed.objects.create(volunteer=volunteer, token_hash=hash_of(token), made_at=at)
    record("volunteers.calendar_made", subject=volunteer, by=by, at=at, data={"calendar": feed.pk})
    return token


@transaction.atomic
def stop_calendar(*, volunteer: VolunteerProfile, by: Any, at: datetime) -> bool:
    """The address answers no more. False when there was none."""
    locked_volunteers([volunteer.pk])
    return _stop(volunteer, by, at)


def _stop(volunteer: VolunteerProfile, by: Any, at: datetime) -> bool:
    live = CalendarFeed.objects.live().filter(volunteer=volunteer).first()
    if live is None:
        return False
    live.revoked_at = at
    live.save(update_fields=["revoked_at"])
    record("volunteers.calendar_stopped", subject=volunteer, by=by, at=at, data={"calendar": live.pk})
    return True
