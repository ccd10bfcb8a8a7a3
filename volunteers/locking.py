"""How services of this app take turns.

Order of locks, always: volunteers, then the shift, then its roles, each in primary-key order. Rows are locked
`FOR NO KEY UPDATE OF self`: a foreign-key check elsewhere does not wait, nor does a sibling shift of the activity.
On SQLite the write transaction (BEGIN IMMEDIATE) is the lock.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from database.kept import KeptQuery, Slot, any_of
from volunteers.models import Shift, ShiftRole, VolunteerProfile
from workflow.machine import WorkflowError

P = ParamSpec("P")
R = TypeVar("R")

LONGEST_WAIT_MS = 15_000  # longer than 200 sign-ups for one shift take on a busy machine, shorter than a web request
DEADLOCK, SERIALIZATION_FAILURE = "40P01", "40001"


class Busy(WorkflowError):
    """Too many people at once, or a deadlock twice in a row; nothing happened and trying again is right."""


def taking_turns(service: Callable[P, R]) -> Callable[P, R]:
    """Runs the service in one transaction with a bounded wait for locks; once more after a deadlock.

    Raises Busy instead of the database's own error.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        may_retry = not connection.in_atomic_block
        try:
            return _run_once(service, *args, **kwargs)
        except OperationalError as error:
            if not (may_retry and _sqlstate(error) in (DEADLOCK, SERIALIZATION_FAILURE)):
                raise Busy(_("Many people are signing up at this moment. Please try again.")) from error
        try:
            return _run_once(service, *args, **kwargs)
        except OperationalError as error:
            raise Busy(_("Many people are signing up at this moment. Please try again.")) from error

    return run


@transaction.atomic
def _run_once(service: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LONGEST_WAIT_MS}ms"])
    return service(*args, **kwargs)


def _sqlstate(error: OperationalError) -> str:
    return getattr(error.__cause__, "sqlstate", "") or ""


def locked_volunteers(pks: Iterable[int]) -> list[VolunteerProfile]:
    ids = list(pks)
    return _lock_volunteers(*ids) if ids else []


def locked_shift(pk: int) -> Shift:
    """The shift, then its roles in `shift.locked_roles`, read after the lock was granted."""
    Shift.objects.select_for_update(of=("self",), no_key=True).order_by("pk").get(pk=pk)
    return Shift.objects.select_related("activity__team").get(pk=pk)


def locked_roles(shift_ids: Iterable[int]) -> list[ShiftRole]:
    """The roles of the shifts, with shift and activity as they are now that the locks are held.

    The shifts are read by a second statement on purpose: PostgreSQL re-reads only the locked rows after a wait; a
    joined shift would still be the one from before, perhaps open although it has just been cancelled. On SQLite nobody
    else writes from the start of the transaction on, so one statement reads all.
    """
    ids = list(shift_ids)
    if not ids:
        return []
    if connection.vendor == "sqlite":
        return _sharing_shifts(_roles_with_shifts(*ids))
    roles = _lock_roles(*ids)
    shifts = {shift.pk: shift for shift in _shifts_with_activity(*ids)}
    for role in roles:
        role.shift = shifts[role.shift_id]
    return roles


def _sharing_shifts(roles: list[ShiftRole]) -> list[ShiftRole]:
    """Roles of one shift know the same object, so that a change of it is seen by all."""
    shifts: dict[int, Shift] = {}
    for role in roles:
        role.shift = shifts.setdefault(role.shift_id, role.shift)
    return roles


@KeptQuery
def _lock_volunteers(*ids: Slot) -> QuerySet[VolunteerProfile]:
    rows = VolunteerProfile.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(any_of("pk", ids)).order_by("pk")


@KeptQuery
def _lock_roles(*shift_ids: Slot) -> QuerySet[ShiftRole]:
    rows = ShiftRole.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(any_of("shift", shift_ids)).order_by("pk")


@KeptQuery
def _roles_with_shifts(*shift_ids: Slot) -> QuerySet[ShiftRole]:
    return ShiftRole.objects.select_related("shift__activity").filter(any_of("shift", shift_ids)).order_by("pk")


@KeptQuery
def _shifts_with_activity(*ids: Slot) -> QuerySet[Shift]:
    return Shift.objects.select_related("activity").filter(any_of("pk", ids))
