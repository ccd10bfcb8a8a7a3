"""A channel whose provider refuses the portal itself (password, sender, unpaid bill) is left alone for a while.

Without it every message would fail for good because of one wrong password. Messages wait for the end of the pause,
or go on over their next channel when they would be too late by then.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from audit.recording import record
from notifications.models import ChannelPause

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)
log = structlog.get_logger(__name__)


def pauses() -> dict[str, datetime]:
    """Until when each channel is left alone; a moment that has passed means that the next message is the trial."""
    return dict(ChannelPause.objects.values_list("channel", "until"))


@transaction.atomic
def pause(channel: str, problem: str, *, at: datetime) -> datetime:
    """Leaves the channel alone for 5, 10, 20 … 60 minutes; returns until when. The first time is an event."""
    row, is_new = ChannelPause.objects.select_for_update().get_or_create(
        channel=channel, defaults={"since": at, "until": at, "problem": problem[:80]}
    )
    if row.until > at:  # another worker met the same refusal a moment ago
        return row.until
    row.until = at + min(FIRST_PAUSE * 2**row.refusals, LONGEST_PAUSE)
    row.refusals, row.problem = row.refusals + 1, problem[:80]
    row.save(update_fields=["until", "refusals", "problem"])
    log.error("channel_paused", channel=channel, problem=problem, refusals=row.refusals)
    if is_new:
        record("notifications.channel_paused", subject=row, by=None, at=at, data={"channel": channel})
    return row.until


@transaction.atomic
def resume(channel: str, *, at: datetime) -> None:
    """The provider has taken a message again."""
    for row in ChannelPause.objects.select_for_update().filter(channel=channel):
        record("notifications.channel_resumed", subject=row, by=None, at=at, data={"channel": channel})
        row.delete()
        log.info("channel_resumed", channel=channel)
