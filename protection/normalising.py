"""One spelling per value, so that the same number typed in two ways is found as one."""

import re
import unicodedata
from collections.abc import Callable

import phonenumbers

REGION = "CN"
SPACES_AND_DASHES = re.compile(r"[\s\u00ad\u2010-\u2015\u2212-]+")


def plain_text(text: str) -> str:
    """For addresses and notes: composed characters, no space around."""
    return unicodedata.normalize("NFC", text).strip()


def code_like(text: str) -> str:
    """For numbers of documents and cards: half-width, upper case, no spaces or dashes."""
    return SPACES_AND_DASHES.sub("", unicodedata.normalize("NFKC", text)).upper()


def phone(text: str) -> str:
    """E.164 when it is a telephone number of any country (China unless it says so), else only tidied."""
    tidy = unicodedata.normalize("NFKC", text).strip()
    try:
        number = phonenumbers.parse(tidy, REGION)
    except phonenumbers.NumberParseException:
        return code_like(tidy)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


NORMALISERS: dict[str, Callable[[str], str]] = {
    "id_number": code_like,
    "phone": phone,
    "bank_account": code_like,
    "address": plain_text,
    "text": plain_text,
}
