"""Who plays in the demo of the community fund, its round and its money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.demo import in_service_since
from accounts.models import User
from accounts.services import grant_role
from areas.models import AdminArea
from delivery.community_grants.demo_data import CRITERIA, FORBIDDEN
from delivery.community_grants.models import GrantRound
from delivery.community_grants.services import rounds
from funds.models import Fund, FundKind
from funds.services import credit_fund, open_fund

CODE, FUND_CODE = "community-small-projects", "community-governance"
MONEY_FEN = 22_000_000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cast:
    """`scorers` are three who neither examine nor decide."""

    users: Mapping[str, User]
    scorers: tuple[User, ...]
    officers: Mapping[str, User]  # by code of the sub-district


def cast_of(users: Mapping[str, Any], at: datetime) -> Cast:
    member = _person("grant-committee", "评演委", "committee_member", None, at)
    gouzhao = AdminArea.objects.get(code="410172360")
    officer = _person("grant-officer", "沟演办", "subdistrict_officer", gouzhao, at)
    officers = {"410172160": users["officer"], "410172360": officer}
    return Cast(users, (users["reviewer"], users["auditor"], member), officers)


def _person(username: str, name: str, role: str, area: AdminArea | None, at: datetime) -> User:
    """Somebody who acts in the story and signs in with nothing."""
    user = User.objects.filter(username=username).first()
    if user is None:
        since = in_service_since(at)
        user = User.objects.create_user(username, display_name=name, date_joined=since)
        grant_role(user=user, role=role, area=area, by=None, at=since)
    return user


def open_round(cast: Cast, at: datetime) -> GrantRound:
    start = at - 200 * DAY
    fund = Fund.objects.filter(code=FUND_CODE).first() or _fund(cast, start)
    values = {
        "code": CODE,
        "title_zh": "社区治理基金微项目",
        "title_en": "Small projects of the community fund",
        "about": "居民自己商量、自己动手解决身边的小事：一盏灯、一个棚、一个书角。每个项目平均2.2万元。",
        "fund": fund,
        "budget_fen": MONEY_FEN,
        "opens_on": timezone.localdate(start),
        "closes_on": timezone.localdate(at + 40 * DAY),
        "least_fen": 500_000,
        "most_fen": 5_000_000,
        "most_months": 12,
        "least_agreed": 67,
        "scorers": 3,
        "pass_score": 70,
        "acceptors": 3,
        "share_1": 50,
        "share_2": 40,
        "share_3": 10,
        "source": "总会参数（演示）",
    }
    one = rounds.prepare_round(
        values=values, criteria=CRITERIA, forbidden=FORBIDDEN, by=cast.users["reviewer"], at=start
    )
    return rounds.publish_round(round=one, by=cast.users["approver"], at=start)


def _fund(cast: Cast, at: datetime) -> Fund:
    fund = open_fund(
        code=FUND_CODE,
        name_zh="社区治理基金",
        name_en="Community governance fund",
        custodian="郑州高新区慈善总会",
        kind=FundKind.RESTRICTED,
        by=cast.users["accountant"],
        at=at,
    )
    credit_fund(
        fund=fund,
        amount_fen=MONEY_FEN,
        source=f"demo.opening:{fund.code}",
        memo_code="demo_opening",
        by=cast.users["accountant"],
        at=at,
    )
    return fund
