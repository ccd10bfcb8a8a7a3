"""The menus, as tables: who sees which link where. Paths are those of the stable interfaces."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts import roles
from accounts.permissions import roles_of
from applications.scopes import STAFF_ROLES
from beneficiaries.roles import HANDLERS, REGISTRY_READERS
from delivery.community_grants.permissions import DESK as GRANT_DESK
from delivery.festival_visits.scopes import READERS as FESTIVAL_READERS
from delivery.porridge_house.models import SiteClerk
from delivery.porridge_house.roles import FIELD as MEAL_FIELD_ROLES
from delivery.porridge_house.roles import READERS as MEAL_READERS
from delivery.seedling_protection.scopes import READERS as SEEDLING_READERS
from delivery.wristbands.roles import BOOKKEEPERS as BAND_BOOKKEEPERS
from delivery.wristbands.roles import READERS as BAND_READERS
from disclosure.permissions import READERS as DISCLOSURE_READERS
from donations.permissions import READERS as GIFT_READERS
from funds.permissions import READERS as BOOK_READERS
from notifications.selectors import unread_count
from oversight.permissions import READERS as COMPLAINT_READERS
from oversight.permissions import REVIEWERS
from payments.permissions import CHECK_READERS, READERS
from volunteers.models.claims import CHECKERS
from volunteers.models.people import OVERSEERS
from volunteers.permissions import REQUEST_READERS

EVERYONE: frozenset[str] = frozenset()
CASE_STAFF = frozenset(STAFF_ROLES)
BAND_STAFF = frozenset(BAND_READERS)
BAND_BOOKS = frozenset(BAND_BOOKKEEPERS)
HANDLING_STAFF = frozenset(HANDLERS)
UPLOADING_STAFF = HANDLING_STAFF | {roles.ACCOUNTANT}
REGISTRY_STAFF = frozenset(REGISTRY_READERS)
MONEY_STAFF = frozenset(READERS)
BOOK_STAFF = frozenset(BOOK_READERS)
CHECK_STAFF = frozenset(CHECK_READERS)
GIFT_STAFF = frozenset(GIFT_READERS)
GRANT_STAFF = frozenset(GRANT_DESK)
FESTIVAL_STAFF = frozenset(FESTIVAL_READERS)
SEEDLING_STAFF = frozenset(SEEDLING_READERS)
DISCLOSURE_STAFF = frozenset(DISCLOSURE_READERS)
MEAL_STAFF = frozenset(MEAL_READERS)
MEAL_FIELD = frozenset(MEAL_FIELD_ROLES)
COMPLAINT_STAFF = frozenset(COMPLAINT_READERS)
REVIEW_STAFF = frozenset(REVIEWERS)
SHIFT_PEOPLE = frozenset({roles.VOLUNTEER, roles.TEAM_LEADER, roles.SUPERVISOR, roles.SYSTEM_ADMIN})
CERTIFICATE_STAFF = frozenset(OVERSEERS)
HOURS_STAFF = CERTIFICATE_STAFF | frozenset(CHECKERS)
REQUEST_STAFF = frozenset(REQUEST_READERS)
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
    group: str | Promise = ""

    def is_for(self, held: frozenset[str]) -> bool:
        return not self.roles or not self.roles.isdisjoint(held)


@dataclass(frozen=True)
class MenuLink:
    """What a template loops over: an item with its count."""

    path: str
    label: str | Promise
    icon: str
    badge: int
    group: str | Promise = ""


PUBLIC_MENU = (
    MenuItem("/", pgettext_lazy("menu", "Home"), "house"),
    MenuItem("/programs/", pgettext_lazy("menu", "Aid programs"), "house-heart"),
    MenuItem("/applications/status/", pgettext_lazy("menu", "Follow an application"), "search"),
    MenuItem("/volunteers/shifts/", pgettext_lazy("menu", "Volunteering"), "person-heart"),
    MenuItem("/campaigns/", pgettext_lazy("menu", "Campaigns"), "balloon-heart"),
    MenuItem("/notices/", pgettext_lazy("menu", "Public notices"), "megaphone"),
    MenuItem("/about/", pgettext_lazy("menu", "About us"), "info-circle"),
)

_CASES = pgettext_lazy("menu", "Cases")
_PROGRAMS = pgettext_lazy("menu", "Programs")
_MONEY = pgettext_lazy("menu", "Money")
_VOLUNTEERING = pgettext_lazy("menu", "Volunteers")
_DESK = pgettext_lazy("menu", "Desk")


def under(group: Promise, *items: MenuItem) -> tuple[MenuItem, ...]:
    """The same items below a heading; it is shown with the first one that the person may see."""
    return tuple(replace(item, group=group) for item in items)


DESK_MENU = (
    MenuItem("/my-day/", pgettext_lazy("menu", "My day"), "house"),
    *under(
        _CASES,
        MenuItem("/applications/", pgettext_lazy("menu", "Applications"), "inbox", CASE_STAFF),
        MenuItem("/applications/unclaimed/", pgettext_lazy("menu", "Aid not asked for"), "lightbulb", HANDLING_STAFF),
        MenuItem("/beneficiaries/", pgettext_lazy("menu", "Families"), "people", REGISTRY_STAFF),
        MenuItem("/imports/", pgettext_lazy("menu", "Lists from Excel"), "card-checklist", UPLOADING_STAFF),
        MenuItem("/notices/", pgettext_lazy("menu", "Public notices"), "megaphone", REGISTRY_STAFF),
        MenuItem("/complaints/", pgettext_lazy("menu", "Complaints"), "flag", COMPLAINT_STAFF),
        MenuItem("/reviews/", pgettext_lazy("menu", "Re-review"), "eye", REVIEW_STAFF),
    ),
    *under(
        _PROGRAMS,
        MenuItem("/festival-visits/", pgettext_lazy("menu", "Spring Festival visits"), "house-heart", FESTIVAL_STAFF),
        MenuItem("/wristbands/", pgettext_lazy("menu", "Wristbands"), "smartwatch", BAND_STAFF),
        MenuItem("/meals/office/", pgettext_lazy("menu", "Porridge house"), "cup-hot", MEAL_STAFF),
        MenuItem("/meals/missed/", pgettext_lazy("menu", "Missed guests"), "heart-pulse", MEAL_FIELD),
        MenuItem(
            "/seedling-protection/", pgettext_lazy("menu", "Seedling Protection"), "balloon-heart", SEEDLING_STAFF
        ),
        MenuItem("/community-grants/desk/", pgettext_lazy("menu", "Community grants"), "clipboard-check", GRANT_STAFF),
    ),
    *under(
        _MONEY,
        MenuItem("/donations/", pgettext_lazy("menu", "Donations"), "balloon-heart", GIFT_STAFF),
        MenuItem("/payments/", pgettext_lazy("menu", "Payments"), "cash-coin", MONEY_STAFF),
        MenuItem("/payments/desk/", pgettext_lazy("menu", "Finance desk"), "journal-text", BOOK_STAFF & MONEY_STAFF),
        MenuItem("/funds/", pgettext_lazy("menu", "Funds and books"), "wallet2", BOOK_STAFF),
        MenuItem("/wristbands/books/", pgettext_lazy("menu", "Wristband costs"), "smartwatch", BAND_BOOKS),
        MenuItem("/payments/checks/", pgettext_lazy("menu", "Payment checks"), "telephone", CHECK_STAFF),
        MenuItem("/transparency/reports/", pgettext_lazy("menu", "Disclosure"), "graph-up", DISCLOSURE_STAFF),
    ),
    *under(
        _VOLUNTEERING,
        MenuItem("/volunteers/shifts/", pgettext_lazy("menu", "Shifts"), "calendar3", SHIFT_PEOPLE),
        MenuItem("/volunteers/team/hours/", pgettext_lazy("menu", "Volunteer hours"), "clipboard-check", HOURS_STAFF),
        MenuItem("/certificates/office/", pgettext_lazy("menu", "Certificates of service"), "award", CERTIFICATE_STAFF),
        MenuItem(
            "/volunteers/requests/", pgettext_lazy("menu", "Requests for volunteers"), "person-heart", REQUEST_STAFF
        ),
    ),
    *under(
        _DESK,
        MenuItem("/notifications/", pgettext_lazy("menu", "Messages"), "bell", badge=unread_count),
        MenuItem("/handover/", pgettext_lazy("menu", "Hand-over"), "person", frozenset({roles.SYSTEM_ADMIN})),
        MenuItem("/jobs/", pgettext_lazy("menu", "Background jobs"), "hourglass-split", CASE_STAFF),
        MenuItem("/admin/", pgettext_lazy("menu", "Administration"), "gear", roles.ADMIN),
    ),
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
PARTNER_MENU = (  # of a school or an employer: its pages are on "my day"
    MenuItem("/notifications/", pgettext_lazy("menu", "Messages"), "bell", badge=unread_count),
    MenuItem("/my-day/", pgettext_lazy("menu", "Me"), "person"),
)
CLERK_MENU = (
    MenuItem("/meals/redeem/", pgettext_lazy("menu", "Counter"), "qr-code-scan"),
    MenuItem("/meals/board/", pgettext_lazy("menu", "Board"), "card-checklist"),
    *PARTNER_MENU,
)


def menu_for(user: Any, items: tuple[MenuItem, ...]) -> list[MenuLink]:
    held = roles_of(user)
    return [
        MenuLink(item.path, item.label, item.icon, item.badge(user), item.group) for item in items if item.is_for(held)
    ]


def phone_menu_for(user: Any) -> list[MenuLink]:
    """The bottom tabs: by what the person came for."""
    if not user.is_authenticated:
        return menu_for(user, VISITOR_MENU)
    held = roles_of(user)
    if roles.PARTNER_OPERATOR in held and roles.VOLUNTEER not in held:
        is_clerk = SiteClerk.objects.current().filter(user=user).exists()
        return menu_for(user, CLERK_MENU if is_clerk else PARTNER_MENU)
    is_applicant = roles.APPLICANT in held and roles.VOLUNTEER not in held
    return menu_for(user, APPLICANT_MENU if is_applicant else VOLUNTEER_MENU)
