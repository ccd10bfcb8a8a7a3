"""Wristbands: anybody scans; the family opens its page by its address; staff of the areas hand out; the federation
keeps the store; duty officers handle alerts; a called volunteer sees the call."""

from datetime import timedelta
from typing import Any

from delivery.wristbands.calling import family_path
from delivery.wristbands.models import VolunteerCall
from delivery.wristbands.services import alerts, missing
from delivery.wristbands.services.issuing import issue_band
from delivery.wristbands.services.sheets import make_sheet
from delivery.wristbands.services.stock import order_batch
from tests.factories.beneficiaries import PersonFactory
from tests.factories.wristbands import COMMUNITY, CONSENT, CONTACTS, DEMENTIA, make_event, make_stock, raised_alert
from tests.policies import ADMIN_READERS, ANYONE, FEDERATION, Policy, World, admin_pages
from volunteers.models import VolunteerProfile

READERS = ("worker", "officer", *FEDERATION, *ADMIN_READERS)
EVERYWHERE = ("worker", "worker2", "officer", *FEDERATION, *ADMIN_READERS)  # the stock is one for all
ISSUERS = ("worker", "officer", "reviewer")
DUTY = ("officer", "reviewer")
NOT_DUTY = ("worker", "approver", *ADMIN_READERS)


def build(world: World) -> None:

    keeper, here = world.cast["reviewer"], world.places[COMMUNITY]
    stock = make_stock(keeper, 6, received=4, at=world.at)
    world["wristband batch"] = stock.batch
    world["wristband event"] = make_event(keeper, here, number="W90", bands=1)
    order = order_batch(number="P-1", supplier="演示", ordered=2, unit_cost_fen=1, by=keeper, at=world.at)
    world["wristband order"] = order
    world["wristband sheet"], _codes = make_sheet(batch=order, count=1, by=keeper, at=world.at)
    bands = iter(stock.batch.bands.filter(place="store").order_by("number"))

    def worn(name: str) -> Any:
        wearer = PersonFactory(name=name, area=here)
        given = {"facts": DEMENTIA, "contacts": CONTACTS, "consent": CONSENT, "by": keeper, "at": world.at}
        return issue_band(band=next(bands), wearer=wearer, **given)

    world["worn wristband"] = worn("策演一")
    world["wristband alert"] = raised_alert(world["worn wristband"], world.at + timedelta(days=1))
    searched = raised_alert(worn("策演二"), world.at + timedelta(days=1))
    alerts.answer_alert(alert=searched, turn=1, at=world.at + timedelta(days=1))
    case = missing.report_missing(
        alert=searched, last_seen_place="x", clothes="y", turn=1, at=world.at + timedelta(days=1)
    )
    world["wristband case"] = case
    volunteer, _new = VolunteerProfile.objects.get_or_create(
        user=world.cast["volunteer"], defaults={"name": "志演", "registered_at": world.at}
    )
    VolunteerCall.objects.create(case=case, volunteer=volunteer, called_at=world.at)
    world["wristband code"] = stock.codes[world["worn wristband"].band.number]


def family(**more: Any) -> dict[str, Any]:
    def kwargs(world: World) -> dict[str, Any]:
        alert = world["wristband alert"]
        contact = alert.issue.contacts.get(position=1)
        return {"reference": alert.reference, "turn": 1, "proof": family_path(alert, contact).split("/")[-2], **more}

    return {"kwargs": kwargs, "unknown": {"reference": "SM-ZZZZZZ", "turn": 1, "proof": "x", **more}}


def of(row: str, attribute: str, nothing: Any, argument: str = "", **more: Any) -> dict[str, Any]:
    argument = argument or attribute
    return {
        "kwargs": lambda world: {argument: getattr(world[row], attribute), **more},
        "unknown": {argument: nothing, **more},
    }


BAND = of("worn wristband", "reference", "SH-ZZZZZZ")
ALERT = of("wristband alert", "reference", "SM-ZZZZZZ")
EVENT = of("wristband event", "number", "W00")
BATCH = {"kwargs": lambda world: {"pk": world["wristband order"].pk}, "unknown": {"pk": 999_999}}
SHEET = {"kwargs": lambda world: {"pk": world["wristband sheet"].pk}, "unknown": {"pk": 999_999}}
CODE = {"kwargs": lambda world: {"token": world["wristband code"]}}
BOOKED = {"kwargs": lambda world: {"pk": world["wristband batch"].pk}}
BOOKS = ("accountant", "reviewer", "auditor")
NOT_KEEPERS = ("worker", "worker2", "officer", "approver", *ADMIN_READERS)

