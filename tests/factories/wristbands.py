"""Bands in the store, events and worn bands, made by the services, because the database refuses a state without its
event and a band without its movement. `codes` of a stock are the only place where a code is known."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from delivery.wristbands.choices import Signing
from delivery.wristbands.models import Alert, Band, Batch, Issue, PublicityEvent
from delivery.wristbands.services.finding import record_scan
from delivery.wristbands.services.issuing import Consent, Contact, issue_band
from delivery.wristbands.services.outings import plan_event
from delivery.wristbands.services.sheets import confirm_sheet, make_sheet
from delivery.wristbands.services.stock import allocate_bands, order_batch, receive_bands
from tests.factories.beneficiaries import PERSONS, PersonFactory

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # Monday, 09:30 in Shanghai
LATER = AT + timedelta(days=1)
COMMUNITY = "410172160-xihuchuntian"
CONTACTS = (
    Contact("张示例", "child", "19900000001"),
    Contact("张演例", "grandchild", "19900000002"),
    Contact("李例示", "other", "19900000003"),
)
CONSENT = Consent("张示例", "child", Signing.PAPER)
DEMENTIA = {"has_dementia": True, "disability_class": "none", "medical_proof": False, "lives_alone": False}


@dataclass
class Stock:
    batch: Batch
    codes: dict[int, str] = field(default_factory=dict)  # number of the band → its code


def make_stock(keeper: Any, count: int = 10, *, received: int | None = None, at: datetime = AT) -> Stock:
    """A batch of `count` bands with codes, of which `received` (left out: all) are in the store."""
    number = f"SH-{Batch.objects.count() + 1}"
    batch = order_batch(number=number, supplier="演示供应商", ordered=count, unit_cost_fen=1500, by=keeper, at=at)
    stock = Stock(batch)
    while batch.bands.filter(token_hash=None).exists():
        sheet, codes = make_sheet(batch=batch, count=min(count, 500), by=keeper, at=at)
        confirm_sheet(sheet=sheet, by=keeper, at=at)
        stock.codes |= {int(serial.removeprefix("GX")): token for serial, token in codes}
    arrived = count if received is None else received
    if arrived:
        receive_bands(batch=batch, count=arrived, by=keeper, at=at)
    batch.refresh_from_db()
    return stock


def make_event(keeper: Any, area: Any, *, number: str = "W01", bands: int = 0, **changes: Any) -> PublicityEvent:
    """A planned event that began at AT, with `bands` allocated."""
    plan = {
        "title": "防走失手环宣传",
        "area": area,
        "place": "社区广场",
        "starts_at": AT,
        "ends_at": AT + timedelta(hours=3),
        "target": 125,
        "shift": None,
    }
    event = plan_event(number=number, by=keeper, at=AT, **{**plan, **changes})
    if bands:
        allocate_bands(count=bands, event=event, by=keeper, at=AT)
        event.refresh_from_db()
    return event


def make_wearer(area: Any, name: str = "张演一", **changes: Any) -> Any:
    """A fictional person of the demo, with the ID number of the cast."""
    return PersonFactory(name=name, id_number=PERSONS[name], birth_date=None, area=area, **changes)


def make_issue(
    keeper: Any, area: Any, *, name: str = "张演一", contacts: int = 3, at: datetime = AT, stock: Stock | None = None
) -> tuple[Issue, str]:
    """A band in use with its code, issued by the keeper out of the store."""
    stock = stock or make_stock(keeper, 3, at=at)
    band = Band.objects.filter(batch=stock.batch, place="store").order_by("number").first()
    issue = issue_band(
        band=band,
        wearer=make_wearer(area, name),
        facts=DEMENTIA,
        contacts=CONTACTS[:contacts],
        consent=CONSENT,
        by=keeper,
        at=at,
    )
    return issue, stock.codes[band.number]


def raised_alert(issue: Issue, at: datetime = LATER) -> Alert:
    """A scan after the time of the test."""
    scan = record_scan(issue=issue, at=at)
    assert scan is not None
    assert scan.alert is not None
    return scan.alert
