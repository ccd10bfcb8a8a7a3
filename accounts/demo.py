"""The accounts of the demo, one per role. They exist in demo mode only; the tests use the same cast."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import roles
from accounts.models import User
from accounts.services import grant_role
from areas.models import AdminArea

DEMO_PASSWORD = "demo-portal-2023"  # noqa: S105  published on purpose  # pragma: allowlist secret
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


@transaction.atomic
def load_demo_accounts(at: datetime) -> dict[str, User]:
    """Adds the accounts that are missing and returns all of them by user name. Areas must be loaded.

    Raises NotInDemoMode unless PORTAL_DEMO (or the test suite) is on.
    """
    if not (settings.PORTAL_DEMO or settings.PORTAL_TEST):
        raise NotInDemoMode
    password = make_password(DEMO_PASSWORD)  # hashed once: each hash takes a good part of a second
    areas = AdminArea.objects.in_bulk([a.area_code for a in DEMO_ACCOUNTS if a.area_code], field_name="code")
    return {account.username: _load(account, password, areas, at) for account in DEMO_ACCOUNTS}


def _load(account: DemoAccount, password: str, areas: dict[str, AdminArea], at: datetime) -> User:
    user, created = User.objects.get_or_create(
        username=account.username,
        defaults={"display_name": account.display_name, "password": password, "date_joined": at},
    )
    if created:
        area = areas[account.area_code] if account.area_code else None
        grant_role(user=user, role=account.role, area=area, by=None, at=at)
    return user
