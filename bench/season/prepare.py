"""Run inside a new portal: the people, funds, donors, campaign and pools of a season. Prints the keys of its funds."""

import json
from datetime import UTC, date, datetime
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from accounts.demo import load_demo_accounts
from areas.services import load_areas, load_deadlines
from bench.season.books import AT
from donations import services
from donations.models import Donor
from donations.services import CampaignFacts, PoolTerms
from funds.services import open_fund

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = {"starts_on": date(2023, 9, 7), "ends_on": date(2023, 9, 9)}


def load_people() -> None:
    load_areas(at=LONG_AGO)
    load_deadlines()
    load_demo_accounts(LONG_AGO)


def prepare(people: Any) -> list[int]:
    """`people` by user name. Two pools of one campaign that are soon at their caps, with a sponsor who gives, too."""
    funds = [
        open_fund(
            code=f"season-{n}", name_zh=f"演示基金{n}", name_en=f"Season {n}", custodian="演示慈善总会", kind=kind,
            by=people["accountant"], at=AT,
        )
        for n, kind in enumerate(("restricted", "unrestricted", "restricted"))
    ]  # fmt: skip
    sponsor = _donor("演示科技有限公司", "company", people)
    _donor("演员工", "person", people, employer=sponsor)
    for number in range(8):
        _donor(f"捐演{number}", "person", people)
    plan = {
        "code": "season", "title_zh": "一季", "title_en": "A season", "purpose_zh": "演示", "purpose_en": "Shown",
        "holder": "郑州慈善总会", "target_fen": 1_000_000, "beneficiaries": "困难家庭", "in_charge": "慈演长",
        "ways": "互联网", "leftover": "用于同类救助", **DAYS,
    }  # fmt: skip
    campaign = services.make_campaign(facts=CampaignFacts(**plan), fund=funds[0], by=people["reviewer"], at=AT)
    capped = {"per_gift_fen": 150, "per_donor_day_fen": 400, "day_caps": {date(2023, 9, 8): 6_000}}
    for terms in (PoolTerms(total_fen=9_000, **capped, **DAYS), PoolTerms(total_fen=9_000, ratio_for=2, **DAYS)):
        services.open_pool(campaign=campaign, sponsor=sponsor, terms=terms, by=people["cashier"], at=AT)
    return [fund.pk for fund in funds]


def _donor(name: str, kind: str, people: Any, **more: Any) -> Donor:
    return services.enter_donor(kind=kind, name=name, by=people["cashier"], at=AT, **more)


if __name__ == "__main__":
    from accounts.models import User

    load_people()
    print(json.dumps(prepare({user.username: user for user in User.objects.all()})))
