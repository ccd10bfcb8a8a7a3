"""Missed shifts shorten how far ahead somebody may sign up; they fade, and hours are never taken for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from volunteers.policy import absence_terms_on


def horizon_after(missed: Iterable[datetime], at: datetime) -> int | None:
    """For how many days ahead somebody may sign up who missed shifts at these times; None without a limit."""
    moments = list(missed)
    if not moments:
        return None
    terms = absence_terms_on(localdate(at))
    remembered = [moment for moment in moments if moment > at - timedelta(days=terms.memory_days)]
    return terms.horizon_days if len(remembered) >= terms.limit else None
