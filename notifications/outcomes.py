"""How a claimed row leaves the hands of its worker, and what follows from that.

Each function changes the row only while the worker still holds it (`state` and `attempts` as they were claimed).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F

from notifications.channels import UnknownChannel, channel
from notifications.channels.base import Handover
from notifications.contacts import mark_bad
from notifications.messages import UnknownMessage, message
from notifications.models import Delivery, DeliveryQuerySet
from notifications.planning import new_row
from notifications.preferences import next_channel
from notifications.quiet_hours import after_quiet_hours
from notifications.recipients import Address, Recipient
from notifications.states import DeliveryState

MAX_LEASE = timedelta(minutes=10)  # a lease that ends later was written by a clock that was wrong
LONGEST_PAUSE = 60  # minutes
log = structlog.get_logger(__name__)


def finish(
    row: Delivery,
    state: DeliveryState,
    *,
    at: datetime,
    problem: str = "",
    columns: Mapping[str, Any] | None = None,
    bad_address: Address | None = None,
) -> None:
    """Ends the row. What failed or is in doubt goes on over the next channel, planned in the same transaction.

    `bad_address` is one that was refused for good: the contact is marked with it.
    """
    with transaction.atomic():
        values = {"state": state, "ended_at": at, "lease_until": None, "problem": problem[:80], **(columns or {})}
        held = _held(row).update(**values)
        if held and bad_address is not None and bad_address.token:
            mark_bad(Recipient(row.recipient_key), row.channel, bad_address, problem, at=at)
        if held and state in (DeliveryState.FAILED, DeliveryState.IN_DOUBT):
            _open_next_channel(row, problem, at)


def retry_or_fail(row: Delivery, problem: str, *, at: datetime) -> None:
    """Tries again after 1, 2, 4 … 60 minutes, as long as the message is of use then."""
    next_try = at + pause_after(row)
    if channel(row.channel).keeps_quiet_hours and not row.is_urgent:
        next_try = after_quiet_hours(next_try, latest=row.expires_at)
    if next_try >= row.expires_at:
        finish(row, DeliveryState.FAILED, at=at, problem=problem)
        return
    _held(row).update(state=DeliveryState.DUE, due_at=next_try, lease_until=None, problem=problem[:80])


def postpone(row: Delivery, *, until: datetime) -> None:
    """Puts the row back without counting an attempt: it came up in the night."""
    _held(row).update(state=DeliveryState.DUE, due_at=until, lease_until=None, attempts=F("attempts") - 1)


def give_back(row: Delivery) -> None:
    """Puts the row back untouched: the lease would not last for the hand-over."""
    _held(row).update(state=DeliveryState.DUE, lease_until=None, attempts=F("attempts") - 1)


def pause_after(row: Delivery) -> timedelta:
    """The pause after this attempt. A few seconds differ by row, so that a thousand do not come back together."""
    minutes = min(2 ** max(row.attempts - 1, 0), LONGEST_PAUSE)
    return timedelta(minutes=minutes, seconds=row.pk % 20)


def settle_expired_leases(*, at: datetime) -> int:
    """Rows whose worker died in the hand-over: asks the provider, and leaves in doubt what it cannot tell."""
    taken = Delivery.objects.filter(state=DeliveryState.SENDING)
    rows = list(taken.filter(lease_until__lt=at)[:1000]) + list(taken.filter(lease_until__gt=at + MAX_LEASE)[:1000])
    for row in rows:
        _settle(row, at)
    return len(rows)


def _settle(row: Delivery, at: datetime) -> None:
    match _asked(row):
        case Handover.ACCEPTED:
            finish(row, DeliveryState.SENT, at=at, problem="told_by_provider")
        case Handover.NOT_ACCEPTED:
            _held(row).update(state=DeliveryState.DUE, due_at=at, lease_until=None, problem="worker_lost")
        case Handover.CANNOT_TELL:
            finish(row, DeliveryState.IN_DOUBT, at=at, problem="worker_lost")


def _asked(row: Delivery) -> Handover:
    try:
        return channel(row.channel).status(row.provider_ref)
    except UnknownChannel:
        return Handover.CANNOT_TELL
    except Exception:
        log.exception("provider_not_asked", delivery_id=row.pk, channel=row.channel)
        return Handover.CANNOT_TELL


def _held(row: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.filter(pk=row.pk, state=DeliveryState.SENDING, attempts=row.attempts)


def _open_next_channel(row: Delivery, problem: str, at: datetime) -> None:
    try:
        about = message(row.message)
    except UnknownMessage:
        return
    recipient = Recipient(row.recipient_key)
    same = Delivery.objects.filter(occasion=row.occasion, recipient_key=row.recipient_key)
    code = next_channel(about, recipient, set(same.values_list("channel", flat=True)))
    log.warning("delivery_not_confirmed", delivery_id=row.pk, channel=row.channel, problem=problem, next_channel=code)
    if code is not None:
        following = new_row(about, row.event, recipient, code, due_at=at, expires_at=row.expires_at, at=at)
        Delivery.objects.bulk_create([following], ignore_conflicts=True)
