"""What the evidence page is made of: one fact, and the kinds of source that it may have."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Origin:
    """The kinds of source that the page tells apart, with an icon."""

    code: str
    label: Any
    icon: str


ANSWER = Origin("answer", _("Answer of the family"), "person")
STATEMENT = Origin("statement", _("Statement of the work station"), "person-check")
PAPER = Origin("paper", _("Paper handed in"), "file-earmark-text")
LOOK_UP = Origin("look_up", _("Compared with the issuing office"), "shield-check")
REGISTER = Origin("register", _("Register of people"), "people")
CONSENT = Origin("consent", _("Consent on file"), "check-lg")
PORTAL = Origin("portal", _("Records of this portal"), "archive")


@dataclass(frozen=True)
class Piece:
    """One fact that a rule used. `expires_on` is None where the source has no end."""

    label: Any
    value: Any
    origin: Origin
    by: str = ""
    at: date | None = None
    expires_on: date | None = None
    is_sealed: bool = False
