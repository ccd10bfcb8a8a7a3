"""The form in which a personal value rests: `suite|kid|nonce|ciphertext+tag`, the last two in base64.

AES-256-GCM with a random 96-bit nonce. The place of the value ("app.model.field|seal id of the row") is authenticated
but not stored, so a value moved to another row or column does not open. The suite names the algorithm, so that SM4
can be added beside it without touching a stored row.
"""

import base64
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protection.keys import NONCE_BYTES, FieldKey, key_named, newest_key

SUITE = "A1"
SEPARATOR = "|"


class Tampered(Exception):
    """The value was altered, or belongs to another row or column."""


@dataclass(frozen=True)
class Envelope:
    suite: str
    kid: str
    nonce: bytes
    body: bytes

    def __str__(self) -> str:
        encoded = (base64.b64encode(part).decode() for part in (self.nonce, self.body))
        return SEPARATOR.join([self.suite, self.kid, *encoded])


def close(plain: str, place: str, key: FieldKey | None = None) -> str:
    """Encrypts `plain` for one place, under the newest key unless another is given."""
    key = key or newest_key()
    nonce = secrets.token_bytes(NONCE_BYTES)
    body = AESGCM(key.secret).encrypt(nonce, plain.encode(), place.encode())
    return str(Envelope(SUITE, key.kid, nonce, body))


def open_(text: str, place: str) -> str:
    """Raises keys.UnknownKey when this process lacks the key, Tampered when the value does not belong here."""
    envelope = parse(text)
    cipher = AESGCM(key_named(envelope.kid).secret)
    try:
        return cipher.decrypt(envelope.nonce, envelope.body, place.encode()).decode()
    except InvalidTag as error:
        raise Tampered(place) from error


def parse(text: str) -> Envelope:
    """Raises Tampered for anything that is not an envelope."""
    try:
        suite, kid, nonce, body = text.split(SEPARATOR)
        envelope = Envelope(suite, kid, base64.b64decode(nonce, validate=True), base64.b64decode(body, validate=True))
    except ValueError as error:
        raise Tampered("not an envelope") from error
    if envelope.suite != SUITE or not envelope.kid or len(envelope.nonce) != NONCE_BYTES:
        raise Tampered("not an envelope of a known suite")
    return envelope


def is_envelope(text: str) -> bool:
    try:
        parse(text)
    except Tampered:
        return False
    return True


def prefix_of(kid: str) -> str:
    """What every value under this key starts with; lets the database count and find them."""
    return f"{SUITE}{SEPARATOR}{kid}{SEPARATOR}"
