"""Standing weekly places."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from audit.recording import record
from volunteers.choices import SignupSource
from volunteers.locking import locked_volunteers, taking_turns
from volunteers.models import Shift, ShiftSeries, Signup, StandingPlace, VolunteerProfile
from volunteers.permissions import COORDINATORS, may_act_for
from volunteers.services.signups import sign_up
from workflow.machine import NotAllowed, Refused, WorkflowError


@taking_turns
def _take_standing_place(series: ShiftSeries, volunteer: VolunteerProfile, weekday: int, by: Any, at: datetime) -> Any:
    locked_volunteers([volunteer.pk])
    answer = may_act_for(by, volunteer)
    if not answer:
        raise NotAllowed(answer.reason)
    if StandingPlace.objects.live().filter(series=series, volunteer=volunteer, weekday=weekday).exists():
        raise Refused(_("You have a standing place on this day of the week already."))
    family = None if by.pk == volunteer.user_id else by
    place = StandingPlace.objects.create(series=series, volunteer=volunteer, weekday=weekday, since=at, taken_by=family)
    record("volunteers.standing_place_taken", subject=place, by=by, at=at, data={"series": series.pk})
    return place


def take_standing_place(*, shift: Shift, volunteer: VolunteerProfile, by: Any, at: datetime) -> StandingPlace:
    """From now on the volunteer is signed up for each shift of the series on this day of the week.

    By the volunteer, or by family that may act for him. The shifts planned already come at once, each with the checks
    of every sign-up; one that cannot be had is left out. Raises NotAllowed, Refused for a shift outside a series or a
    second time, and Busy.
    """
    occurrence = getattr(shift, "occurrence", None)
    if occurrence is None:
        raise Refused(_("This shift does not repeat, so there is no standing place."))
    weekday = occurrence.series.day_of(shift.starts_at).weekday()
    place: StandingPlace = _take_standing_place(occurrence.series, volunteer, weekday, by, at)
    _fill([place], at)
    return place


@transaction.atomic
def end_standing_place(*, place: StandingPlace, by: Any, at: datetime) -> StandingPlace:
    """No further shift is signed up for; those there are stay until they are cancelled.

    By the volunteer, family that may act for him, or a coordinator. Raises NotAllowed, Refused.
    """
    rows = StandingPlace.objects.select_for_update(of=("self",), no_key=True).select_related("volunteer")
    fresh = rows.get(pk=place.pk)
    if not may_act_for(by, fresh.volunteer) and not has_role(by, *COORDINATORS):
        raise NotAllowed(_("This is somebody else's standing place."))
    if fresh.ended_at:
        raise Refused(_("This standing place has ended already."))
    _end(fresh, by, at)
    return fresh


def end_places_taken_by(*, actor_id: int, volunteer_id: int, by: Any, at: datetime) -> None:
    """Standing places end with the right of the family that took them. The caller holds the lock of the volunteer."""
    for place in StandingPlace.objects.live().filter(taken_by=actor_id, volunteer=volunteer_id):
        _end(place, by, at)


def fill_standing_places(*, at: datetime) -> int:
    """Signs everybody with a standing place up for shifts planned since; returns how many sign-ups came of it."""
    places = StandingPlace.objects.live().select_related("series", "volunteer__user", "taken_by")
    return _fill(places.order_by("since", "pk"), at)


def _end(place: StandingPlace, by: Any, at: datetime) -> None:
    place.ended_at = at
    place.save(update_fields=["ended_at"])
    record("volunteers.standing_place_ended", subject=place, by=by, at=at)


def _fill(places: Iterable[StandingPlace], at: datetime) -> int:
    done = 0
    for place in places:
        for shift in _missing_shifts(place, at):
            try:
                by = place.taken_by or place.volunteer.user
                sign_up(shift=shift, volunteer=place.volunteer, source=SignupSource.STANDING, by=by, at=at)
            except WorkflowError:  # clash, limit, not open: left out this time, as it would be for everybody
                continue
            done += 1
    return done


def _missing_shifts(place: StandingPlace, at: datetime) -> Iterator[Shift]:
    """Open shifts to come on the weekday that the volunteer never had: a cancelled sign-up is not made again."""
    series = _with_successors(place.series_id)
    known = Signup.objects.filter(volunteer=place.volunteer).values("shift")
    shifts = Shift.objects.filter(occurrence__series__in=series, state="open", starts_at__gt=at).exclude(pk__in=known)
    for shift in shifts.select_related("occurrence__series").order_by("starts_at", "pk"):
        if shift.occurrence.series.day_of(shift.starts_at).weekday() == place.weekday:
            yield shift


def _with_successors(pk: int) -> list[int]:
    """The series and those that it was split into since ("this and the following ones")."""
    found, last = [pk], [pk]
    while last:
        last = list(ShiftSeries.objects.filter(continues__in=last).exclude(pk__in=found).values_list("pk", flat=True))
        found += last
    return found
