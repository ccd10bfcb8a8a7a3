"""The secret in the address of a calendar: shown once, kept as a keyed hash, so a stolen table opens no calendar."""

import hashlib
import hmac
import secrets

from protection.keys import purpose_key

PURPOSE = "calendar-token"
RANDOM_BYTES = 32


def new_token() -> str:
    """43 characters of 256 random bits."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def hash_of(token: str) -> str:
    """HMAC-SHA256 in hex. Looking it up by equality tells nothing about the token, as nobody else has the key."""
    return hmac.new(purpose_key(PURPOSE), token.encode(), hashlib.sha256).hexdigest()
