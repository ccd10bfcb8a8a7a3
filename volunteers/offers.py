"""How long an offered place waits for its answer. Plain arithmetic on moments."""

from datetime import datetime, time, timedelta

from django.utils.timezone import localtime

from volunteers.policy import PlaceTerms

NIGHT_BEGINS, NIGHT_ENDS = time(21, 0), time(8, 0)  # nobody is woken: messages wait for the morning


def reply_until(starts_at: datetime, at: datetime, terms: PlaceTerms) -> datetime | None:
    """The limit of an offer made at `at`; None when there is no time to ask one after the other.

    The time to answer begins in the morning when the offer is made at night, because its message arrives then. It
    never runs into the hours in which everybody is called.
    """
    last = starts_at - terms.call_all_from
    if at >= last:
        return None
    reply = terms.reply if starts_at - at > terms.short_from else terms.short_reply
    return min(awake(at) + reply, last)


def awake(moment: datetime) -> datetime:
    """The moment itself by day; eight in the morning for one at night."""
    local = localtime(moment)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return moment
    morning = local.replace(hour=NIGHT_ENDS.hour, minute=0, second=0, microsecond=0)
    return morning if local.time() < NIGHT_ENDS else morning + timedelta(days=1)
