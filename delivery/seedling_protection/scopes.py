"""Which roles take part, and where. Below the models, because their querysets ask.

The federation and the Social Affairs Bureau run the programme together (source page); goods and money stay with the
federation, so lots are entered by its own people only.
"""

from typing import Any

from django.db.models import Q

from accounts import roles
from accounts.permissions import scope_of

KEEPERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
ORGANISERS = (*KEEPERS, roles.BUREAU_VERIFIER)
BOOKKEEPERS = (roles.ACCOUNTANT,)
READERS = (
    *ORGANISERS,
    roles.COMMUNITY_WORKER,
    roles.SUBDISTRICT_OFFICER,
    roles.ACCOUNTANT,
    roles.SUPERVISOR,
    roles.SYSTEM_ADMIN,
)


def in_scope_of(user: Any, field: str) -> Q:
    """Rows whose place lies where the user takes part or looks on. Strangers see nothing."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    return scope_of(user, *READERS).q(field)
