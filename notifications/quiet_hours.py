"""Between 21:00 and 08:00 nobody's telephone rings for something that can wait (domain.md §8: notices by SMS)."""

from datetime import datetime, time, timedelta

from django.utils import timezone

BEGIN, END = time(21, 0), time(8, 0)


def after_quiet_hours(moment: datetime, *, latest: datetime) -> datetime:
    """The moment itself by day; 08:00 when it falls in the night, unless that is later than `latest` is useful."""
    local = timezone.localtime(moment)
    if END <= local.time() < BEGIN:
        return moment
    morning = local.replace(hour=END.hour, minute=END.minute, second=0, microsecond=0)
    if local.time() >= BEGIN:
        morning += timedelta(days=1)
    return moment if morning >= latest else morning
