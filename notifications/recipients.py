"""Who a message goes to. A key names a person; a resolver, registered per kind of key, knows their addresses."""

import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from protection.keys import purpose_key


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
    """Where one channel finds one person: an e-mail address, a phone number, or for the inbox the user's id.

    `token` tells this address from another one without naming it ("" where none is kept).
    """

    value: str
    language: str = "zh-hans"
    user_id: int | None = None
    token: str = field(default="", compare=False)


class Resolver(Protocol):
    """Finds addresses for one kind of key. Both methods answer for the moment they are asked."""

    def reachable(self, ids: Collection[int], channel: str) -> set[int]:
        """Those of `ids` who have an address for the channel and may be written to. A constant number of queries."""
        ...

    def address(self, id: int, channel: str, at: datetime) -> Address | None:
        """The address itself, asked right before sending; opening a sealed one is recorded with `at`."""
        ...

    def tokens(self, ids: Collection[int], channel: str) -> dict[int, str]:
        """The token of each present address (Address.token), without opening it. A constant number of queries."""
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


def tokens_of(recipients: Iterable[Recipient], channel: str) -> dict[Recipient, str]:
    """The token of the address that each has at this moment for the channel."""
    return {
        Recipient(f"{kind}:{id}"): token
        for kind, ids in _by_kind(recipients).items()
        for id, token in resolver(kind).tokens(ids, channel).items()
    }


def email_token(address: str) -> str:
    """For addresses that are kept in clear; a sealed telephone has its blind index."""
    if not address:
        return ""
    return hmac.new(purpose_key("contact"), address.strip().lower().encode(), sha256).hexdigest()


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
