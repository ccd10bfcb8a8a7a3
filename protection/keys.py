"""Where keys come from.

Field keys are in the environment (`PORTAL_FIELD_KEYS`, newest first, `kid:base64` each). Every other key (one per
blind index, one for the audit chain) is random, made when the tables are made and stored wrapped by a field key, so
that rotating field keys changes neither an index nor a hash already written.
"""

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction

from protection.models import WrappedKey

KEY_BYTES = 32
NONCE_BYTES = 12
KID = re.compile(r"[A-Za-z0-9_.-]{1,20}")
CANARY = "canary:"
STANDING_PURPOSES = (
    "audit-chain",
    "contact",
    "certificate-code",
    "checkin-place",
    "checkin-person",
    "calendar-token",
    "meal-card",
    "wristband-token",
    "wristband-family",
)  # keys that are made with the tables, besides one per blind index

_known: dict[str, bytes] = {}
_unsettled: set[str] = set()  # made in a transaction that may still be rolled back, so not remembered yet


class UnknownKey(Exception):
    """The value was encrypted under a key that this process was not given."""


class WrongKey(Exception):
    """A key of this name was given, but it is not the one that encrypted the value."""


@dataclass(frozen=True)
class FieldKey:
    kid: str
    secret: bytes

    def __repr__(self) -> str:
        return f"FieldKey({self.kid!r})"


@cache
def field_keys() -> tuple[FieldKey, ...]:
    """The keys given to this process, newest first. Raises ValueError for a malformed entry (never printing it)."""
    return tuple(_parse(entry) for entry in settings.PORTAL_FIELD_KEYS)


def newest_key() -> FieldKey:
    """Raises UnknownKey when no key was given."""
    if not field_keys():
        raise UnknownKey("PORTAL_FIELD_KEYS is empty")
    return field_keys()[0]


def key_named(kid: str) -> FieldKey:
    for key in field_keys():
        if key.kid == kid:
            return key
    raise UnknownKey(kid)


def purpose_key(purpose: str) -> bytes:
    """The 32-byte key of a purpose such as "audit-chain" or "index:beneficiaries.person.id_number".

    Remembered by the process, but only once it is certain that the stored row stays: a key made in a transaction that
    is rolled back afterwards would otherwise live on in one process only.
    """
    if purpose in _known:
        return _known[purpose]
    row = WrappedKey.objects.filter(purpose=purpose).first() or _create(purpose)
    secret = unwrap(row)
    if purpose not in _unsettled or not connection.in_atomic_block:
        _unsettled.discard(purpose)
        _known[purpose] = secret
    return secret


def note_use(key: FieldKey) -> None:
    """Leaves a canary for a field key that is about to encrypt something, for `unreadable_kids`."""
    purpose_key(CANARY + key.kid)


def forget() -> None:
    """Drops what this process remembers; after the tables or the given keys changed."""
    field_keys.cache_clear()
    _known.clear()
    _unsettled.clear()


def make_missing(purposes: list[str]) -> None:
    """Makes the keys of these purposes and the canary of the newest field key, when tables are made or emptied."""
    forget()
    for purpose in [*STANDING_PURPOSES, *purposes, CANARY + newest_key().kid]:
        purpose_key(purpose)


def check_configured() -> str:
    """Why the given field keys cannot be used, in one sentence that names the variable; "" when they can."""
    if not settings.PORTAL_FIELD_KEYS:
        return "PORTAL_FIELD_KEYS is not set: personal data cannot be stored or read without a field key."
    try:
        keys = field_keys()
    except ValueError as error:
        return str(error)
    kids = [key.kid for key in keys]
    if len(set(kids)) != len(kids):
        return "PORTAL_FIELD_KEYS names the same key id twice."
    return ""


def unreadable_kids() -> list[str]:
    """Ids of the field keys that the database needs and this process lacks, or holds with another secret."""
    return sorted({row.kid for row in WrappedKey.objects.order_by("pk") if not _opens(row)})


def wrap(purpose: str, secret: bytes, key: FieldKey) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key.secret).encrypt(nonce, secret, purpose.encode())).decode()


def unwrap(row: WrappedKey) -> bytes:
    """Raises UnknownKey or WrongKey, naming the id of the field key and never the key."""
    blob = base64.b64decode(row.sealed)
    cipher = AESGCM(key_named(row.kid).secret)
    try:
        return cipher.decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], row.purpose.encode())
    except InvalidTag as error:
        raise WrongKey(row.kid) from error


def _opens(row: WrappedKey) -> bool:
    try:
        unwrap(row)
    except (UnknownKey, WrongKey):
        return False
    return True


def _create(purpose: str) -> WrappedKey:
    """A canary is wrapped by the field key that it stands for, every other key by the newest."""
    key = key_named(purpose.removeprefix(CANARY)) if purpose.startswith(CANARY) else newest_key()
    sealed = wrap(purpose, secrets.token_bytes(KEY_BYTES), key)
    row, created = WrappedKey.objects.get_or_create(purpose=purpose, defaults={"kid": key.kid, "sealed": sealed})
    if created and connection.in_atomic_block:
        _unsettled.add(purpose)
        transaction.on_commit(lambda: _unsettled.discard(purpose))
    return row


def _parse(entry: str) -> FieldKey:
    kid, _, encoded = entry.strip().partition(":")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        secret = b""
    if not KID.fullmatch(kid) or len(secret) != KEY_BYTES:
        raise ValueError("PORTAL_FIELD_KEYS: each entry is kid:base64 of 32 random bytes")
    return FieldKey(kid, secret)
