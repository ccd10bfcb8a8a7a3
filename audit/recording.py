"""Writing events. Every service calls `record` inside its own transaction."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction
from django.db.models import OuterRef, Subquery

from audit.models import Event, OutboxEntry
from database.kept import KeptInsert
from protection.keys import purpose_key

GENESIS = "0" * 64
AUDIT_KEY = "audit-chain"
LOOKS_PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|\d{16,19})(?!\d)")

_insert_event, _insert_outbox_entry = KeptInsert(Event), KeptInsert(OutboxEntry)
_listeners: list[Callable[[], None]] = []


class PersonalDataInEvent(ValueError):
    """An event may hold ids and codes only."""


@dataclass(frozen=True)
class Move:
    """The state change that an event stands for."""

    transition: str
    from_state: str
    to_state: str
    version: int


@dataclass(frozen=True)
class Occurrence:
    """An event to be recorded in bulk by `record_many`; `dedupe_key` makes a second run change nothing."""

    code: str
    subject: models.Model
    dedupe_key: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """An event to be recorded by `record_all`."""

    code: str
    subject: models.Model
    data: Mapping[str, Any] = field(default_factory=dict)
    move: Move | None = None


def on_new_event(listener: Callable[[], None]) -> None:
    """Registers a doorbell, rung once after the commit of a transaction that recorded something."""
    if listener not in _listeners:
        _listeners.append(listener)


def record(
    code: str,
    *,
    subject: models.Model,
    by: AbstractBaseUser | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    dedupe_key: str | None = None,
    move: Move | None = None,
    is_first: bool = False,
) -> Event:
    """Appends one event to the stream of `subject`. Must run inside the transaction of the effect it describes.

    Locks the stream (PostgreSQL: advisory lock; SQLite: the write transaction itself). `by=None` is the system.
    `is_first`: the subject was made in this transaction and has no event yet, so nobody else can know its stream; it
    is neither locked nor read, and the unique place in the stream refuses a mistake.
    Raises PersonalDataInEvent when `data` holds something that looks like an ID, phone or card number.
    """
    last = None if is_first else _locked_head(stream_of(subject))
    event = _event(code, subject, by, at, data or {}, dedupe_key, move, last)
    _insert_event(event)
    _insert_outbox_entry(OutboxEntry(event=event, created_at=at))
    _ring_after_commit()
    return event


def record_once(
    code: str,
    *,
    subject: models.Model,
    by: AbstractBaseUser | None,
    at: datetime,
    dedupe_key: str,
    data: Mapping[str, Any] | None = None,
) -> Event | None:
    """Like `record`, but returns None when the dedupe key exists already: a reminder planned twice is planned once."""
    _lock(stream_of(subject))
    if Event.objects.filter(dedupe_key=dedupe_key).exists():
        return None
    return record(code, subject=subject, by=by, at=at, data=data, dedupe_key=dedupe_key)


@transaction.atomic
def record_many(occurrences: Sequence[Occurrence], *, at: datetime) -> int:
    """Records many system events with a constant number of queries; known dedupe keys are skipped. Returns how many.

    A subject to which something is happening at this moment is left out: waiting for it could deadlock. Whoever plans
    runs again and finds it then. Up to some 2,000 at a time: each takes a lock of PostgreSQL.
    """
    _lock("record-many")
    fresh = _not_yet_recorded(_not_busy(_not_yet_recorded(occurrences)))
    heads = _heads({stream_of(o.subject) for o in fresh})
    events = []
    for occurrence in fresh:
        stream = stream_of(occurrence.subject)
        event = _event(
            occurrence.code,
            occurrence.subject,
            None,
            at,
            occurrence.data,
            occurrence.dedupe_key,
            None,
            heads.get(stream),
        )
        heads[stream] = {"seq": event.seq, "hash": event.hash}
        events.append(event)
    return len(_append(events, at))


def record_all(entries: Sequence[Entry], *, by: AbstractBaseUser | None, at: datetime) -> list[Event]:
    """Like `record`, for what one act does to many rows, with a constant number of queries. Up to some 2,000 at a time.

    Must run inside the transaction of the effect. Locks the streams in the order of their names; the caller holds the
    locks of the rows, so nobody else waits for two of these streams in another order.
    """
    streams = sorted({stream_of(entry.subject) for entry in entries})
    _lock_all(streams)
    heads = _heads(set(streams))
    events = []
    for entry in entries:
        stream = stream_of(entry.subject)
        event = _event(entry.code, entry.subject, by, at, entry.data, None, entry.move, heads.get(stream))
        heads[stream] = {"seq": event.seq, "hash": event.hash}
        events.append(event)
    return _append(events, at)


def stream_of(subject: models.Model) -> str:
    return f"{subject._meta.label_lower}:{subject.pk}"


def event_hash(event: Event) -> str:
    """HMAC over the previous hash, the place in the stream and the canonical body."""
    body = {
        "stream": event.stream,
        "seq": event.seq,
        "code": event.code,
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor_id,
        "move": [event.transition, event.from_state, event.to_state, event.version],
        "data": event.data,
        "key": event.dedupe_key,
    }
    text = event.prev_hash + json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(purpose_key(AUDIT_KEY), text.encode(), hashlib.sha256).hexdigest()


def _event(
    code: str,
    subject: models.Model,
    by: AbstractBaseUser | None,
    at: datetime,
    data: Mapping[str, Any],
    dedupe_key: str | None,
    move: Move | None,
    last: Mapping[str, Any] | None,
) -> Event:
    _refuse_personal_data(data)
    event = Event(
        stream=stream_of(subject),
        seq=last["seq"] + 1 if last else 1,
        code=code,
        at=at,
        actor_id=by.pk if by else None,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        transition=move.transition if move else "",
        from_state=move.from_state if move else "",
        to_state=move.to_state if move else "",
        version=move.version if move else None,
        data=dict(data),
        dedupe_key=dedupe_key,
        prev_hash=last["hash"] if last else GENESIS,
    )
    event.hash = event_hash(event)
    return event


def _locked_head(stream: str) -> Mapping[str, Any] | None:
    _lock(stream)
    return _head(stream)


def _head(stream: str) -> Mapping[str, Any] | None:
    return Event.objects.filter(stream=stream).order_by("-seq").values("seq", "hash").first()


def _append(events: Sequence[Event], at: datetime) -> list[Event]:
    created = Event.objects.bulk_create(events, batch_size=500)
    OutboxEntry.objects.bulk_create([OutboxEntry(event=event, created_at=at) for event in created], batch_size=500)
    if created:
        _ring_after_commit()
    return created


def _refuse_personal_data(data: Mapping[str, Any]) -> None:
    if LOOKS_PERSONAL.search(json.dumps(data, default=str)):
        raise PersonalDataInEvent("an event holds ids and codes, never ID, phone or card numbers")


def _lock(stream: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [stream])


def _lock_all(streams: Sequence[str]) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(%s::text[]) AS name",
                [list(streams)],
            )


def _not_busy(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """Those whose streams could be locked. On SQLite the write transaction has locked them all."""
    if connection.vendor != "postgresql":
        return list(occurrences)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE pg_try_advisory_xact_lock(hashtextextended(name, 0))",
            [sorted({stream_of(occurrence.subject) for occurrence in occurrences})],
        )
        locked = {name for (name,) in cursor.fetchall()}
    return [occurrence for occurrence in occurrences if stream_of(occurrence.subject) in locked]


def _not_yet_recorded(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    by_key: dict[str | None, Occurrence] = {o.dedupe_key: o for o in occurrences}
    keys = list(by_key)
    for start in range(0, len(keys), 900):  # SQLite refuses more than 999 parameters on old builds
        known = Event.objects.filter(dedupe_key__in=keys[start : start + 900]).values_list("dedupe_key", flat=True)
        for key in known:
            del by_key[key]
    return list(by_key.values())


def _heads(streams: set[str]) -> dict[str, dict[str, Any]]:
    heads: dict[str, dict[str, Any]] = {}
    names = sorted(streams)
    latest = Event.objects.filter(stream=OuterRef("stream")).order_by("-seq").values("seq")[:1]
    for start in range(0, len(names), 900):
        rows = Event.objects.filter(stream__in=names[start : start + 900], seq=Subquery(latest))
        heads.update({row["stream"]: dict(row) for row in rows.values("stream", "seq", "hash")})
    return heads


def _ring_after_commit() -> None:
    """Rings each doorbell once per transaction, however many events it recorded."""
    waiting = {entry[1] for entry in connection.run_on_commit}
    for listener in _listeners:
        if listener not in waiting:
            transaction.on_commit(listener, robust=True)
