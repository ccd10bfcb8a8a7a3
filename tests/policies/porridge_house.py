"""Porridge house: clerks at counters, the office and finance, work stations for cards of their area, the public."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from delivery.porridge_house.models import (
    DayCount,
    Employer,
    EmployerContact,
    FoodSafetyLog,
    FraudSignal,
    HealthCertificate,
    MonthTotal,
    RefusedScan,
    WelfareSignal,
)
from delivery.porridge_house.services.statements import prepare_statement
from tests.factories.porridge_house import (
    BREAKFAST,
    COMMUNITY,
    DAY,
    approved_case,
    breakfast_program,
    card_in_use,
    eat,
    food_facts,
    make_clerk,
    make_partner,
    make_site,
)
from tests.policies import ADMIN_READERS, ANYONE, FEDERATION, FINANCE, SIGNED_IN, Policy, World, admin_pages

READERS = (*FEDERATION, *FINANCE, *ADMIN_READERS)
FIELD = ("worker", "officer")
CARD_LISTS = (*READERS, *FIELD, "worker2")
OFFICE = ("reviewer",)
OTHERS = tuple(name for name in READERS if name not in OFFICE)
LATER = BREAKFAST + timedelta(days=30)


def build(world: World) -> None:
    people, community = world.cast, world.places[COMMUNITY]
    world["meal partner"] = make_partner()
    site = world["meal site"] = make_site(community, partner=world["meal partner"])
    sender = User.objects.create_user("policy-sender", display_name="策演送", date_joined=world.at)
    world["meal employer contact"] = EmployerContact.objects.create(
        employer=Employer.objects.create(name="策演保洁公司", credit_code="91410199MADEM0P019"),
        user=sender,
        since=world.at,
    )
    world["meal clerk"] = make_clerk(site, people["partner"], signs=True)
    card = world["meal card"] = card_in_use(people, community)
    world["breakfast case"] = approved_case(people, community)
    world["settled meal"] = eat(card, site, people["partner"])
    DayCount.objects.create(site=site, day=DAY, own_count=1, counted_at=BREAKFAST, counted_by=people["partner"])
    world["meal statement"] = prepare_statement(
        partner=world["meal partner"], program=breakfast_program(), month=DAY, by=people["reviewer"], at=LATER
    )
    world["open meal"] = eat(card, site, people["partner"], BREAKFAST + timedelta(days=1))
    world["count of a day"] = DayCount.objects.create(
        site=site, day=DAY + timedelta(days=1), own_count=5, counted_at=BREAKFAST
    )
    world["refused scan"] = RefusedScan.objects.create(
        site=site, day=DAY, reason="unknown", seen_at=BREAKFAST, recorded_at=BREAKFAST, operator=people["partner"],
        nonce=UUID(int=7),
    )  # fmt: skip
    row = {"site": site, "day": DAY, "inspector": people["partner"], "recorded_at": BREAKFAST}
    world["food log"] = FoodSafetyLog.objects.create(**row, **vars(food_facts()))
    world["health certificate"] = HealthCertificate.objects.create(
        site=site, name="店演一", valid_until=DAY, recorded_at=BREAKFAST
    )
    world["misuse signal"] = FraudSignal.objects.create(
        kind="pace", site=site, day=DAY, found_at=BREAKFAST, data={"cards": 10, "minutes": 2, "from": "07:00"}
    )
    world["missed guest"] = WelfareSignal.objects.create(card=card, last_seen_on=DAY, raised_at=BREAKFAST)
    world["month total"] = MonthTotal.objects.create(site=site, month=DAY.replace(day=1), meals=3, donated=1)
    world["terms of meals"] = site.partner.terms.get()
    world["meal employer"] = card.employer
    world["roster entry"] = card.person.meal_roster.get()


def at_site(**more: Any) -> dict[str, Any]:
    return {
        "kwargs": lambda world: {"code": world["meal site"].code, **{k: v(world) for k, v in more.items()}},
        "unknown": {"code": "no-such-place", **dict.fromkeys(more, 999)},
    }


def of(name: str, **more: Any) -> dict[str, Any]:
    """A row with its number; "" of a list is closed to others by 403, so no `unknown`."""
    return {"kwargs": lambda world: {"pk": world[name].pk, **more}}


def of_card(**more: Any) -> dict[str, Any]:
    return {
        "kwargs": lambda world: {"number": world["meal card"].number, **more},
        "unknown": {"number": "ZK-ZZZZZZ", **more},
    }


def of_statement(**more: Any) -> dict[str, Any]:
    return {
        "kwargs": lambda world: {"reference": world["meal statement"].reference, **more},
        "unknown": {"reference": "ZJ-ZZZZZZ", **more},
    }


COUNTER = ("partner",)
DAY_PEOPLE = (*COUNTER, *OFFICE)
SIGNERS = (*READERS, "partner")
POLICIES = {
    "porridge_house:public": Policy(get=ANYONE),
    "porridge_house:redeem": Policy(get=COUNTER),
    "porridge_house:counter": Policy(get=COUNTER, refused=READERS, **at_site()),
    "porridge_house:record": Policy(post=COUNTER, refused=READERS, **at_site()),
    "porridge_house:tally": Policy(get=DAY_PEOPLE, post=DAY_PEOPLE, refused=OTHERS, **at_site()),
    "porridge_house:tally_sheet": Policy(get=DAY_PEOPLE, refused=OTHERS, **at_site()),
    "porridge_house:count": Policy(get=DAY_PEOPLE, post=DAY_PEOPLE, refused=OTHERS, **at_site()),
    "porridge_house:food": Policy(get=DAY_PEOPLE, post=DAY_PEOPLE, refused=OTHERS, **at_site()),
    "porridge_house:certificates": Policy(get=DAY_PEOPLE, post=DAY_PEOPLE, refused=OTHERS, **at_site()),
    "porridge_house:end_certificate": Policy(
        post=DAY_PEOPLE, refused=OTHERS, **at_site(pk=lambda world: world["health certificate"].pk)
    ),
    "porridge_house:overview": Policy(get=READERS),
    "porridge_house:board": Policy(get=(*READERS, *COUNTER)),
    "porridge_house:counts": Policy(get=READERS),
    "porridge_house:review": Policy(get=OFFICE, post=OFFICE, **of("count of a day")),
    "porridge_house:log": Policy(get=READERS),
    "porridge_house:export_meals": Policy(get=READERS, post=READERS),
    "porridge_house:take_back": Policy(get=OFFICE, post=OFFICE, **of("open meal")),
    "porridge_house:signals": Policy(get=READERS),
    "porridge_house:answer_signal": Policy(get=OFFICE, post=OFFICE, **of("misuse signal")),
    "porridge_house:missed": Policy(get=CARD_LISTS),
    "porridge_house:answer_missed": Policy(
        get=(*OFFICE, *FIELD), post=(*OFFICE, *FIELD), refused=OTHERS, unknown={"pk": 999}, **of("missed guest")
    ),
    "porridge_house:mine": Policy(get=SIGNED_IN),
    "porridge_house:cards": Policy(get=CARD_LISTS),
    "porridge_house:export_cards": Policy(get=CARD_LISTS, post=CARD_LISTS),
    "porridge_house:waiting": Policy(get=OFFICE),
    "porridge_house:make": Policy(
        get=OFFICE, post=OFFICE, kwargs=lambda world: {"reference": world["breakfast case"].reference}
    ),
    "porridge_house:print_cards": Policy(get=OFFICE),
    "porridge_house:print_handover": Policy(get=CARD_LISTS),
    "porridge_house:card": Policy(get=(*READERS, *FIELD), **of_card()),
    "porridge_house:card_step": Policy(
        get=(*OFFICE, *FIELD), post=(*OFFICE, *FIELD), refused=OTHERS, **of_card(name="freeze")
    ),
    "porridge_house:statements": Policy(get=SIGNERS),
    "porridge_house:export_statements": Policy(get=READERS, post=READERS),
    "porridge_house:prepare": Policy(get=OFFICE, post=OFFICE),
    "porridge_house:statement": Policy(get=SIGNERS, **of_statement()),
    "porridge_house:statement_paper": Policy(get=SIGNERS, **of_statement()),
    "porridge_house:statement_step": Policy(
        get=(*OFFICE, *COUNTER), post=(*OFFICE, *COUNTER), refused=OTHERS, **of_statement(name="sign-for-partner")
    ),
    **admin_pages("porridge_house.partner", change=("admin", "reviewer"), add=OFFICE, obj="meal partner"),
    **admin_pages("porridge_house.employer", change=("admin", "reviewer"), add=OFFICE, obj="meal employer"),
    **admin_pages("porridge_house.mealsite", change=("admin", "reviewer"), add=OFFICE, obj="meal site"),
    **admin_pages(
        "porridge_house.mealterms", view=(*ADMIN_READERS, *OFFICE, "accountant"), add=OFFICE, obj="terms of meals"
    ),
    **admin_pages(
        "porridge_house.employercontact", view=(*ADMIN_READERS, *OFFICE), add=OFFICE, obj="meal employer contact"
    ),
    **admin_pages("porridge_house.siteclerk", view=(*ADMIN_READERS, *OFFICE), add=OFFICE, obj="meal clerk"),
    **admin_pages("porridge_house.rosterentry", view=(*ADMIN_READERS, *OFFICE), obj="roster entry"),
    **admin_pages("porridge_house.mealcard", view=(*ADMIN_READERS, *OFFICE), obj="meal card"),
    **admin_pages("porridge_house.mealredemption", view=(*ADMIN_READERS, *OFFICE), obj="open meal"),
    **admin_pages("porridge_house.refusedscan", view=(*ADMIN_READERS, *OFFICE), obj="refused scan"),
    **admin_pages("porridge_house.daycount", view=(*ADMIN_READERS, *OFFICE), obj="count of a day"),
    **admin_pages("porridge_house.monthtotal", view=(*ADMIN_READERS, *OFFICE), obj="month total"),
    **admin_pages("porridge_house.mealstatement", view=(*ADMIN_READERS, *OFFICE, "accountant"), obj="meal statement"),
    **admin_pages("porridge_house.foodsafetylog", view=(*ADMIN_READERS, *OFFICE), obj="food log"),
    **admin_pages("porridge_house.healthcertificate", view=(*ADMIN_READERS, *OFFICE), obj="health certificate"),
    **admin_pages("porridge_house.fraudsignal", view=(*ADMIN_READERS, *OFFICE), obj="misuse signal"),
    **admin_pages("porridge_house.welfaresignal", view=(*ADMIN_READERS, *OFFICE), obj="missed guest"),
}
