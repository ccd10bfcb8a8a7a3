"""Places for meals, cards in use, meals. Cards come from approved applications, as in the portal."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from applications import states as case_states
from areas.models import AdminArea
from delivery.porridge_house.choices import SiteMode
from delivery.porridge_house.codes import card_address
from delivery.porridge_house.models import (
    DayCount,
    Employer,
    MealCard,
    MealRedemption,
    MealSite,
    MealStatement,
    MealTerms,
    Partner,
    RosterEntry,
    SiteClerk,
)
from delivery.porridge_house.services.cards import hand_over_card, make_card
from delivery.porridge_house.services.meals import Scan, redeem
from delivery.porridge_house.services.safety import LogFacts
from delivery.porridge_house.services.statements import prepare_statement
from programs.models import Program
from tests.factories.applications import AT as CASE_AT
from tests.factories.applications import make_program
from tests.factories.case_states import case_in
from volunteers.checkin_clock import Seen

NUMBERS = count(1)
COMMUNITY = "410172160-xihuchuntian"
DAY = date(2026, 4, 14)  # Tuesday
BREAKFAST = timezone.make_aware(datetime.combine(DAY, time(7, 12)))
FOUNDED = BREAKFAST - timedelta(days=400)


def make_partner(**fields: Any) -> Partner:
    """With terms: 6.00 yuan, 05:30 to 09:00."""
    number = next(NUMBERS)
    partner = Partner.objects.create(
        **{"name": f"餐饮公司{number}(演示)", "credit_code": f"91410199MADEM{number:05d}", **fields}
    )
    make_terms(partner)
    return partner


def make_terms(partner: Partner | None, **fields: Any) -> MealTerms:
    return MealTerms.objects.create(
        **{
            "partner": partner,
            "valid_from": FOUNDED.date(),
            "price_fen": 600 if partner else 0,
            "opens_at": time(5, 30),
            "closes_at": time(9),
            "source": "演示数据",
            "published_at": FOUNDED,
            **fields,
        }
    )


def make_site(area: AdminArea, *, partner: Partner | None = None, clerk: Any = None, **fields: Any) -> MealSite:
    """A shop of the partner, or of a new one."""
    number = next(NUMBERS)
    site = MealSite.objects.create(
        **{
            "code": f"shop-{number}",
            "name_zh": f"演示{number}店",
            "mode": SiteMode.PARTNER_SHOP,
            "partner": partner or make_partner(),
            "area": area,
            "daily_quota": 30,
            **fields,
        }
    )
    if clerk is not None:
        make_clerk(site, clerk)
    return site


def make_kitchen(area: AdminArea, *, clerk: Any = None, **fields: Any) -> MealSite:
    number = next(NUMBERS)
    make_terms(None)
    kitchen = MealSite.objects.create(
        **{
            "code": f"kitchen-{number}",
            "name_zh": f"演示{number}厨房",
            "mode": SiteMode.VOLUNTEER_KITCHEN,
            "area": area,
            "daily_quota": 100,
            "keeps_food_log": True,
            **fields,
        }
    )
    if clerk is not None:
        make_clerk(kitchen, clerk)
    return kitchen


def make_clerk(site: MealSite, user: Any, *, signs: bool = False) -> SiteClerk:
    return SiteClerk.objects.create(site=site, user=user, signs_statements=signs, since=FOUNDED)


def breakfast_program(money_fen: int = 10_000_000) -> Program:
    return Program.objects.filter(scheme_code="porridge_house").first() or make_program(
        "porridge_house", money_fen=money_fen
    )


def approved_case(cast: Mapping[str, Any], area: AdminArea, **changes: Any) -> Any:
    """A case that waits for its card, of somebody who is on an employer's list."""
    case = case_in(case_states.APPROVED, breakfast_program(), area, cast, at=CASE_AT, **changes)
    employer = Employer.objects.first() or Employer.objects.create(
        name="环卫保洁公司(演示)", credit_code="91410199MADEM0B112"
    )
    RosterEntry.objects.get_or_create(
        employer=employer, person=case.applicant, defaults={"hardship": True, "listed_at": FOUNDED}
    )
    return case


def card_in_use(cast: Mapping[str, Any], area: AdminArea, *, gift_of: Partner | None = None) -> MealCard:
    at = BREAKFAST - timedelta(days=10)
    case = approved_case(cast, area)
    card = make_card(application=case, gift_of=gift_of, by=cast["reviewer"], at=at)
    return hand_over_card(
        card=card, receiver_name=case.applicant.name, is_signed=True, note="", by=cast["worker"], at=at
    )


def scan_of(card: MealCard | str, site: MealSite, at: datetime = BREAKFAST, **changes: Any) -> Scan:
    text = card if isinstance(card, str) else card_address(card.number)
    return Scan(**{"site": site, "card_text": text, "nonce": uuid4(), "seen": Seen(at), **changes})


def eat(card: MealCard, site: MealSite, by: Any, at: datetime = BREAKFAST) -> Any:
    return redeem(scan=scan_of(card, site, at), by=by, at=at)


def meals_of(card: MealCard) -> list[tuple[Any, ...]]:
    return list(MealRedemption.objects.filter(card=card).order_by("pk").values_list("day", "number", "source"))


def food_facts(**changes: Any) -> LogFacts:
    """A kitchen in order: 130 g kept for 48 hours at 4.5 degrees."""
    return LogFacts(
        **{
            "items": "胡辣汤、鸡蛋",
            "sample_grams": 130,
            "stored_at": BREAKFAST,
            "discard_at": BREAKFAST + timedelta(hours=48),
            "fridge_tenths": 45,
            "core_tenths": 780,
            "is_clean": True,
            "disinfection": "heat",
            "disinfection_minutes": 20,
            "staff_healthy": True,
            "ingredients": "演示粮油店，均在保质期内",
            **changes,
        }
    )


def made_card(cast: Mapping[str, Any], area: AdminArea) -> MealCard:
    return make_card(application=approved_case(cast, area), by=cast["reviewer"], at=BREAKFAST - timedelta(days=10))


def made_statement(cast: Mapping[str, Any], area: AdminArea) -> MealStatement:
    """One meal of one card, counted, on the statement of its month."""
    site = make_site(area, clerk=cast["partner"])
    eat(card_in_use(cast, area), site, cast["partner"])
    DayCount.objects.create(site=site, day=DAY, own_count=1, counted_at=BREAKFAST)
    return prepare_statement(
        partner=site.partner, program=breakfast_program(), month=DAY, by=cast["reviewer"], at=BREAKFAST + timedelta(30)
    )
