"""Codes of the check-in: one at the place that changes with every window, one of each volunteer on a shift.

Both are made from a key of their own and stored nowhere. The place code proves that somebody stood before it just now;
a photograph of it sent to a friend is worthless a minute later. The personal code only names a sign-up: it is shown to
the leader, who decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest

from django.conf import settings
from django.urls import reverse

from protection.codes import code_of
from volunteers.models import Shift, Signup
from web.references import normalise_reference

PLACE, PERSON = "checkin-place", "checkin-person"
WINDOW = 30  # seconds that a place code is shown; the one before it is accepted too
LENGTH = 6  # of 30 signs: 729 million, and wrong tries are counted


@dataclass(frozen=True)
class PlaceCode:
    code: str
    address: str
    until: datetime


def place_code(shift: Shift, at: datetime) -> PlaceCode:
    """What the page at the place shows now, and until when."""
    window = _window(at)
    code = _place(shift.pk, window)
    path = reverse("volunteers:check_in", args=[shift.pk])
    address = f"{settings.PORTAL_BASE_URL}{path}?code={code}"
    return PlaceCode(code, address, datetime.fromtimestamp((window + 1) * WINDOW, UTC))


def is_place_code(shift: Shift, typed: str, at: datetime) -> bool:
    """The code of this window or of the one before."""
    given, window = _plain(typed), _window(at)
    return any(compare_digest(_place(shift.pk, number).encode(), given.encode()) for number in (window, window - 1))


def personal_code(signup: Signup) -> str:
    return _short(PERSON, f"{signup.shift_id}:{signup.pk}")


def personal_address(signup: Signup) -> str:
    """What the personal QR code holds: the leader's check-in page, so that any camera of a phone will do."""
    path = reverse("volunteers:led_check_in", args=[signup.shift_id])
    return f"{settings.PORTAL_BASE_URL}{path}?person={personal_code(signup)}"


def signups_with_code(signups: Iterable[Signup], typed: str) -> list[Signup]:
    """Almost always one or none; two of the same shift with one code are left to the leader's eyes."""
    given = _plain(typed)
    return [signup for signup in signups if compare_digest(personal_code(signup).encode(), given.encode())]


def _place(shift_id: int, window: int) -> str:
    return _short(PLACE, f"{shift_id}:{window}")


def _short(purpose: str, reference: str) -> str:
    return code_of(purpose, reference).replace("-", "")[:LENGTH]


def _window(at: datetime) -> int:
    return int(at.timestamp()) // WINDOW


def _plain(typed: str) -> str:
    return "".join(c for c in normalise_reference(typed) if c.isalnum())[: LENGTH + 1]
