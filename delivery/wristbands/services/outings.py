"""Publicity events: planned, changed, closed with their counts, cancelled."""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from areas.models import AdminArea
from audit.recording import record
from delivery.wristbands import states
from delivery.wristbands.choices import MovementKind, Place
from delivery.wristbands.models import Band, PublicityEvent
from delivery.wristbands.permissions import may_close_event, may_keep_store
from delivery.wristbands.services.moving import fire
from delivery.wristbands.services.stock import lock_batches, move_bands
from delivery.wristbands.workflow import EVENT
from volunteers.models import Shift
from workflow.machine import NotAllowed, Refused


class EventPlan(TypedDict):
    """What is planned. `shift` is the volunteers' shift that stands at the event."""

    title: str
    area: AdminArea
    place: str
    starts_at: datetime
    ends_at: datetime
    target: int
    shift: Shift | None


@transaction.atomic
def plan_event(*, number: str, by: Any, at: datetime, **plan: Unpack[EventPlan]) -> PublicityEvent:
    """Raises NotAllowed, Refused."""
    _refuse_strangers(by)
    _refuse_impossible(plan)
    if PublicityEvent.objects.filter(number=number).exists():
        raise Refused(_("There is an event with this number already."))
    event = PublicityEvent.objects.create(number=number, state=states.PLANNED, state_since=at, **plan)
    record("wristbands.event_planned", subject=event, by=by, at=at)
    return event


@transaction.atomic
def change_event(*, event: PublicityEvent, by: Any, at: datetime, **plan: Unpack[EventPlan]) -> PublicityEvent:
    """Only while it is planned. Raises NotAllowed, Refused."""
    _refuse_strangers(by)
    _refuse_impossible(plan)
    event = PublicityEvent.objects.select_for_update().get(pk=event.pk)
    if event.state != states.PLANNED:
        raise Refused(_("This event has ended; it is not changed any more."))
    changed = [name for name, value in plan.items() if getattr(event, name) != value]
    for name, value in plan.items():
        setattr(event, name, value)
    if changed:
        event.save(update_fields=changed)
        record("wristbands.event_changed", subject=event, by=by, at=at, data={"fields": changed})
    return event


@transaction.atomic
def close_event(
    *, event: PublicityEvent, attendance: int, leaflets: int, report: str, by: Any, at: datetime
) -> PublicityEvent:
    """The counts are in, and what is left of the bands goes back to the store in the same moment.

    Raises NotAllowed, Refused, IllegalTransition.
    """
    lock_batches()
    event = PublicityEvent.objects.select_for_update().get(pk=event.pk)
    if not (answer := may_close_event(by, event)):
        raise NotAllowed(answer.reason)
    EVENT.check("close", event, by=by, at=at)
    if at < event.starts_at:
        raise Refused(_("The event has not begun yet."))
    left = list(Band.objects.filter(event=event, place=Place.ALLOCATED).order_by("pk"))
    if left:
        move_bands(left, MovementKind.GIVE_BACK, by=by, at=at)
    counts = {"attendance": attendance, "leaflets": leaflets}
    changes = {**counts, "report": report.strip(), "closed_at": at, "closed_by": by}
    fire(EVENT, "close", event, by=by, at=at, data={**counts, "left": len(left)}, **changes)
    event.refresh_from_db()
    return event


@transaction.atomic
def cancel_event(*, event: PublicityEvent, by: Any, at: datetime) -> PublicityEvent:
    """It does not take place; its bands return first. Raises NotAllowed, Refused, IllegalTransition."""
    lock_batches()
    event = PublicityEvent.objects.select_for_update().get(pk=event.pk)
    EVENT.check("cancel", event, by=by, at=at)
    if event.issued:
        raise Refused(_("Bands were handed out at this event already; close it instead."))
    left = list(Band.objects.filter(event=event, place=Place.ALLOCATED).order_by("pk"))
    if left:
        move_bands(left, MovementKind.GIVE_BACK, by=by, at=at)
    fire(EVENT, "cancel", event, by=by, at=at)
    event.refresh_from_db()
    return event


def _refuse_strangers(by: Any) -> None:
    if by is not None and not (answer := may_keep_store(by)):
        raise NotAllowed(answer.reason)


def _refuse_impossible(plan: EventPlan) -> None:
    if plan["ends_at"] <= plan["starts_at"]:
        raise Refused(_("The event ends before it begins."))
