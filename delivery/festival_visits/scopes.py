"""Which roles take part, and where. Below the models, because their querysets ask."""

from typing import Any

from django.db.models import Q

from accounts import roles
from accounts.permissions import scope_of

NOMINATORS = (roles.COMMUNITY_WORKER, roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
CHECKERS = (roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
APPROVERS = (roles.FEDERATION_APPROVER,)
KEEPERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
STOREKEEPERS = (roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
VISITORS = (roles.COMMUNITY_WORKER, roles.SUBDISTRICT_OFFICER, *KEEPERS)
BOOKKEEPERS = (roles.ACCOUNTANT,)
READERS = (*VISITORS, roles.SUPERVISOR, roles.SYSTEM_ADMIN, roles.ACCOUNTANT, roles.CASHIER)


def in_scope_of(user: Any, field: str) -> Q:
    """Rows whose place lies where the user takes part or looks on. Strangers see nothing."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    return scope_of(user, *READERS).q(field)
