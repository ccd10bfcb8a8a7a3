"""The code on the receipt that opens the state of a case without an account."""

import hashlib
import hmac

from protection.keys import purpose_key
from web.references import ALPHABET

LENGTH = 12


def status_code(reference: str) -> str:
    """Twelve characters in three groups, e.g. "7K2M-9XQ4-TRHW": 59 bits, made from the reference and a secret key.

    Nothing is stored, so a stolen table of applications opens nothing, and a receipt can be printed again.
    """
    digest = hmac.new(purpose_key("status-code"), reference.encode(), hashlib.sha256).digest()
    number, letters = int.from_bytes(digest, "big"), []
    for _i in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    text = "".join(letters)
    return "-".join(text[i : i + 4] for i in range(0, LENGTH, 4))


def is_status_code(reference: str, typed: str) -> bool:
    """Compares in constant time; blanks, hyphens and small letters do not matter."""
    clean = "".join(c for c in typed.upper() if c.isalnum())
    return hmac.compare_digest(status_code(reference).replace("-", "").encode(), clean.encode())
