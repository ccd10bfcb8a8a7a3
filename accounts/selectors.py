"""Questions about accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings

from accounts.models import RoleGrant, User
from accounts.permissions import is_staff
from accounts.roles import BY_CODE


@dataclass(frozen=True)
class AccountOverview:
    """What the account page shows besides its forms. `roles`: (label, area or None for the whole zone)."""

    roles: list[tuple[Any, Any]]
    has_second_factor: bool
    second_factor_required: bool
    sessions: int


def account_overview(user: User, at: datetime) -> AccountOverview:
    grants = RoleGrant.objects.in_force(at).filter(user=user).select_related("area")
    return AccountOverview(
        roles=[(BY_CODE[grant.role].label, grant.area) for grant in grants],
        has_second_factor=has_second_factor(user),
        second_factor_required=settings.SECOND_FACTOR_REQUIRED and is_staff(user),
        sessions=UserSession.objects.filter(user=user).count(),
    )


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def holders_of(*codes: str, at: datetime) -> list[User]:
    """Active people who hold one of the roles, anywhere; for notices to a role."""
    live = RoleGrant.objects.in_force(at).filter(role__in=codes)
    return list(User.objects.filter(is_active=True, role_grants__in=live).distinct())
