"""The accounts of the demo, one per role. They exist in demo mode only; the tests use the same cast."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import roles
from accounts.models import User
from accounts.services import grant_role
from areas.models import AdminArea

DEMO_PASSWORD = "demo-portal-2023"  # noqa: S105  published on purpose  # pragma: allowlist secret
IN_SERVICE = timedelta(days=2 * 365)
SHIFO = "410172160"
XIHUCHUNTIAN = "410172160-xihuchuntian"
WAWULI = "410172561-wawuli"


class NotInDemoMode(Exception):
    """Accounts with a published password may not exist outside demo mode."""


@dataclass(frozen=True)
class DemoAccount:
    username: str
    display_name: str
    role: str
    area_code: str | None = None


DEMO_ACCOUNTS = (
    DemoAccount("applicant", "张演家", roles.APPLICANT),
    DemoAccount("worker", "石演工", roles.COMMUNITY_WORKER, XIHUCHUNTIAN),
    DemoAccount("worker2", "吴示工", roles.COMMUNITY_WORKER, WAWULI),
    DemoAccount("officer", "石例办", roles.SUBDISTRICT_OFFICER, SHIFO),
    DemoAccount("reviewer", "慈演审", roles.FEDERATION_REVIEWER),
    DemoAccount("approver", "慈示批", roles.FEDERATION_APPROVER),
    DemoAccount("accountant", "慈例会", roles.ACCOUNTANT),
    DemoAccount("cashier", "慈演出", roles.CASHIER),
    DemoAccount("auditor", "监示事", roles.SUPERVISOR),
    DemoAccount("admin", "系统管理员(演示)", roles.SYSTEM_ADMIN),
    DemoAccount("volunteer", "志演一", roles.VOLUNTEER),
    DemoAccount("volunteer2", "志示二", roles.VOLUNTEER),
    DemoAccount("leader", "队例长", roles.TEAM_LEADER),
    DemoAccount("partner", "店演员", roles.PARTNER_OPERATOR),
)
# Of single programmes: opened together with their rows, so they are no part of the cast of the tests.
BUREAU = DemoAccount("bureau", "社演办", roles.BUREAU_VERIFIER)
SCHOOL = DemoAccount("school", "师演员", roles.PARTNER_OPERATOR)
SIGN_INS = (*DEMO_ACCOUNTS, BUREAU, SCHOOL)


@transaction.atomic
def load_demo_accounts(at: datetime) -> dict[str, User]:
    """Adds the accounts that are missing and returns all of them by user name. Areas must be loaded.

    Raises NotInDemoMode unless PORTAL_DEMO (or the test suite) is on.
    """
    _refuse_outside_demo()
    password = make_password(DEMO_PASSWORD)  # hashed once: each hash takes a good part of a second
    areas = AdminArea.objects.in_bulk([a.area_code for a in DEMO_ACCOUNTS if a.area_code], field_name="code")
    return {account.username: _load(account, password, areas, at) for account in DEMO_ACCOUNTS}


def open_account(account: DemoAccount, at: datetime) -> User:
    """One of a single programme, opened by the loader of its rows. Raises NotInDemoMode."""
    _refuse_outside_demo()
    return _load(account, make_password(DEMO_PASSWORD), {}, at)


def _refuse_outside_demo() -> None:
    if not (settings.PORTAL_DEMO or settings.PORTAL_TEST):
        raise NotInDemoMode


def in_service_since(at: datetime) -> datetime:
    """The cases, gifts and visits of the demo are up to a year old, and so were the hands and notices in them: who had
    come today could not be given any of that work."""
    return at - IN_SERVICE


def _load(account: DemoAccount, password: str, areas: dict[str, AdminArea], at: datetime) -> User:
    since = in_service_since(at)
    user, created = User.objects.get_or_create(
        username=account.username,
        defaults={"display_name": account.display_name, "password": password, "date_joined": since},
    )
    if created:
        area = areas[account.area_code] if account.area_code else None
        grant_role(user=user, role=account.role, area=area, by=None, at=since)
    return user
