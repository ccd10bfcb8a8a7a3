"""Standing places when the people of a series move to another day of the week: they go along."""

from datetime import datetime
from typing import Any

from audit.recording import record
from volunteers.models import ShiftSeries, StandingPlace
from volunteers.series_change import SeriesChange


def move_standing_places(plan: SeriesChange, target: ShiftSeries, *, by: Any, at: datetime) -> None:
    """Ends those on the old day and begins them on the new one, for whoever has none there yet.

    Called by the change of the series, which holds the lock of the series. Raises IntegrityError when somebody takes
    the same standing place at this moment.
    """
    weekdays = plan.moved_weekdays
    places = StandingPlace.objects.live().filter(series__in=_with_earlier(plan.series), weekday__in=weekdays)
    for place in places.select_for_update(of=("self",), no_key=True).order_by("pk"):
        place.ended_at = at
        place.save(update_fields=["ended_at"])
        record("volunteers.standing_place_ended", subject=place, by=by, at=at)
        _begin(place, target, weekdays[place.weekday], by, at)


def _begin(old: StandingPlace, series: ShiftSeries, weekday: int, by: Any, at: datetime) -> None:
    same = StandingPlace.objects.live().filter(series=series, volunteer=old.volunteer_id, weekday=weekday)
    if same.exists():
        return
    new = StandingPlace.objects.create(
        series=series, volunteer_id=old.volunteer_id, weekday=weekday, since=at, taken_by_id=old.taken_by_id
    )
    data = {"series": series.pk, "instead_of": old.pk}
    record("volunteers.standing_place_taken", subject=new, by=by, at=at, data=data)


def _with_earlier(series: ShiftSeries | None) -> list[int]:
    """The series and those that it continues."""
    found: list[int] = []
    while series is not None and series.pk not in found:
        found.append(series.pk)
        series = series.continues
    return found
