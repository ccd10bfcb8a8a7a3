"""Signatures over certificates of service: the keys of the environment, their public halves kept for ever."""

from datetime import datetime

from django.conf import settings

from certificates.models import SigningKey
from protection import signatures
from protection.signatures import KeyNameTaken, NoSigningKey, is_signed, sign_noted, signing_keys

__all__ = ["KeyNameTaken", "NoSigningKey", "check_configured", "is_signed", "names_taken", "sign", "signing_keys"]


def check_configured() -> str:
    """Why the given keys cannot be used, in one sentence that names the variable; "" when they can."""
    if not settings.PORTAL_SIGNING_KEYS:
        return "PORTAL_SIGNING_KEYS is not set: certificates of service cannot be signed."
    try:
        kids = [key.kid for key in signing_keys()]
    except ValueError as error:
        return str(error)
    return "PORTAL_SIGNING_KEYS names the same key id twice." if len(set(kids)) != len(kids) else ""


def sign(text: str, *, at: datetime) -> tuple[str, str]:
    """Key id and signature; the public half is noted with the first signature. Raises NoSigningKey, KeyNameTaken."""
    return sign_noted(SigningKey, text, at=at)


def names_taken() -> list[str]:
    """Key ids of this process under which another key has signed certificates before."""
    return signatures.names_taken(SigningKey)
