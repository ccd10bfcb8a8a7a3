"""Who is to be reminded now. Planning is bulk, may be repeated and catches up a missed night.

The key of a reminder carries the start of the shift (`signup:12:T-24h:1769900000`): a moved shift makes new keys, and
what was planned for the old start is dropped when its time comes (volunteers.notifications re-checks).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.utils.timezone import localtime

from audit.recording import Occurrence, record_many
from database.batches import in_batches
from volunteers.models import Signup

DAY_BEFORE = timedelta(hours=24)
SHORTLY_BEFORE = timedelta(hours=2)
NIGHT_BEGINS, NIGHT_ENDS = time(21, 0), time(8, 0)  # nobody is woken: fact book, chapter 8
EVENING = time(20, 30)
BATCH = 2000


def plan_shift_reminders(at: datetime) -> int:
    """Records the reminders due at `at` for confirmed sign-ups of shifts that have not started; returns how many.

    The reminder of the day before gives way once the second one is due, so nobody gets both at once.
    """
    coming = Signup.objects.filter(state="confirmed", starts_at__gt=at, starts_at__lte=at + DAY_BEFORE)
    batches = in_batches(coming.only("pk", "starts_at"), "starts_at", BATCH)
    return sum(record_many(list(_due(batch, at)), at=at) for batch in batches)


def soon_moment(starts_at: datetime) -> datetime:
    """Two hours before; for a shift at dawn half past eight the evening before, instead of in the night."""
    moment = localtime(starts_at - SHORTLY_BEFORE)
    if NIGHT_ENDS <= moment.time() < NIGHT_BEGINS:
        return moment
    evening = moment.replace(hour=EVENING.hour, minute=EVENING.minute, second=0, microsecond=0)
    return evening - timedelta(days=1) if moment.time() < NIGHT_ENDS else evening


def _due(coming: Iterable[Signup], at: datetime) -> Iterator[Occurrence]:
    for signup in coming:
        code, kind = "volunteers.shift_tomorrow", "T-24h"
        if at >= soon_moment(signup.starts_at):
            code, kind = "volunteers.shift_soon", "T-2h"
        start = int(signup.starts_at.timestamp())
        yield Occurrence(code, signup, f"signup:{signup.pk}:{kind}:{start}", {"start": start})
