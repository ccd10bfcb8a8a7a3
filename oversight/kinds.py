"""What people complain about. Sensitive kinds are read by supervisors and the one who handles them, by nobody else."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    code: str
    label: str | Promise
    is_sensitive: bool = False


KINDS = (
    Kind("decision", _("A decision on aid")),
    Kind("service", _("How I was treated, or how long it took")),
    Kind("money", _("How money or goods are used")),
    Kind("cheating", _("Somebody gets aid who should not")),
    Kind("staff", _("A person who works for the federation"), is_sensitive=True),
    Kind("privacy", _("My personal data"), is_sensitive=True),
    Kind("abuse", _("A child or a person in need is in danger"), is_sensitive=True),
    Kind("other", _("Something else")),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def kind_choices() -> list[tuple[str, str | Promise]]:
    return [(kind.code, kind.label) for kind in KINDS]
