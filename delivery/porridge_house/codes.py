"""What the square on a card holds: its number and a code made from a key of this purpose. Stored nowhere, guessed by
nobody: a number alone can be typed, a square that somebody drew himself is refused."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.urls import reverse

from protection.codes import code_of, is_code_of
from web.references import new_reference, normalise_reference

PURPOSE = "meal-card"
PREFIX = "ZK"  # 粥卡
LONGEST = 200


@dataclass(frozen=True)
class Read:
    """`number` is "" when the text names no card; `is_scanned`: it came with its code."""

    number: str
    is_scanned: bool = False


def new_card_number() -> str:
    return new_reference(PREFIX)


def card_address(number: str) -> str:
    """Opens the page of redemption, so that any camera of a phone will do."""
    return f"{settings.PORTAL_BASE_URL}{reverse('porridge_house:redeem')}?card={number}.{code_of(PURPOSE, number)}"


def read_card(text: str) -> Read:
    """The content of a square (an address, or number and code), or a number as somebody types it."""
    content = text.strip()[:LONGEST]
    if "card=" in content:
        content = (parse_qs(urlsplit(content).query).get("card") or [""])[0]
    number, dot, code = content.partition(".")
    number = _plain_number(number)
    if not dot:
        return Read(number)
    return Read(number, is_scanned=True) if is_code_of(PURPOSE, number, code) else Read("")


def _plain_number(text: str) -> str:
    """ "zk 7k2m9x", "7K2M9X" → "ZK-7K2M9X"."""
    signs = "".join(c for c in normalise_reference(text) if c.isascii() and c.isalnum())
    signs = signs.removeprefix(PREFIX) if len(signs) > 6 else signs
    return f"{PREFIX}-{signs}" if len(signs) == 6 else ""
