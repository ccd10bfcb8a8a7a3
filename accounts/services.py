"""Changes to accounts. Every one of them is an audit event."""

import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from accounts import roles
from accounts.models import RoleGrant, User
from accounts.open_work import open_work_of
from accounts.permissions import forget_rights, has_role
from accounts.sessions import end_sessions
from areas.models import AdminArea
from audit.recording import record
from protection import sealing

LAST_ADMINISTRATOR = _lazy("This is the last system administrator. Grant the role to somebody else first.")
OPEN_ROLES = frozenset({roles.APPLICANT, roles.VOLUNTEER})  # anybody may take these


class AccountRefused(Exception):
    """`str()` is a sentence for the person who tried."""


class WorkWaits(AccountRefused):
    """`count` pieces of work wait for `user`, who is not closed before somebody else has them."""

    def __init__(self, user: User, count: int) -> None:
        self.user, self.count = user, count
        words = ngettext(
            "%(count)d piece of work still waits for this person. Hand it over first.",
            "%(count)d pieces of work still wait for this person. Hand them over first.",
            count,
        )
        super().__init__(words % {"count": count})


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    area: AdminArea | None = None,
    by: User | None,
    at: datetime,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> RoleGrant:
    """Gives a role (again: returns the grant that is there). Raises AccountRefused when somebody grants himself one.

    Locks the user. The right counts from the next request on.
    """
    if role not in roles.BY_CODE:
        raise ValueError(role)
    if by is not None and by.pk == user.pk:
        raise AccountRefused(_("Nobody grants a role to himself. Ask another administrator."))
    User.objects.select_for_update().get(pk=user.pk)
    live = RoleGrant.objects.filter(user=user, role=role, area=area, revoked_at__isnull=True)
    live.filter(valid_to__lte=at).update(revoked_at=at)  # ran out by itself: makes room for a new one
    grant = live.first()
    if grant is not None:
        return grant
    grant = RoleGrant.objects.create(
        user=user, role=role, area=area, valid_from=valid_from or at, valid_to=valid_to, granted_by=by, granted_at=at
    )
    forget_rights(user)
    data = {"role": role, "area": area.code if area else None, "grant": grant.pk}
    record("accounts.role_granted", subject=user, by=by, at=at, data=data)
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, by: User | None, at: datetime) -> RoleGrant:
    """Ends a grant now; a second call changes nothing. Raises AccountRefused for the last system administrator."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("user", "area").get(pk=grant.pk)
    if grant.revoked_at is not None:
        return grant
    if grant.role == roles.SYSTEM_ADMIN and not _other_administrators(grant, at):
        raise AccountRefused(LAST_ADMINISTRATOR)
    grant.revoked_at, grant.revoked_by = at, by
    grant.valid_to = max(at, grant.valid_from)
    grant.save(update_fields=["revoked_at", "revoked_by", "valid_to"])
    forget_rights(grant.user)
    data = {"role": grant.role, "area": grant.area.code if grant.area else None, "grant": grant.pk}
    record("accounts.role_revoked", subject=grant.user, by=by, at=at, data=data)
    return grant


@transaction.atomic
def open_account(*, user: User, display_name: str, role: str, at: datetime) -> User:
    """Completes a sign-up: the name others see and the role asked for (ValueError unless applicant or volunteer)."""
    if role not in OPEN_ROLES:
        raise ValueError(role)
    user.display_name = display_name
    user.save(update_fields=["display_name"])
    record("accounts.opened", subject=user, by=user, at=at, data={"role": role})
    grant_role(user=user, role=role, by=None, at=at)
    return user


@transaction.atomic
def open_account_for(*, display_name: str, role: str, by: User, at: datetime) -> User:
    """An account for somebody who does not sign in himself (ValueError unless applicant or volunteer).

    It has no password and a random name; whoever wants to sign in later gets both from an administrator.
    """
    if role not in OPEN_ROLES:
        raise ValueError(role)
    user = User.objects.create_user(f"p-{secrets.token_hex(8)}", display_name=display_name, date_joined=at)
    record("accounts.opened", subject=user, by=by, at=at, data={"role": role})
    grant_role(user=user, role=role, by=by, at=at)
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: User, at: datetime) -> User:
    """Closes an account and ends its sessions; nothing is deleted. Closed already: nothing changes.

    Raises AccountRefused for the last system administrator and for one's own account, WorkWaits while cases, visits or
    anything else wait for the person. Locks the person, and every administrator when he is one: of two who close each
    other's account the second is refused.
    """
    if has_role(user, roles.SYSTEM_ADMIN):
        _refuse_last_administrator(user, at)
    if by.pk == user.pk:
        raise AccountRefused(_("You cannot close your own account. Ask another administrator."))
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two who close each other do not deadlock
    if not user.is_active:
        return user
    if waiting := len(open_work_of(user, at=at)):
        raise WorkWaits(user, waiting)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    record("accounts.user_deactivated", subject=user, by=by, at=at)
    return user


@transaction.atomic
def reactivate_user(*, user: User, by: User, at: datetime) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("accounts.user_reactivated", subject=user, by=by, at=at)
    return user


@transaction.atomic
def update_profile(*, user: User, display_name: str, language: str, text_size: str, by: User, at: datetime) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    new = {"display_name": display_name, "language": language, "text_size": text_size}
    changed = sorted(field for field, value in new.items() if getattr(user, field) != value)
    for field, value in new.items():
        setattr(user, field, value)
    user.save(update_fields=list(new))
    if changed:
        record("accounts.profile_updated", subject=user, by=by, at=at, data={"fields": changed})
    return user


@transaction.atomic
def change_phone(*, user: User, phone: str, by: User, at: datetime) -> User:
    """Seals the telephone number; an empty one removes it."""
    user = User.objects.select_for_update().get(pk=user.pk)
    sealing.seal(user, "phone", phone)
    user.save(update_fields=sealing.companions(User, "phone"))
    record("accounts.phone_changed", subject=user, by=by, at=at, data={"removed": not phone})
    return user


@transaction.atomic
def reset_second_factor(*, user: User, by: User, at: datetime) -> User:
    """For somebody who lost the telephone and the recovery codes: removes the second factor and ends all sessions.

    The next sign-in asks staff to set up a new one. Raises AccountRefused for one's own account.
    """
    if by.pk == user.pk:
        raise AccountRefused(_("Another administrator has to reset your second step."))
    user = User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    record("accounts.second_factor_reset", subject=user, by=by, at=at)
    return user


def _refuse_last_administrator(user: User, at: datetime) -> None:
    granted = RoleGrant.objects.in_force(at).filter(role=roles.SYSTEM_ADMIN).values("user")
    administrators = list(User.objects.select_for_update().filter(pk__in=granted).order_by("pk"))
    if not any(one.is_active and one.pk != user.pk for one in administrators):
        raise AccountRefused(LAST_ADMINISTRATOR)


def _other_administrators(grant: RoleGrant, at: datetime) -> bool:
    live = RoleGrant.objects.in_force(at).filter(role=roles.SYSTEM_ADMIN, user__is_active=True)
    return live.exclude(user=grant.user_id).exists()
