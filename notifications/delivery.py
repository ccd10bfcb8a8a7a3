"""Handing messages over: claim, look again, send, mark.

What is promised: for each occasion, recipient and channel one message. It is handed to the provider at most once,
except that after a crash in the hand-over the provider is asked first; if it cannot tell, the row is marked "in
doubt", is not sent again on that channel, and the next channel is used. Every row ends as sent, failed, expired, in
doubt or no longer needed. Nothing is promised about what happens behind the provider.

No transaction is open while something is sent. `attempts` is the fence: a worker that lost its lease marks nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import translation

from notifications import breaker
from notifications.channels import UnknownChannel, channel
from notifications.channels.base import HandoverInDoubt, Parcel, TransportError
from notifications.contacts import unusable_address
from notifications.messages import Message, UnknownMessage, message, write
from notifications.models import Delivery
from notifications.outcomes import finish, give_back, postpone, retry_or_fail
from notifications.preferences import still_wanted
from notifications.quiet_hours import after_quiet_hours
from notifications.recipients import Recipient, address_of
from notifications.states import DeliveryState

LEASE = timedelta(seconds=60)
TIMEOUT = 10.0  # seconds for one hand-over
BATCH = 20
log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class RunningClock:
    """The time that was handed in, running on; it never jumps, whatever happens to the machine's clock."""

    at: datetime
    started: float

    def __call__(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.started)


def running_from(at: datetime) -> Clock:
    return RunningClock(at, time.monotonic())


def deliver_due(*, at: datetime, limit: int = 5_000, clock: Clock | None = None) -> int:
    """Hands over what is due, urgent first, then oldest first; returns how many rows were worked on.

    Any number of processes may run it at once. `clock` tells the time during the run; it starts at `at`.
    """
    clock = clock or running_from(at)
    expire_late(at=clock())
    worked = 0
    while worked < limit and (rows := claim(at=clock(), limit=min(BATCH, limit - worked))):
        paused = breaker.pauses()
        for row in rows:
            _work_on(row, clock, paused)
        worked += len(rows)
    return worked


def claim(*, at: datetime, limit: int) -> list[Delivery]:
    """Takes up to `limit` due rows for the length of a lease. No other process gets them meanwhile."""
    due = Delivery.objects.filter(state=DeliveryState.DUE, due_at__lte=at)
    if not due.exists():  # spares SQLite's one writer an empty transaction
        return []
    with transaction.atomic():
        chosen = due.select_for_update(skip_locked=True).order_by("-is_urgent", "due_at", "id")
        ids = list(chosen.values_list("pk", flat=True)[:limit])
        Delivery.objects.filter(pk__in=ids).update(
            state=DeliveryState.SENDING, attempts=F("attempts") + 1, lease_until=at + LEASE
        )
        rows = Delivery.objects.filter(pk__in=ids).select_related("event")
        return sorted(rows, key=lambda row: ids.index(row.pk))


def expire_late(*, at: datetime) -> int:
    """Ends rows that nobody has tried to send before they became useless."""
    late = Delivery.objects.filter(state=DeliveryState.DUE, expires_at__lte=at)
    if not late.exists():
        return 0
    failed = late.filter(attempts__gt=0).update(state=DeliveryState.FAILED, ended_at=at)
    return failed + late.update(state=DeliveryState.EXPIRED, ended_at=at, problem="too_late")


def _work_on(row: Delivery, clock: Clock, paused: dict[str, datetime]) -> None:
    """One claimed row, to its next state. An error of any kind ends in a state, never in a stuck row.

    `paused` is what is known of channels that are left alone; a refusal of the whole channel is added to it.
    """
    if row.lease_until is None or row.lease_until - clock() < timedelta(seconds=TIMEOUT + 5):
        give_back(row)
        return
    if paused.get(row.channel, clock()) > clock():
        _wait_or_go_on(row, paused[row.channel], "channel_paused", clock())
        return
    try:
        parcel = _prepared(row, clock())
    except Exception as problem:
        log.exception("message_not_written", delivery_id=row.pk, message=row.message)
        retry_or_fail(row, f"write:{type(problem).__name__}", at=clock())
        return
    if parcel is not None:
        _hand_over(row, parcel, clock, paused)


def _prepared(row: Delivery, at: datetime) -> Parcel | None:
    """The message written, or None after the row has been ended or postponed instead."""
    try:
        about, through = message(row.message), channel(row.channel)
    except (UnknownMessage, UnknownChannel) as problem:
        finish(row, DeliveryState.FAILED, at=at, problem=f"unknown:{problem}")
        return None
    recipient = Recipient(row.recipient_key)
    if row.expires_at <= at:
        finish(row, DeliveryState.EXPIRED, at=at, problem="too_late")
    elif not about.still_applies(row.event, recipient) or not still_wanted(about, recipient, row.channel):
        finish(row, DeliveryState.CANCELLED, at=at)
    elif through.keeps_quiet_hours and not row.is_urgent and _morning(row, at) != at:
        postpone(row, until=_morning(row, at))
    else:
        return _written(row, about, recipient, at)
    return None


def _morning(row: Delivery, at: datetime) -> datetime:
    return after_quiet_hours(at, latest=row.expires_at)


def _written(row: Delivery, about: Message, recipient: Recipient, at: datetime) -> Parcel | None:
    address = address_of(recipient, row.channel, at)
    if address is None:
        bad = unusable_address(recipient, row.channel)
        finish(row, DeliveryState.FAILED, at=at, problem="no_address", bad_address=bad)
        return None
    path = about.path(row.event, recipient)
    with translation.override(address.language):
        subject, body = write(about, row.channel, about.context(row.event, recipient), path=path)
    return Parcel(row.provider_ref, address, subject, body, path)


def _wait_or_go_on(row: Delivery, until: datetime, problem: str, at: datetime) -> None:
    """Waits for the end of the pause; a message that would be too late by then takes its next channel."""
    if until < row.expires_at:
        postpone(row, until=until)
    else:
        finish(row, DeliveryState.FAILED, at=at, problem=problem)


def _hand_over(row: Delivery, parcel: Parcel, clock: Clock, paused: dict[str, datetime]) -> None:
    through = channel(row.channel)
    try:
        through.deliver(parcel, timeout=TIMEOUT)
    except TransportError as problem:
        if problem.whole_channel:
            paused[row.channel] = breaker.pause(row.channel, problem.code, at=clock())
            _wait_or_go_on(row, paused[row.channel], problem.code, clock())
        elif problem.permanent:
            bad = parcel.address if problem.bad_address else None
            finish(row, DeliveryState.FAILED, at=clock(), problem=problem.code, bad_address=bad)
        else:
            retry_or_fail(row, problem.code, at=clock())
    except HandoverInDoubt as problem:
        finish(row, DeliveryState.IN_DOUBT, at=clock(), problem=problem.code)
    except Exception as problem:
        log.exception("channel_failed", delivery_id=row.pk, channel=row.channel)
        finish(row, DeliveryState.IN_DOUBT, at=clock(), problem=f"channel:{type(problem).__name__}")
    else:
        finish(row, DeliveryState.SENT, at=clock(), columns=through.columns(parcel))
        if paused.pop(row.channel, None):
            breaker.resume(row.channel, at=clock())
