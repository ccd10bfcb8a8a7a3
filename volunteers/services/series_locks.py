"""How changes of a series take turns with each other, with the planner and with people who sign up.

The series is locked first, then what volunteers.locking says: volunteers, shifts, tasks, each in primary-key order.
Nobody who holds one of those ever asks for a series, so no circle of waiting can arise.
"""

from collections.abc import Collection, Iterable

from volunteers.locking import locked_roles
from volunteers.models import Shift, ShiftRole, ShiftSeries


def locked_series(pk: int) -> ShiftSeries:
    """The series as it is now that nobody else changes or plans it. Raises ShiftSeries.DoesNotExist."""
    ShiftSeries.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    return ShiftSeries.objects.select_related("activity__team").prefetch_related("tasks").get(pk=pk)


def locked_shifts_and_roles(shift_ids: Collection[int]) -> list[ShiftRole]:
    """Locks all the shifts, then all their tasks; returns the tasks."""
    ids: Iterable[int] = sorted(shift_ids)
    rows = Shift.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk", flat=True))
    return locked_roles(ids)