POLICIES = {
    "wristbands:finder": Policy(get=ANYONE, **CODE),
    # A form that the page itself did not hand out is refused: 403 to everybody, with or without a session.
    "wristbands:finder_call": Policy(get=ANYONE, post=ANYONE, also=(403,), **CODE),
    "wristbands:finder_place": Policy(get=ANYONE, post=ANYONE, also=(403,), **CODE),
    "wristbands:family": Policy(get=ANYONE, **family()),
    "wristbands:family_step": Policy(post=ANYONE, **family(name="answer")),
    "wristbands:overview": Policy(get=EVERYWHERE),
    "wristbands:export": Policy(get=EVERYWHERE, post=EVERYWHERE, kwargs=lambda _world: {"what": "people"}),
    "wristbands:batches": Policy(get=EVERYWHERE),
    "wristbands:books": Policy(get=BOOKS),
    "wristbands:set_fund": Policy(get=("accountant",), post=("accountant",), **BOOKED),
    "wristbands:book_bands": Policy(get=("accountant",), post=("accountant",), **BOOKED),
    "wristbands:batch": Policy(get=EVERYWHERE, **BATCH),
    "wristbands:order": Policy(get=("reviewer",), post=("reviewer",)),
    "wristbands:write_off": Policy(get=("reviewer",), post=("reviewer",)),
    "wristbands:allocate": Policy(get=("reviewer",), post=("reviewer",)),
    "wristbands:give_back": Policy(get=("reviewer",), post=("reviewer",)),
    "wristbands:receive": Policy(get=("reviewer",), post=("reviewer",), refused=NOT_KEEPERS, **BATCH),
    "wristbands:make_sheet": Policy(post=("reviewer",), refused=NOT_KEEPERS, data={"count": 1}, **BATCH),
    "wristbands:make_sheet_anew": Policy(post=("reviewer",), refused=NOT_KEEPERS, **SHEET),
    "wristbands:confirm_sheet": Policy(post=("reviewer",), refused=NOT_KEEPERS, **SHEET),
    "wristbands:events": Policy(get=EVERYWHERE),
    "wristbands:plan_event": Policy(get=("reviewer",), post=("reviewer",)),
    "wristbands:event": Policy(get=READERS, **EVENT),
    "wristbands:change_event": Policy(
        get=("reviewer",),
        post=("reviewer",),
        refused=("worker", "officer", "approver", *ADMIN_READERS),
        **EVENT,
    ),
    "wristbands:event_step": Policy(
        get=ISSUERS,
        post=ISSUERS,
        refused=("approver", *ADMIN_READERS),
        **of("wristband event", "number", "W00", name="close"),
    ),
    "wristbands:issue": Policy(get=(*ISSUERS, "worker2")),
    "wristbands:issue_wearer": Policy(post=(*ISSUERS, "worker2")),
    "wristbands:people": Policy(get=EVERYWHERE),
    "wristbands:band": Policy(get=READERS, **BAND),
    "wristbands:form": Policy(get=READERS, **BAND),
    "wristbands:contacts": Policy(get=ISSUERS, post=ISSUERS, refused=("approver", *ADMIN_READERS), **BAND),
    "wristbands:band_step": Policy(
        get=ISSUERS,
        post=ISSUERS,
        refused=("approver", *ADMIN_READERS),
        **of("worn wristband", "reference", "SH-ZZZZZZ", name="suspend"),
    ),
    "wristbands:alerts": Policy(get=EVERYWHERE),
    "wristbands:alert": Policy(get=DUTY, refused=NOT_DUTY, **ALERT),
    "wristbands:alert_step": Policy(
        get=DUTY, post=DUTY, refused=NOT_DUTY, **of("wristband alert", "reference", "SM-ZZZZZZ", name="take")
    ),
    "wristbands:call": Policy(
        get=("volunteer",), post=("volunteer",), **of("wristband case", "reference", "ZS-ZZZZZZ")
    ),
    **admin_pages("wristbands.batch", view=(*FEDERATION, *ADMIN_READERS), obj="wristband batch"),
    **admin_pages("wristbands.movement", view=(*FEDERATION, *ADMIN_READERS)),
    **admin_pages("wristbands.band", view=(*FEDERATION, *ADMIN_READERS)),
    **admin_pages("wristbands.publicityevent", view=(*FEDERATION, *ADMIN_READERS), obj="wristband event"),
    **admin_pages("wristbands.issue", view=(*FEDERATION, *ADMIN_READERS), obj="worn wristband"),
    **admin_pages("wristbands.alert", view=(*FEDERATION, *ADMIN_READERS), obj="wristband alert"),
    **admin_pages("wristbands.missingcase", obj="wristband case"),
    **admin_pages("wristbands.scanmonth", view=(*FEDERATION, *ADMIN_READERS)),
}
