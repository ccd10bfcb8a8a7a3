"""Watching a shift: who hears when it has a place, for himself or for somebody else."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.recording import record
from volunteers.models import Shift, ShiftWatch, VolunteerProfile
from volunteers.permissions import may_watch_for
from workflow.machine import NotAllowed


@transaction.atomic
def watch_shift(*, shift: Shift, volunteer: VolunteerProfile, by: Any, at: datetime) -> ShiftWatch:
    """By the volunteer, by family that may act for him, or by a leader of the shift, who then hears it.

    Whether he still may is asked again when there is a place to tell of. Raises NotAllowed.
    """
    answer = may_watch_for(by, volunteer, shift)
    if not answer:
        raise NotAllowed(answer.reason)
    who = {"shift": shift, "volunteer": volunteer, "asked_by": _asker(volunteer, by)}
    watch, is_new = ShiftWatch.objects.get_or_create(**who, defaults={"since": at})
    if is_new:
        record("volunteers.watch_begun", subject=watch, by=by, at=at, data={"shift": shift.pk})
    return watch


@transaction.atomic
def unwatch_shift(*, shift: Shift, volunteer: VolunteerProfile, by: Any, at: datetime) -> None:
    """Ends what the person himself asked for; nothing happens where he did not."""
    for watch in ShiftWatch.objects.filter(shift=shift, volunteer=volunteer, asked_by=_asker(volunteer, by)):
        _end(watch, by, at)


@transaction.atomic
def end_watch(*, watch: ShiftWatch, by: Any, at: datetime) -> None:
    """By a coordinator, whoever asked for it."""
    for found in ShiftWatch.objects.filter(pk=watch.pk):
        _end(found, by, at)


def end_watches_by(*, actor_id: int, volunteer_id: int, by: Any, at: datetime) -> None:
    """What family watches for the volunteer ends with its right to act for him."""
    for watch in ShiftWatch.objects.filter(asked_by=actor_id, volunteer=volunteer_id):
        _end(watch, by, at)


def _asker(volunteer: VolunteerProfile, by: Any) -> Any:
    return None if by.pk == volunteer.user_id else by


def _end(watch: ShiftWatch, by: Any, at: datetime) -> None:
    record("volunteers.watch_ended", subject=watch, by=by, at=at, data={"shift": watch.shift_id})
    watch.delete()
