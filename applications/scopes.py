"""Which cases a person may know of. Below the models, because their querysets ask."""

from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from accounts import roles
from accounts.permissions import AreaScope, has_role, scope_of
from applications import states
from database.expressions import among

FIELD_ROLES = (roles.COMMUNITY_WORKER, roles.SUBDISTRICT_OFFICER)
ZONE_ROLES = (
    roles.FEDERATION_REVIEWER,
    roles.FEDERATION_APPROVER,
    roles.COMMITTEE_MEMBER,
    roles.SUPERVISOR,
    roles.SYSTEM_ADMIN,
)
MONEY_ROLES = (roles.ACCOUNTANT, roles.CASHIER)
CASE_ROLES = (*FIELD_ROLES, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, roles.COMMITTEE_MEMBER)
STAFF_ROLES = FIELD_ROLES + ZONE_ROLES + MONEY_ROLES
NOTHING = Q(pk__in=[])


def is_staff_of_cases(user: Any) -> bool:
    """Does this person open the worklist (rather than a list of his own applications)?"""
    return user.is_authenticated and has_role(user, *STAFF_ROLES)


def visible_applications(user: Any) -> Q:
    """Own cases, and those within the areas of the person's roles. Strangers see nothing."""
    if not user.is_authenticated:
        return NOTHING
    mine = Q(owner=user) | Q(agent=user)
    if not is_staff_of_cases(user):
        return mine
    return mine | Q(pk__in=named_cases(user)) | (worklist_scope(user) & ~Q(pk__in=restricted_cases()))


def restricted_cases() -> QuerySet:
    """Primary keys of the cases that only named people know of, whatever role somebody has. They are few."""
    return apps.get_model("applications", "Restriction").objects.values("application")


def named_cases(user: Any) -> QuerySet:
    """Those for which this person is named now."""
    people = apps.get_model("applications", "NamedPerson").objects
    return people.filter(user=user, ended_at__isnull=True).values("restriction__application")


def not_kept_from(user: Any) -> Q:
    """Cases that are not restricted, or for which this person is named."""
    return ~Q(pk__in=restricted_cases()) | Q(pk__in=named_cases(user))


def worklist_scope(user: Any, *, with_own_confidential: bool = True, leads: bool = True) -> Q:
    """By area and role. Community workers see a confidential case only when it is theirs to handle.

    `leads`: the area may choose the index; a search has a better one.
    The tallies have no handler column and leave those few cases out (`with_own_confidential=False`).
    """
    whole = scope_of(user, *ZONE_ROLES, roles.SUBDISTRICT_OFFICER)
    if whole.everything:
        return Q()
    worker, money = scope_of(user, roles.COMMUNITY_WORKER), scope_of(user, *MONEY_ROLES)
    open_to_worker = Q(is_confidential=False)
    if with_own_confidential:
        open_to_worker |= Q(handler=user)
    parts = (
        (whole, Q()),
        (worker, open_to_worker),
        (money, Q(state__in=sorted(states.MONEY))),
    )
    scopes = [_places(scope, leads) & condition for scope, condition in parts if scope]
    return reduce(or_, scopes) if scopes else NOTHING


def _places(scope: AreaScope, leads: bool) -> Q:
    """One community is found by its index; of several each row of the order is asked."""
    is_one = leads and len(scope.area_ids) == 1
    return scope.q() if scope.everything or is_one else among("area", sorted(scope.area_ids))


def visible_meetings(user: Any) -> Q:
    """The committee's for the federation; a panel's for the field roles of its place and the federation."""
    if not user.is_authenticated:
        return NOTHING
    whole, field = scope_of(user, *ZONE_ROLES), scope_of(user, *FIELD_ROLES)
    if whole.everything:
        return Q()
    return field.q() if field else NOTHING


def visible_drafts(user: Any) -> Q:
    """A draft belongs to the one who types it; nobody else sees it."""
    return Q(owner=user) if user.is_authenticated else NOTHING


def may_apply_for_clients(user: Any) -> bool:
    """Staff fill in for a family (agent); everybody else applies for himself or his child."""
    return user.is_authenticated and has_role(user, *FIELD_ROLES, roles.FEDERATION_REVIEWER)
