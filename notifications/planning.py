"""From events to messages: one row per occasion, recipient and channel, however often an event is planned.

The outbox entry of an event goes away in the transaction that writes its rows. Two planners at once write the same
rows, and the unique constraint keeps one of each.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime

import structlog
from django.db import connection, transaction

from audit.models import Event, OutboxEntry
from notifications.channels import channel
from notifications.messages import Message, messages_about
from notifications.models import Delivery, provider_reference
from notifications.preferences import channels_for
from notifications.quiet_hours import after_quiet_hours
from notifications.recipients import Recipient

BATCH = 500
log = structlog.get_logger(__name__)


def plan_pending(*, at: datetime, limit: int = 10_000) -> int:
    """Plans the messages of up to `limit` events, oldest first; returns how many events are done.

    Safe to run twice and by several processes. An event whose message class fails stays in the outbox, is reported
    and tried again by the next run; it holds up no other event.
    """
    done, last = 0, 0
    while done < limit:
        events = _waiting(last, min(BATCH, limit - done))
        if not events:
            break
        last = events[-1].pk
        done += _plan_batch(events, at)
    return done


def rows_for(message: Message, events: Sequence[Event], at: datetime) -> list[Delivery]:
    """The rows of one message class for many events, not saved. A constant number of queries per kind of recipient."""
    told = {pk: list(dict.fromkeys(people)) for pk, people in message.recipients_of(events).items()}
    chosen = channels_for(message, {person for people in told.values() for person in people})
    for person in (person for person, codes in chosen.items() if not codes):
        log.warning("recipient_unreachable", message=message.code, recipient=person.key)
    rows = []
    for event in (event for event in events if told.get(event.pk)):
        times = {"due_at": message.due_at(event), "expires_at": message.expires_at(event), "at": at}
        rows += [new_row(message, event, person, code, **times) for person in told[event.pk] for code in chosen[person]]
    return rows


def _waiting(after: int, limit: int) -> list[Event]:
    entries = OutboxEntry.objects.filter(event_id__gt=after).select_related("event").order_by("event_id")
    return [entry.event for entry in entries[:limit]]


def _plan_batch(events: list[Event], at: datetime) -> int:
    rows: list[Delivery] = []
    broken: set[int] = set()
    for message, about in _by_message(events):
        planned, failed = _rows_or_failures(message, about, at)
        rows += planned
        broken |= failed
    done = [event.pk for event in events if event.pk not in broken]
    with transaction.atomic():
        Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
        OutboxEntry.objects.filter(event_id__in=done).delete()
    return len(done)


def _by_message(events: list[Event]) -> Iterator[tuple[Message, list[Event]]]:
    by_code: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_code[event.code].append(event)
    for code, about in by_code.items():
        for message in messages_about(code):
            yield message, about


def _rows_or_failures(message: Message, events: list[Event], at: datetime) -> tuple[list[Delivery], set[int]]:
    """All rows; where the class fails, event by event, so that one bad event does not hold up the others."""
    try:
        return _rows_apart(message, events, at), set()
    except Exception:  # noqa: BLE001 - any app's code runs here; the event stays in the outbox and is reported below
        rows: list[Delivery] = []
        failed: set[int] = set()
    for event in events:
        try:
            rows += _rows_apart(message, [event], at)
        except Exception:
            log.exception("message_not_planned", message=message.code, event_id=event.pk)
            failed.add(event.pk)
    return rows, failed


def _rows_apart(message: Message, events: list[Event], at: datetime) -> list[Delivery]:
    """In a savepoint where a transaction is open already, so that a failing query does not spoil it."""
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        return rows_for(message, events, at)


def new_row(
    message: Message,
    event: Event,
    person: Recipient,
    code: str,
    *,
    due_at: datetime,
    expires_at: datetime,
    at: datetime,
) -> Delivery:
    """A row, not saved, due at `due_at` or after the night."""
    occasion = message.occasion(event)
    if channel(code).keeps_quiet_hours and not message.urgent:
        due_at = after_quiet_hours(due_at, latest=expires_at)
    return Delivery(
        occasion=occasion,
        recipient_key=person.key,
        channel=code,
        message=message.code,
        category=message.category,
        event=event,
        is_urgent=message.urgent,
        due_at=due_at,
        expires_at=expires_at,
        provider_ref=provider_reference(occasion, person.key, code, 0),
        created_at=at,
    )
