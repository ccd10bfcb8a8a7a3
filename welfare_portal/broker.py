"""A Celery broker without a server: a kombu transport over one SQLite file (docs/adr/0001-embedded-broker.md).

Used as `sqlite3://localhost` with the transport options `path` and `polling_interval`; Redis takes its place when
REDIS_URL is set. A message is taken by one UPDATE, removed by its acknowledgement, and comes back as soon as the last
process of the worker that took it is gone.
"""

import json
import sqlite3
from queue import Empty
from typing import Any

from kombu.transport import virtual

from welfare_portal.broker_file import BrokerFile, broker_file


class QoS(virtual.QoS):
    """What was delivered and not yet acknowledged; the file knows it too, so that a kill forgets nothing."""

    def ack(self, delivery_tag: str) -> None:
        self.channel.file.acknowledge(delivery_tag)
        super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        if requeue:
            self.channel.file.release(delivery_tag)
        else:
            self.channel.file.acknowledge(delivery_tag)
        super().ack(delivery_tag)

    def restore_unacked(self) -> list[Any]:
        self._flush()
        for delivery_tag in list(self._delivered):
            self.channel.file.release(delivery_tag)
        self._delivered.clear()
        return []


class Channel(virtual.Channel):
    QoS = QoS
    supports_fanout = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._path = self.connection.client.transport_options["path"]
        self._temporary_queues: set[str] = set()
        self._unacknowledged_queues: set[str] = set()

    @property
    def file(self) -> BrokerFile:
        return broker_file(self._path)

    def basic_consume(self, queue: str, no_ack: bool, *args: Any, **kwargs: Any) -> Any:
        if no_ack:
            self._unacknowledged_queues.add(queue)
        return super().basic_consume(queue, no_ack, *args, **kwargs)

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> Any:
        message = super().basic_get(queue, no_ack=no_ack, **kwargs)
        if message is not None and no_ack:
            self.file.acknowledge(message.delivery_tag)
        return message

    def _put(self, queue: str, message: dict[str, Any], **_kwargs: Any) -> None:
        properties = message["properties"]
        self.file.put(queue, properties["delivery_tag"], properties.get("priority") or 0, json.dumps(message))

    def _put_fanout(self, exchange: str, message: dict[str, Any], _routing_key: str, **_kwargs: Any) -> None:
        for _key, _pattern, queue in self.file.bindings(exchange):
            self._put(queue, message)

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        payload = self.file.take(queue)
        if payload is None:
            raise Empty
        message = json.loads(payload)
        if queue in self._unacknowledged_queues:
            self.file.acknowledge(message["properties"]["delivery_tag"])
        return message

    def _new_queue(self, queue: str, **options: Any) -> None:
        if options.get("auto_delete") or options.get("exclusive"):
            self._temporary_queues.add(queue)

    def _has_queue(self, queue: str, **_kwargs: Any) -> bool:
        return True

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        temporary = queue in self._temporary_queues
        self.file.bind(exchange, routing_key or "", pattern or "", queue, temporary=temporary)

    def get_table(self, exchange: str) -> list[tuple[str, str, str]]:
        return self.file.bindings(exchange)

    def _size(self, queue: str) -> int:
        return self.file.waiting(queue)

    def _purge(self, queue: str) -> int:
        return self.file.purge(queue)

    def _delete(self, queue: str, *_args: Any, **_kwargs: Any) -> None:
        self.file.drop_queue(queue)


class Transport(virtual.Transport):
    Channel = Channel
    polling_interval = 0.05  # seconds
    default_port = 0  # type: ignore[assignment]
    driver_type, driver_name = "sql", "sqlite3"
    connection_errors = (*virtual.Transport.connection_errors, sqlite3.OperationalError)  # type: ignore[assignment]
    implements = virtual.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset(["direct", "topic", "fanout"])
    )
    global_state = virtual.BrokerState()  # exchanges that this process declared; the bindings are in the file

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.state = self.global_state

    def driver_version(self) -> str:
        return sqlite3.sqlite_version
