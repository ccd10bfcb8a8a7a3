"""Reading shifts, rosters and records."""

from datetime import datetime

from volunteers.models import Shift, Signup


def clashes_after_move(shift: Shift, starts_at: datetime, ends_at: datetime) -> list[Signup]:
    """Confirmed sign-ups of the shift whose volunteers are confirmed elsewhere at the new time."""
    elsewhere = (
        Signup.objects.filter(state="confirmed", starts_at__lt=ends_at, ends_at__gt=starts_at)
        .exclude(shift=shift)
        .values("volunteer_id")
    )
    mine = Signup.objects.filter(shift=shift, state="confirmed", volunteer_id__in=elsewhere)
    return list(mine.select_related("volunteer").order_by("sequence"))
