"""Ed25519 signatures over papers that the portal issues. Keys come from the environment as field keys do.

`PORTAL_SIGNING_KEYS`: newest first, `kid:base64` of 32 random bytes each; the first one signs. A key that is taken out
of the environment cannot sign any more, but what it signed stays verifiable by the public half that was noted.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db.models import Model

SEED_BYTES = 32
KID = re.compile(r"[A-Za-z0-9_.-]{1,20}")


class NoSigningKey(Exception):
    """The process was given no key to sign with."""


class KeyNameTaken(Exception):
    """Another key of this name has signed before."""


@dataclass(frozen=True)
class PrivateKey:
    kid: str
    seed: bytes

    def __repr__(self) -> str:
        return f"PrivateKey({self.kid!r})"

    @property
    def public_key(self) -> str:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return base64.b64encode(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

    def sign(self, text: str) -> str:
        return base64.b64encode(Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())).decode()


def signing_keys() -> tuple[PrivateKey, ...]:
    """The keys given to this process, newest first. Raises ValueError for a malformed entry (never printing it)."""
    return _parsed(tuple(settings.PORTAL_SIGNING_KEYS))


def sign_noted(keys: type[Model], text: str, *, at: datetime) -> tuple[str, str]:
    """Key id and signature; the public half is noted in `keys` with the first signature.

    `keys` has the columns kid, public_key and first_used_at. Raises NoSigningKey, KeyNameTaken.
    """
    if not signing_keys():
        raise NoSigningKey("PORTAL_SIGNING_KEYS is empty")
    key = signing_keys()[0]
    rows: Any = keys._default_manager
    known, _created = rows.get_or_create(kid=key.kid, defaults={"public_key": key.public_key, "first_used_at": at})
    if known.public_key != key.public_key:
        raise KeyNameTaken(key.kid)
    return key.kid, key.sign(text)


def names_taken(keys: type[Model]) -> list[str]:
    """Key ids of this process under which another key has signed before, by what `keys` noted."""
    given = {key.kid: key.public_key for key in signing_keys()}
    rows: Any = keys._default_manager
    known = rows.filter(kid__in=given).order_by("kid")
    return [row.kid for row in known if row.public_key != given[row.kid]]


def is_signed(text: str, signature: str, public_key: str) -> bool:
    """`public_key` and `signature` are base64."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@cache
def _parsed(entries: tuple[str, ...]) -> tuple[PrivateKey, ...]:
    return tuple(_parse(entry) for entry in entries)


def _parse(entry: str) -> PrivateKey:
    kid, _, encoded = entry.strip().partition(":")
    try:
        seed = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        seed = b""
    if not KID.fullmatch(kid) or len(seed) != SEED_BYTES:
        raise ValueError("PORTAL_SIGNING_KEYS: each entry is kid:base64 of 32 random bytes")
    return PrivateKey(kid, seed)
