"""What a user may do, read from role grants in force: one query per user object, so once per request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts import roles
from areas.models import AdminArea, Level

CACHE = "_rights"


@dataclass(frozen=True)
class AreaScope:
    """Where a user holds a role: communities, and the zone or sub-districts above them when granted there."""

    everything: bool
    area_ids: frozenset[int]

    def __bool__(self) -> bool:
        return self.everything or bool(self.area_ids)

    def covers(self, area: AdminArea | int | None) -> bool:
        area_id = area.pk if isinstance(area, AdminArea) else area
        return self.everything or area_id in self.area_ids

    def q(self, field: str = "area") -> Q:
        """The condition that keeps rows whose `field` (a path to an AdminArea) lies in the scope."""
        if self.everything:
            return Q()
        return Q(**{f"{field}__in": self.area_ids}) if self.area_ids else Q(pk__in=[])


NOWHERE = AreaScope(everything=False, area_ids=frozenset())


def roles_of(user: Any) -> frozenset[str]:
    """Codes of the roles that the user holds now, anywhere."""
    return frozenset(_rights(user))


def has_role(user: Any, *codes: str, area: AdminArea | int | None = None) -> bool:
    """Whether the user holds one of the roles; with `area`, whether it covers that place."""
    if area is None:
        return not roles_of(user).isdisjoint(codes)
    return scope_of(user, *codes).covers(area)


def scope_of(user: Any, *codes: str) -> AreaScope:
    """Where the user holds any of the roles."""
    scopes = [scope for code, scope in _rights(user).items() if code in codes]
    return AreaScope(
        everything=any(scope.everything for scope in scopes),
        area_ids=frozenset().union(*(scope.area_ids for scope in scopes)),
    )


def is_staff(user: Any) -> bool:
    """Works with other people's cases: short sessions and a second factor."""
    return not roles_of(user).isdisjoint(roles.STAFF)


def may_enter_admin(user: Any) -> bool:
    return not roles_of(user).isdisjoint(roles.ADMIN)


def is_system_admin(user: Any) -> bool:
    return roles.SYSTEM_ADMIN in roles_of(user)


def has_django_permission(user: Any, perm: str) -> bool:
    """The floor that Django's admin stands on: administrators read and write the portal's own models, supervisors
    read them, nobody deletes, and models of libraries (keys, sessions, groups) are open to nobody.

    accounts.admin_access.RoleAdmin opens a model to further roles.
    """
    app_label, _dot, codename = perm.partition(".")
    if app_label not in settings.PORTAL_LABELS:
        return False
    held = roles_of(user)
    if codename.startswith("view_"):
        return not held.isdisjoint((roles.SYSTEM_ADMIN, roles.SUPERVISOR))
    return codename.startswith(("add_", "change_")) and roles.SYSTEM_ADMIN in held


def forget_rights(user: Any) -> None:
    """Drops what this user object remembers; services call it after a change of grants."""
    if hasattr(user, CACHE):
        delattr(user, CACHE)


def _rights(user: Any) -> dict[str, AreaScope]:
    if not user.is_authenticated or not user.is_active:
        return {}
    if not hasattr(user, CACHE):
        setattr(user, CACHE, _read_rights(user))  # on the user itself, also through request.user's lazy wrapper
    return getattr(user, CACHE)


GRANTS_IN_FORCE = """
SELECT held.role, held.area_id, place.level, child.id, grandchild.id
FROM accounts_rolegrant held
LEFT JOIN areas_adminarea place ON place.id = held.area_id
LEFT JOIN areas_adminarea child ON child.parent_id = place.id
LEFT JOIN areas_adminarea grandchild ON grandchild.parent_id = child.id
WHERE held.user_id = %s AND held.valid_from <= %s AND (held.valid_to IS NULL OR held.valid_to > %s)
"""


def _read_rights(user: Any) -> dict[str, AreaScope]:
    """One query: grants joined with the two levels below their area. A right counts now, so this reads the clock.

    Written in SQL: every request of a signed-in person asks it, and Django needs longer to write it than the database
    to answer. RoleGrantQuerySet.in_force says the same; a test compares them.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    found: dict[str, list[tuple]] = {}
    with connection.cursor() as cursor:
        cursor.execute(GRANTS_IN_FORCE, [user.pk, now, now])
        for role, *place in cursor.fetchall():
            found.setdefault(role, []).append(tuple(place))
    return {role: _scope(places) for role, places in found.items()}


def _scope(places: Iterable[tuple]) -> AreaScope:
    everything, area_ids = False, set()
    for area, level, child, grandchild in places:
        everything |= area is None or level == Level.ZONE
        area_ids |= {area, child, grandchild}
    return AreaScope(everything, frozenset(area_ids - {None}))
