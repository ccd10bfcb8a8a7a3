"""What each process remembers for half a minute: names of small tables that every list shows and that change once in a
while. Only for showing; whatever decides something reads the table itself."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.utils.translation import get_language

SECONDS = 30
T = TypeVar("T")


def kept(name: str, read: Callable[[], T]) -> T:
    """What `read` gave within the last 30 seconds in the reader's language; a new name shows up that much later."""
    return caches["process"].get_or_set(f"{get_language()}:{name}", read, SECONDS)
