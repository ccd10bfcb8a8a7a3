"""Questions about accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import RoleGrant, User
from accounts.permissions import is_staff
from accounts.roles import BY_CODE
from notifications.recipients import Recipient, user_recipient


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


def holding(*codes: str, at: datetime, places: QuerySet[Any, Any] | None = None) -> QuerySet[User]:
    """Active people who hold one of the roles at that moment: anywhere, or with `places` in one of them or in the whole
    zone. Grants that ended stay as rows, so nobody is found by `role_grants` itself."""
    live = RoleGrant.objects.in_force(at).filter(role__in=codes)
    if places is not None:
        live = live.filter(Q(area__in=places) | Q(area__isnull=True))
    return User.objects.filter(is_active=True, pk__in=live.values("user")).order_by("pk")


def holders_of(*codes: str, at: datetime) -> list[User]:
    """The people themselves, for notices to a role."""
    return list(holding(*codes, at=at))


def people_with(*codes: str, at: datetime) -> list[Recipient]:
    """Everybody who holds one of the roles, wherever, to be told something."""
    return [user_recipient(pk) for pk in holding(*codes, at=at).values_list("pk", flat=True)]
