"""The code on a band, and the address by which a contact without an account sees an alert.

A band's code is 256 random bits, printed on the band and kept nowhere; of it a keyed hash is stored, so that neither a
stolen table nor a stolen backup opens a page. The address of a contact is computed from a key and never stored at all.
"""

import base64
import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.urls import reverse

from protection.keys import purpose_key

PURPOSE, FAMILY_PURPOSE = "wristband-token", "wristband-family"
RANDOM_BYTES = 32
LONGEST = 200  # characters that are looked at; a longer text is no code
PROOF_BYTES = 16
CODE_IN_ADDRESS = re.compile(r"/w/([^/\s]+)/?$")


def new_token() -> str:
    """43 characters of 256 random bits."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def hash_of(token: str) -> str:
    """HMAC-SHA256 in hex. Looking it up by equality tells nothing about the token, as nobody else has the key."""
    return hmac.new(purpose_key(PURPOSE), token[:LONGEST].encode(), hashlib.sha256).hexdigest()


def address_of(token: str) -> str:
    """What the square on the band says."""
    return settings.PORTAL_BASE_URL + reverse("wristbands:finder", args=[token])


def code_in(text: str) -> str:
    """The code in a scanned address; "" when the text is no address of a band."""
    found = CODE_IN_ADDRESS.search(text.strip())
    return found[1] if found else ""


def family_proof(alert_id: int, turn: int, contact_id: int) -> str:
    """22 characters that only the portal can compute for this alert and this contact."""
    text = f"{alert_id}:{turn}:{contact_id}".encode()
    digest = hmac.new(purpose_key(FAMILY_PURPOSE), text, hashlib.sha256).digest()[:PROOF_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_family_proof(proof: str, alert_id: int, turn: int, contact_id: int) -> bool:
    return hmac.compare_digest(proof.encode(), family_proof(alert_id, turn, contact_id).encode())
