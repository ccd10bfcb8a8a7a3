"""Movements of bands. Each locks its batch first, then the event, then the bands: the same order everywhere."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from areas.models import AdminArea
from audit.recording import record
from database.locks import lock_named
from delivery.wristbands import states
from delivery.wristbands.choices import WAYS, MovementKind, Place
from delivery.wristbands.models import Band, Batch, Movement, PublicityEvent
from delivery.wristbands.models.stock import number_in
from delivery.wristbands.permissions import may_keep_store
from web.lists import listed
from workflow.machine import NotAllowed, Refused

MOST_AT_ONCE = 10_000
PIECE = 500
GONE_BACK = (Place.STORE, Place.ORDERED)


@transaction.atomic
def order_batch(*, number: str, supplier: str, ordered: int, unit_cost_fen: int, by: Any, at: datetime) -> Batch:
    """A new order with its serial numbers, which follow the last ones. Raises NotAllowed, Refused."""
    _refuse_strangers(by)
    lock_named("wristbands.serials")
    if not 1 <= ordered <= MOST_AT_ONCE:
        raise Refused(_("A batch has between 1 and %(most)d bands.") % {"most": MOST_AT_ONCE})
    if Batch.objects.filter(number=number).exists():
        raise Refused(_("There is a batch with this number already."))
    last = Batch.objects.aggregate(last=Max("first_number"), n=Sum("ordered"))
    batch = Batch.objects.create(
        number=number,
        supplier=supplier,
        first_number=(last["n"] or 0) + 1,
        ordered=ordered,
        unit_cost_fen=unit_cost_fen,
        ordered_at=at,
        ordered_by=by,
    )
    numbers = range(batch.first_number, batch.first_number + ordered)
    Band.objects.bulk_create([Band(number=n, batch=batch) for n in numbers], batch_size=PIECE)
    record("wristbands.batch_ordered", subject=batch, by=by, at=at, data={"ordered": ordered})
    return batch


@transaction.atomic
def receive_bands(*, batch: Batch, count: int, by: Any, at: datetime, note: str = "") -> Movement:
    """The next `count` printed bands of the order arrive. Raises NotAllowed, Refused when fewer are printed."""
    _refuse_strangers(by)
    lock_batches([batch.pk])
    printed = Band.objects.filter(batch=batch, place=Place.ORDERED, sheet__confirmed_at__isnull=False)
    chosen = _the_first(printed, count)
    return move_bands(chosen, MovementKind.RECEIVE, by=by, at=at, note=note)[0]


@transaction.atomic
def allocate_bands(
    *,
    count: int,
    event: PublicityEvent | None = None,
    station: AdminArea | None = None,
    by: Any,
    at: datetime,
    note: str = "",
) -> list[Movement]:
    """The lowest serial numbers in store go to a planned event or to a work station. Raises NotAllowed, Refused."""
    _refuse_strangers(by)
    lock_batches()
    if event is not None:
        event = PublicityEvent.objects.select_for_update().get(pk=event.pk)
        if event.state != states.PLANNED:
            raise Refused(_("This event has ended. Bands go to events that are still to come."))
    chosen = _the_first(Band.objects.filter(place=Place.STORE), count)
    return move_bands(chosen, MovementKind.ALLOCATE, event=event, station=station, by=by, at=at, note=note)


@transaction.atomic
def give_back_bands(
    *,
    count: int,
    event: PublicityEvent | None = None,
    station: AdminArea | None = None,
    by: Any,
    at: datetime,
    note: str = "",
) -> list[Movement]:
    """Bands that were not needed return to the store, the highest serial numbers first. Raises NotAllowed, Refused."""
    _refuse_strangers(by)
    lock_batches()
    held = Band.objects.filter(place=Place.ALLOCATED, event=event, station=station)
    chosen = _the_first(held, count, reverse=True)
    return move_bands(chosen, MovementKind.GIVE_BACK, by=by, at=at, note=note)


@transaction.atomic
def write_off_bands(*, serials: Collection[str], kind: str, by: Any, at: datetime, note: str) -> list[Movement]:
    """Bands that were not handed to anybody are damaged or missed, or found again. `note` says what happened.

    Raises NotAllowed, Refused for serial numbers that are unknown or elsewhere.
    """
    _refuse_strangers(by)
    if not note.strip():
        raise Refused(_("Write in a few words what happened."))
    lock_batches()
    wanted = {serial.strip(): number_in(serial) for serial in serials if serial.strip()}
    bands = list(Band.objects.filter(number__in=set(wanted.values()), issue__isnull=True).order_by("pk"))
    known = {band.number for band in bands}
    if missing := [serial for serial, number in wanted.items() if number not in known]:
        raise Refused(
            _("No band that could be moved so: %(serials)s. What somebody wears is reported on its own page.")
            % {"serials": listed(missing[:5])}
        )
    if not bands:
        raise Refused(_("Enter at least one serial number."))
    return move_bands(bands, kind, by=by, at=at, note=note)


def move_bands(
    bands: Sequence[Band],
    kind: str,
    *,
    event: PublicityEvent | None = None,
    station: AdminArea | None = None,
    by: Any,
    at: datetime,
    note: str = "",
) -> list[Movement]:
    """One movement per batch, place and holder; the counters follow by trigger. The caller holds the batches.

    Raises Refused when a band is not where such a movement begins.
    """
    ways = dict(WAYS[kind])
    groups: dict[tuple, list[Band]] = defaultdict(list)
    for band in bands:
        if band.place not in ways:
            raise Refused(
                _("%(serial)s is not there any more: %(place)s.")
                % {"serial": band.serial, "place": band.get_place_display()}
            )
        groups[band.batch_id, band.place, band.event_id, band.station_id].append(band)
    found = []
    for (batch_id, source, event_id, station_id), group in groups.items():
        holder = (event.pk if event else event_id, station.pk if station else station_id)
        movement = Movement(batch_id=batch_id, kind=kind, source=source, target=ways[source], count=len(group))
        movement.event_id, movement.station_id = holder
        movement.at, movement.by, movement.note = at, by, note.strip()
        movement.save()
        _place(group, movement)
        _tell(movement, group, by, at)
        found.append(movement)
    return found


def lock_batches(ids: Iterable[int] | None = None) -> list[Batch]:
    """Before anything else that moves bands; all of them unless `ids` says which."""
    batches = Batch.objects.select_for_update().order_by("pk")
    return list(batches if ids is None else batches.filter(pk__in=ids))


def _the_first(bands: Any, count: int, *, reverse: bool = False) -> list[Band]:
    if count < 1:
        raise Refused(_("Enter how many bands."))
    chosen = list(bands.order_by("-number" if reverse else "number")[: min(count, MOST_AT_ONCE + 1)])
    if len(chosen) < count:
        raise Refused(_("Only %(found)d bands are there.") % {"found": len(chosen)})
    return chosen


def _place(group: list[Band], movement: Movement) -> None:
    keeps_holder = movement.target not in GONE_BACK
    event_id, station_id = (movement.event_id, movement.station_id) if keeps_holder else (None, None)
    values = {"place": movement.target, "movement": movement, "event_id": event_id, "station_id": station_id}
    pks = [band.pk for band in group]
    moved = 0
    for start in range(0, len(pks), PIECE):
        piece = Band.objects.filter(pk__in=pks[start : start + PIECE], place=movement.source)
        moved += piece.update(**values)
    if moved != len(group):
        raise Refused(_("Somebody else moved some of these bands. Look again."))
    for band in group:
        band.place, band.event_id, band.station_id = movement.target, event_id, station_id


def _tell(movement: Movement, group: list[Band], by: Any, at: datetime) -> None:
    numbers = [band.number for band in group]
    data = {"movement": movement.pk, "kind": movement.kind, "count": movement.count}
    data |= {"first": min(numbers), "last": max(numbers)}
    record("wristbands.bands_moved", subject=movement.batch, by=by, at=at, data=data)


def _refuse_strangers(by: Any) -> None:
    if by is not None and not (answer := may_keep_store(by)):
        raise NotAllowed(answer.reason)
