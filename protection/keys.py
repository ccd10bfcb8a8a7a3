"""Where keys come from.

Field keys are in the environment (`PORTAL_FIELD_KEYS`, newest first, `kid:base64` each). Every other key (one per
blind index, one for the audit chain) is random, made on first use and stored wrapped by a field key, so that rotating
field keys changes neither an index nor a hash already written.
"""

import base64
import secrets
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from protection.models import WrappedKey

KEY_BYTES = 32
NONCE_BYTES = 12


class UnknownKey(Exception):
    """The value was encrypted under a key that this process was not given."""


@dataclass(frozen=True)
class FieldKey:
    kid: str
    secret: bytes


@cache
def field_keys() -> tuple[FieldKey, ...]:
    """The keys given to this process, newest first. Raises ValueError for a malformed entry (never printing it)."""
    return tuple(_parse(entry) for entry in settings.PORTAL_FIELD_KEYS)


def newest_key() -> FieldKey:
    return field_keys()[0]


def key_named(kid: str) -> FieldKey:
    for key in field_keys():
        if key.kid == kid:
            return key
    raise UnknownKey(kid)


@cache
def purpose_key(purpose: str) -> bytes:
    """The 32-byte key of a purpose such as "audit-chain" or "index:beneficiaries.person.id_number"."""
    row = WrappedKey.objects.filter(purpose=purpose).first() or _create(purpose)
    blob = base64.b64decode(row.sealed)
    cipher = AESGCM(key_named(row.kid).secret)
    return cipher.decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], purpose.encode())


def wrap(purpose: str, secret: bytes, key: FieldKey) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key.secret).encrypt(nonce, secret, purpose.encode())).decode()


def _create(purpose: str) -> WrappedKey:
    key = newest_key()
    sealed = wrap(purpose, secrets.token_bytes(KEY_BYTES), key)
    row, _created = WrappedKey.objects.get_or_create(purpose=purpose, defaults={"kid": key.kid, "sealed": sealed})
    return row


def _parse(entry: str) -> FieldKey:
    kid, _, encoded = entry.partition(":")
    secret = base64.b64decode(encoded)
    if not kid or len(secret) != KEY_BYTES:
        raise ValueError("PORTAL_FIELD_KEYS: each entry is kid:base64 of 32 random bytes")
    return FieldKey(kid, secret)
