"""Wristbands of the demo (domain fact book §9.2): 5,000 bands, events W01 to W40 with 125 each, wearers in every state.

The people are invented. One code is published on purpose, so that whoever tries the portal can scan a band.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from applications.demo.people import SURNAMES, resident_id
from areas.models import AdminArea
from beneficiaries.models import Person
from beneficiaries.selectors import find_person_by_id_number
from beneficiaries.services import register_person
from delivery.wristbands.choices import Place, Signing
from delivery.wristbands.models import Band, Batch, Issue, PublicityEvent
from delivery.wristbands.services import alerts, finding, lifecycle, missing
from delivery.wristbands.services.issuing import Consent, Contact, issue_band
from delivery.wristbands.services.outings import close_event, plan_event
from delivery.wristbands.services.sheets import MOST_ON_A_SHEET, confirm_sheet, make_sheet
from delivery.wristbands.services.stock import allocate_bands, order_batch, receive_bands, write_off_bands
from delivery.wristbands.tokens import hash_of

BANDS, EVENTS, PER_EVENT, HELD = 5000, 40, 125, 24
SUPPLIER, COST_FEN = "河南惠康科技有限公司", 1500
DEMO_CODE = "demo-band-published-on-purpose"  # of the first band in use, in demo mode only
PLACES = (
    "410172160-xihuchuntian",
    "410172160-tonghe",
    "410172360-yuxinyuan",
    "410172560-shixinzhuang",
    "410172561-wawuli",
    "410172562-guanyue",
)
FACTS = {"has_dementia": False, "disability_class": "none", "medical_proof": False, "lives_alone": False}
REASONS: tuple[dict[str, Any], ...] = (
    {"has_dementia": True},
    {"lives_alone": True},
    {},
    {"disability_class": "mental"},
    {},
)


@dataclass(frozen=True)
class Outing:
    """The day of an event and where it is; the same in each start of the demo."""

    number: int
    day: date
    area: AdminArea

    def at(self, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.day, time(hour, minute), get_current_timezone())


@transaction.atomic
def load_demo_wristbands(users: Mapping[str, Any], now: datetime) -> None:
    """Nothing changes when the batch is there. People and programs of the demo must be loaded."""
    if not (settings.PORTAL_DEMO or settings.PORTAL_TEST) or Batch.objects.exists():
        return
    keeper = users["reviewer"]
    outings = list(_outings(localdate(now)))
    _stock(keeper, outings[0].at(8) - timedelta(days=20))
    wearers = _wearers(keeper, outings)
    for outing in outings:
        _outing(outing, users, wearers, now)
    _states(keeper, now)
    _scans(users, now)


def _outings(today: date) -> Iterator[Outing]:
    """One per working day; 24 are over, the 25th was yesterday and waits to be closed."""
    areas = AdminArea.objects.select_related("parent").in_bulk(PLACES, field_name="code")
    days = [today + timedelta(days=step) for step in range(-70, 60)]
    working = [day for day in days if day.weekday() < 5]
    past, ahead = [day for day in working if day < today], [day for day in working if day >= today]
    chosen = [*past[-HELD - 1 :], *ahead[: EVENTS - HELD - 1]]
    for number, day in enumerate(chosen, start=1):
        yield Outing(number, day, areas[PLACES[number % len(PLACES)]])


def _stock(keeper: Any, at: datetime) -> None:
    batch = order_batch(number="SH-2023-01", supplier=SUPPLIER, ordered=BANDS, unit_cost_fen=COST_FEN, by=keeper, at=at)
    for _sheet in range(BANDS // MOST_ON_A_SHEET):
        sheet, _codes = make_sheet(batch=batch, count=MOST_ON_A_SHEET, by=keeper, at=at)
        confirm_sheet(sheet=sheet, by=keeper, at=at)
    receive_bands(batch=batch, count=BANDS, by=keeper, at=at + timedelta(days=5))


def _wearers(keeper: Any, outings: list[Outing]) -> dict[int, Person]:
    """One for each event that was held: the three of the fact book first, then invented elders."""
    known = ("410199193802149016", "410199194109079026", "410199194809059034")
    found: dict[int, Person] = {}
    for outing in outings[:HELD]:
        number = outing.number
        person = find_person_by_id_number(known[number - 1]) if number <= len(known) else None
        found[number] = person or _elder(number, outing.area, keeper, outing.at(8))
    return found


def _elder(number: int, area: AdminArea, keeper: Any, at: datetime) -> Person:
    born = date(1936 + number % 14, 1 + number % 12, 1 + number % 28)
    name = f"{SURNAMES[(number * 7) % len(SURNAMES)]}演环{'一二三四五六七八九十'[number % 10]}"
    id_number = resident_id(born, 700 + number)
    return find_person_by_id_number(id_number) or register_person(
        name=name, id_number=id_number, area=area, phone=f"199010000{number:02}", by=keeper, at=at
    )


def _outing(outing: Outing, users: Mapping[str, Any], wearers: Mapping[int, Person], now: datetime) -> None:
    keeper, is_over = users["reviewer"], outing.number <= HELD
    event = plan_event(
        number=f"W{outing.number:02}",
        title="“微信手环”防走失宣传",
        area=outing.area,
        place=f"{outing.area.short_name}文化广场(演示)",
        starts_at=outing.at(9),
        ends_at=outing.at(11, 30),
        target=PER_EVENT,
        shift=None,
        by=keeper,
        at=min(now, outing.at(8) - timedelta(days=7)),
    )
    if outing.day > localdate(now) + timedelta(days=7):
        return
    allocate_bands(count=PER_EVENT, event=event, by=keeper, at=min(now, outing.at(8) - timedelta(days=1)))
    if not is_over:
        return
    _issue(event, wearers[outing.number], outing, keeper)
    if outing.number == 2:
        numbers = Band.objects.filter(event=event, place=Place.ALLOCATED).values_list("number", flat=True)[:2]
        serials = [f"GX{number:05}" for number in numbers]
        write_off_bands(serials=serials, kind="damage", by=keeper, at=outing.at(10), note="扣环裂开（演示）")
    close_event(
        event=event,
        attendance=70 + outing.number * 3 % 41,
        leaflets=110 + outing.number * 7 % 53,
        report="",
        by=keeper,
        at=outing.at(12),
    )


def _issue(event: PublicityEvent, wearer: Person, outing: Outing, keeper: Any) -> Issue:
    number = outing.number
    band = Band.objects.filter(event=event, place=Place.ALLOCATED).order_by("number")[0]
    family = f"{wearer.name[0]}例亲"
    contacts = [
        Contact(family, "child", f"199020000{number:02}"),
        Contact(f"{wearer.name[0]}演孙", "grandchild", f"199030000{number:02}"),
    ]
    issue = issue_band(
        band=band,
        wearer=wearer,
        facts={**FACTS, **REASONS[number % len(REASONS)]},
        contacts=contacts,
        consent=Consent(family, "child", Signing.PAPER),
        by=keeper,
        at=outing.at(9, 30),
    )
    if number % 8:
        finding.record_scan(issue=issue, at=outing.at(9, 32))  # the test
    return issue


def _states(keeper: Any, now: datetime) -> None:
    """One of each: out of use, lost, broken, replaced, ended."""
    issues = list(Issue.objects.order_by("pk"))
    lifecycle.suspend_band(issue=issues[4], by=keeper, at=now - timedelta(days=3))
    lifecycle.report_lost(issue=issues[5], by=keeper, at=now - timedelta(days=2))
    lifecycle.report_damaged(issue=issues[6], by=keeper, at=now - timedelta(days=2))
    lifecycle.retire_band(issue=issues[7], reason="moved", by=keeper, at=now - timedelta(days=1))
    spare = Band.objects.filter(place=Place.STORE).order_by("number")[0]
    lifecycle.replace_band(
        issue=issues[8],
        band=spare,
        reason="tight",
        consent=Consent("演示家属", "child", Signing.PAPER),
        by=keeper,
        at=now - timedelta(days=1),
    )
    Band.objects.filter(pk=issues[0].band_id).update(token_hash=hash_of(DEMO_CODE))


def _scans(users: Mapping[str, Any], now: datetime) -> None:
    """A false alarm, somebody brought home, a search that ended well, one that is on, an alert nobody answered yet."""
    issues = list(Issue.objects.filter(state="active").order_by("pk"))
    false_alarm = _alarm(issues[1], now - timedelta(days=12))
    alerts.silence_alert(alert=false_alarm, turn=1, at=false_alarm.opened_at + timedelta(minutes=3))
    brought = _alarm(issues[2], now - timedelta(days=9))
    finding.leave_note(
        issue=issues[2], phone="19900000088", words="在公交站（演示）", at=brought.opened_at + timedelta(minutes=2)
    )
    alerts.answer_alert(alert=brought, turn=1, at=brought.opened_at + timedelta(minutes=6))
    alerts.bring_home(alert=brought, turn=1, at=brought.opened_at + timedelta(minutes=41))
    _search(_alarm(issues[3], now - timedelta(days=5)), ends=True)
    _search(_alarm(issues[4], now - timedelta(hours=2)), ends=False)
    _alarm(issues[9], now - timedelta(minutes=25))


def _alarm(issue: Issue, at: datetime) -> Any:
    scan = finding.record_scan(issue=issue, at=at)
    return scan.alert if scan and scan.alert else issue.alerts.latest("pk")


def _search(alert: Any, *, ends: bool) -> None:
    at = alert.opened_at + timedelta(minutes=8)
    case = missing.report_missing(
        alert=alert,
        last_seen_place="菜市场东门（演示）",
        clothes="深蓝色外套，黑布鞋，拄拐杖（演示）",
        last_seen_at=alert.opened_at - timedelta(hours=1),
        police_number="演示-110-001",
        tells_volunteers=True,
        turn=1,
        at=at,
    )
    if ends:
        missing.end_search(
            case=case, outcome="home", text="志愿者在公园找到（演示）", turn=1, at=at + timedelta(hours=2)
        )
