"""The menus, as tables: who sees which link where. Paths are those of the stable interfaces."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts import roles
from accounts.permissions import roles_of
from applications.scopes import STAFF_ROLES
from beneficiaries.roles import HANDLERS, REGISTRY_READERS
from notifications.selectors import unread_count
from oversight.permissions import READERS as COMPLAINT_READERS
from oversight.permissions import REVIEWERS
from payments.permissions import CHECK_READERS, READERS

EVERYONE: frozenset[str] = frozenset()
CASE_STAFF = frozenset(STAFF_ROLES)
HANDLING_STAFF = frozenset(HANDLERS)
REGISTRY_STAFF = frozenset(REGISTRY_READERS)
MONEY_STAFF = frozenset(READERS)
CHECK_STAFF = frozenset(CHECK_READERS)
COMPLAINT_STAFF = frozenset(COMPLAINT_READERS)
REVIEW_STAFF = frozenset(REVIEWERS)
SHIFT_PEOPLE = frozenset({roles.VOLUNTEER, roles.TEAM_LEADER, roles.SUPERVISOR, roles.SYSTEM_ADMIN})
VOLUNTEERS = frozenset({roles.VOLUNTEER, roles.TEAM_LEADER})
Badge = Callable[[Any], int]


def no_badge(_user: Any) -> int:
    return 0


@dataclass(frozen=True)
class MenuItem:
    """One link. `roles` empty: everybody. `badge` counts what waits for the user; it may cost one query."""

    path: str
    label: str | Promise
    icon: str
    roles: frozenset[str] = EVERYONE
    badge: Badge = field(default=no_badge)

    def is_for(self, held: frozenset[str]) -> bool:
        return not self.roles or not self.roles.isdisjoint(held)


@dataclass(frozen=True)
class MenuLink:
    """What a template loops over: an item with its count."""

    path: str
    label: str | Promise
    icon: str
    badge: int


PUBLIC_MENU = (
    MenuItem("/", pgettext_lazy("menu", "Home"), "house"),
    MenuItem("/programs/", pgettext_lazy("menu", "Aid programs"), "house-heart"),
    MenuItem("/applications/status/", pgettext_lazy("menu", "Follow an application"), "search"),
    MenuItem("/volunteers/shifts/", pgettext_lazy("menu", "Volunteering"), "person-heart"),
    MenuItem("/notices/", pgettext_lazy("menu", "Public notices"), "megaphone"),
    MenuItem("/about/", pgettext_lazy("menu", "About us"), "info-circle"),
)

DESK_MENU = (
    MenuItem("/my-day/", pgettext_lazy("menu", "My day"), "house"),
    MenuItem("/applications/", pgettext_lazy("menu", "Applications"), "inbox", CASE_STAFF),
    MenuItem("/applications/unclaimed/", pgettext_lazy("menu", "Aid not asked for"), "lightbulb", HANDLING_STAFF),
    MenuItem("/beneficiaries/", pgettext_lazy("menu", "Families"), "people", REGISTRY_STAFF),
    MenuItem("/imports/", pgettext_lazy("menu", "Lists from Excel"), "card-checklist", HANDLING_STAFF),
    MenuItem("/payments/", pgettext_lazy("menu", "Payments"), "cash-coin", MONEY_STAFF),
    MenuItem("/payments/checks/", pgettext_lazy("menu", "Payment checks"), "telephone", CHECK_STAFF),
    MenuItem("/volunteers/shifts/", pgettext_lazy("menu", "Shifts"), "calendar3", SHIFT_PEOPLE),
    MenuItem("/notices/", pgettext_lazy("menu", "Public notices"), "megaphone", REGISTRY_STAFF),
    MenuItem("/complaints/", pgettext_lazy("menu", "Complaints"), "flag", COMPLAINT_STAFF),
    MenuItem("/reviews/", pgettext_lazy("menu", "Re-review"), "eye", REVIEW_STAFF),
    MenuItem("/notifications/", pgettext_lazy("menu", "Messages"), "bell", badge=unread_count),
    MenuItem("/handover/", pgettext_lazy("menu", "Hand-over"), "person", frozenset({roles.SYSTEM_ADMIN})),
    MenuItem("/jobs/", pgettext_lazy("menu", "Background jobs"), "hourglass-split", CASE_STAFF),
    MenuItem("/admin/", pgettext_lazy("menu", "Administration"), "gear", roles.ADMIN),
)

VOLUNTEER_MENU = (
    MenuItem("/volunteers/shifts/", pgettext_lazy("menu", "Shifts"), "calendar3"),
    MenuItem("/volunteers/me/", pgettext_lazy("menu", "My service"), "clipboard2-heart", VOLUNTEERS),
    MenuItem("/notifications/", pgettext_lazy("menu", "Messages"), "bell", badge=unread_count),
    MenuItem("/my-day/", pgettext_lazy("menu", "Me"), "person"),
)
VISITOR_MENU = (
    MenuItem("/", pgettext_lazy("menu", "Home"), "house"),
    MenuItem("/volunteers/shifts/", pgettext_lazy("menu", "Shifts"), "calendar3"),
    MenuItem("/accounts/login/", pgettext_lazy("menu", "Log in"), "box-arrow-in-right"),
)
APPLICANT_MENU = (
    MenuItem("/my-day/", pgettext_lazy("menu", "Home"), "house"),
    MenuItem("/applications/", pgettext_lazy("menu", "My applications"), "file-earmark-text"),
    MenuItem("/notifications/", pgettext_lazy("menu", "Messages"), "bell", badge=unread_count),
    MenuItem("/programs/", pgettext_lazy("menu", "Aid programs"), "house-heart"),
)


def menu_for(user: Any, items: tuple[MenuItem, ...]) -> list[MenuLink]:
    held = roles_of(user)
    return [MenuLink(item.path, item.label, item.icon, item.badge(user)) for item in items if item.is_for(held)]


def phone_menu_for(user: Any) -> list[MenuLink]:
    """The bottom tabs: by what the person came for."""
    if not user.is_authenticated:
        return menu_for(user, VISITOR_MENU)
    held = roles_of(user)
    is_applicant = roles.APPLICANT in held and roles.VOLUNTEER not in held
    return menu_for(user, APPLICANT_MENU if is_applicant else VOLUNTEER_MENU)
