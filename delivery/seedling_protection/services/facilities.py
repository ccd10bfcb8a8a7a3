"""Facilities, their visiting hours, and groups that book them. An hour is never overbooked: its row is locked while
somebody books, and the database refuses more visitors than its capacity whoever writes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import AdminArea
from audit.recording import record
from delivery.seedling_protection import states
from delivery.seedling_protection.models import Facility, HallVisit, School, VisitSlot
from delivery.seedling_protection.permissions import may_act_for, may_organise
from delivery.seedling_protection.services.moving import demand, locked, move
from delivery.seedling_protection.workflow import FACILITY, VISIT
from funds.models import Fund
from web.references import new_reference
from workflow.machine import Refused

SLOTS_AT_ONCE = 12


class FullyBooked(Refused):
    """The hour has fewer places left than the group needs."""


@dataclass(frozen=True)
class FacilityFacts:
    """`cost_fen` is what it cost the fund; `minutes` how long a group stays."""

    kind: str
    name: str
    area: AdminArea
    keeper: str
    hours: str
    capacity: int
    minutes: int
    cost_fen: int
    fund: Fund
    donor_plate: str = ""
    school: School | None = None


@dataclass(frozen=True)
class Group:
    """Who comes: a class by its name and number, with the teacher who answers for it."""

    class_name: str
    headcount: int
    teacher: str


@transaction.atomic
def plan_facility(*, facts: FacilityFacts, by: Any, at: datetime) -> Facility:
    """Raises NotAllowed, Refused for a name that is there already."""
    demand(may_organise(by))
    facility = _saved(Facility(state=states.PLANNED, state_since=at, **vars(facts)))
    record("seedling_protection.facility_planned", subject=facility, by=by, at=at)
    return facility


@transaction.atomic
def change_facility(*, facility: Facility, facts: FacilityFacts, by: Any, at: datetime) -> Facility:
    """Hours that are offered already keep their capacity. A cost in the books stays. Raises NotAllowed, Refused."""
    demand(may_organise(by))
    facility = locked(facility)
    if facility.voucher_id and (facts.cost_fen, facts.fund.pk) != (facility.cost_fen, facility.fund_id):
        raise Refused(_("The cost is in the books already. Ask the accountant to reverse it first."))
    for name, value in vars(facts).items():
        setattr(facility, name, value)
    facility = _saved(facility)
    record("seedling_protection.facility_changed", subject=facility, by=by, at=at)
    return facility


@transaction.atomic
def begin_building(*, facility: Facility, by: Any, at: datetime) -> Facility:
    facility = locked(facility)
    move(FACILITY, "build", facility, by=by, at=at)
    return facility


@transaction.atomic
def open_facility(*, facility: Facility, on: date, by: Any, at: datetime) -> Facility:
    """`on` is the day of the opening, not in the future; opened again, the first day stays. Raises WorkflowError."""
    facility = locked(facility)
    if on > timezone.localdate(at):
        raise Refused(_("The day of the opening is in the future."))
    move(FACILITY, "open", facility, by=by, at=at, opened_on=facility.opened_on or on)
    return facility


@transaction.atomic
def close_facility(*, facility: Facility, by: Any, at: datetime) -> Facility:
    """Raises Refused while groups are booked for later."""
    facility = locked(facility)
    move(FACILITY, "close", facility, by=by, at=at)
    return facility


@transaction.atomic
def offer_slots(
    *, facility: Facility, first: datetime, number: int, guide: str, by: Any, at: datetime
) -> list[VisitSlot]:
    """`number` hours one after another from `first`. All or none. Raises NotAllowed, Refused."""
    demand(may_organise(by))
    facility = locked(facility)
    if facility.state != states.OPEN:
        raise Refused(_("Visiting hours are offered while the facility is open."))
    if first <= at:
        raise Refused(_("The first visiting hour must lie in the future."))
    if not 0 < number <= SLOTS_AT_ONCE:
        raise Refused(_("Offer 1 to 12 hours at once."))
    length = timedelta(minutes=facility.minutes)
    if facility.slots.filter(starts_at__lt=first + number * length, ends_at__gt=first).exists():
        raise Refused(_("There are visiting hours in this time already."))
    common = {"facility": facility, "capacity": facility.capacity, "guide": guide.strip()}
    made = [
        VisitSlot.objects.create(starts_at=first + turn * length, ends_at=first + (turn + 1) * length, **common)
        for turn in range(number)
    ]
    record("seedling_protection.slots_offered", subject=facility, by=by, at=at, data={"count": number})
    return made


@transaction.atomic
def book_visit(*, slot: VisitSlot, school: School, group: Group, by: Any, at: datetime) -> HallVisit:
    """Holds the places of a class. Locks the hour. Raises NotAllowed, FullyBooked, Refused."""
    demand(may_act_for(by, school))
    slot = locked(slot, "facility")
    if slot.facility.state != states.OPEN or slot.starts_at <= at:
        raise Refused(_("This hour cannot be booked any more. Choose another one."))
    if group.headcount <= 0:
        raise Refused(_("Enter how many come."))
    if group.headcount > slot.left:
        raise FullyBooked(_("Only %(count)d places are left in this hour.") % {"count": slot.left})
    live = slot.visits.exclude(state=states.CANCELLED)
    if live.filter(school=school, class_name=group.class_name).exists():
        raise Refused(_("This class is booked for this hour already."))
    visit = HallVisit.objects.create(
        reference=new_reference("HG"),
        slot=slot,
        school=school,
        state=states.BOOKED,
        state_since=at,
        booked_at=at,
        booked_by=by,
        **vars(group),
    )
    record("seedling_protection.visit_booked", subject=visit, by=by, at=at, data={"headcount": group.headcount})
    return visit


@transaction.atomic
def cancel_visit(*, visit: HallVisit, by: Any, at: datetime) -> HallVisit:
    """The places are free again."""
    visit = _held(visit)
    move(VISIT, "cancel", visit, by=by, at=at)
    return visit


@transaction.atomic
def count_visit(*, visit: HallVisit, came: int, by: Any, at: datetime) -> HallVisit:
    """Everybody who came; 0 means that the group did not come. Raises WorkflowError."""
    visit = _held(visit)
    if not 0 <= came <= visit.headcount:
        raise Refused(_("Not more can have come than were booked."))
    if came:
        move(VISIT, "come", visit, by=by, at=at, came=came)
    else:
        move(VISIT, "miss", visit, by=by, at=at)
    return visit


def _held(visit: HallVisit) -> HallVisit:
    """Hour first, then visit: the order of all who lock both."""
    locked(visit.slot)
    return locked(visit, "slot", "school")


def _saved(facility: Facility) -> Facility:
    try:
        with transaction.atomic():
            facility.save()
    except IntegrityError as problem:
        raise Refused(_("A facility of this name is entered already.")) from problem
    return facility
