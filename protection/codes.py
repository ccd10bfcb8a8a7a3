"""Codes on paper that open something without an account: made from a reference and a secret key, stored nowhere."""

import hashlib
import hmac
import unicodedata

from protection.keys import purpose_key
from web.references import ALPHABET

LENGTH = 12


def code_of(purpose: str, reference: str) -> str:
    """Twelve characters in three groups, e.g. "7K2M-9XQ4-TRHW": 59 bits.

    Nothing is stored, so a stolen table opens nothing, and the paper can be printed again.
    """
    digest = hmac.new(purpose_key(purpose), reference.encode(), hashlib.sha256).digest()
    number, letters = int.from_bytes(digest, "big"), []
    for _i in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    text = "".join(letters)
    return "-".join(text[i : i + 4] for i in range(0, LENGTH, 4))


def is_code_of(purpose: str, reference: str, typed: str) -> bool:
    """Compares in constant time; blanks, hyphens, small letters and full-width ones do not matter."""
    clean = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())
    return hmac.compare_digest(code_of(purpose, reference).replace("-", "").encode(), clean.encode())
