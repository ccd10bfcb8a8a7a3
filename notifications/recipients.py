"""Who a message goes to. A key names a person; a resolver, registered per kind of key, knows their addresses."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, order=True)
class Recipient:
    """`key` is "user:12" or "person:34": a kind that a resolver is registered for, and an id."""

    key: str

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def id(self) -> int:
        return int(self.key.partition(":")[2])


def user_recipient(user_id: int) -> Recipient:
    return Recipient(f"user:{user_id}")


@dataclass(frozen=True)
class Address:
    """Where one channel finds one person: an e-mail address, a phone number, or for the inbox the user's id."""

    value: str
    language: str = "zh-hans"
    user_id: int | None = None


class Resolver(Protocol):
    """Finds addresses for one kind of key. Both methods answer for the moment they are asked."""

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        """Those of `ids` who have an address for the channel and may be written to. A constant number of queries."""
        ...

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        """The address itself, asked right before sending; opening a sealed one is recorded with `at`."""
        ...

    def user_ids(self, ids: Collection[int]) -> dict[int, int]:
        """The user behind each id, where there is one; their preferences count."""
        ...


class UnknownKind(LookupError):
    """No resolver is registered for this kind of key."""


_resolvers: dict[str, Resolver] = {}


def register_resolver(kind: str, resolver: Resolver) -> None:
    """Called from `AppConfig.ready` of the app that owns the people. A later call replaces an earlier one."""
    _resolvers[kind] = resolver


def resolver(kind: str) -> Resolver:
    if kind not in _resolvers:
        raise UnknownKind(kind)
    return _resolvers[kind]


def address_of(recipient: Recipient, channel: str, at: datetime) -> Address | None:
    return resolver(recipient.kind).address(recipient.id, channel, at)


def reachable(recipients: Iterable[Recipient], channel: str) -> set[Recipient]:
    """Those who can be reached over the channel; one question per kind of key."""
    return {
        Recipient(f"{kind}:{id}")
        for kind, ids in _by_kind(recipients).items()
        for id in resolver(kind).reachable(ids, channel)
    }


def user_ids(recipients: Iterable[Recipient]) -> dict[Recipient, int]:
    """The user account behind each recipient, for those who have one."""
    return {
        Recipient(f"{kind}:{id}"): user_id
        for kind, ids in _by_kind(recipients).items()
        for id, user_id in resolver(kind).user_ids(ids).items()
    }


def _by_kind(recipients: Iterable[Recipient]) -> dict[str, set[int]]:
    ids: dict[str, set[int]] = defaultdict(set)
    for recipient in recipients:
        ids[recipient.kind].add(recipient.id)
    return ids
