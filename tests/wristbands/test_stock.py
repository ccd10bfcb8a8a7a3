"""Stock always adds up (W-06): whatever is moved, in whatever order, by whomever, and whatever SQL is written."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from delivery.wristbands import promises
from delivery.wristbands.choices import WAYS, MovementKind, Place
from delivery.wristbands.models import Band, Batch, Issue, Movement, PublicityEvent
from delivery.wristbands.services import lifecycle
from delivery.wristbands.services.issuing import issue_band
from delivery.wristbands.services.outings import cancel_event, close_event
from delivery.wristbands.services.stock import (
    allocate_bands,
    give_back_bands,
    move_bands,
    order_batch,
    receive_bands,
    write_off_bands,
)
from tests.factories.beneficiaries import PERSONS
from tests.factories.wristbands import (
    AT,
    CONSENT,
    CONTACTS,
    DEMENTIA,
    LATER,
    make_event,
    make_issue,
    make_stock,
    make_wearer,
)
from tests.many import many_movements
from workflow.machine import IllegalTransition, NotAllowed, Refused

PLACES = (Place.STORE, Place.ALLOCATED, Place.ISSUED, Place.DAMAGED, Place.LOST)
COUNTERS = ("received", "in_store", "allocated", "issued", "damaged", "lost")


def counters(batch):
    batch.refresh_from_db()
    return tuple(getattr(batch, name) for name in COUNTERS)


def verified():
    return [line for _name, check in promises.CHECKS for line in check()]


class Town:
    """Somebody who works with bands at random: every act of store, events and wearers, each through its service.

    A step returns how many bands changed their place; a wearer is one of a few, so bands are replaced and retired.
    """

    def __init__(self, keeper, community):
        self.chance, self.keeper, self.community = random.Random(20230825), keeper, community
        self.batches = [make_stock(keeper, 150, received=0).batch for _number in range(2)]
        self.events = [make_event(keeper, community, number=f"W{number:02}") for number in range(1, 5)]
        self.wearers = [make_wearer(community, name) for name in PERSONS]
        self.act = {"by": keeper, "at": AT}
        self.done = Counter()

    def bands(self, place, most=60, **of):
        return list(Band.objects.filter(place=place, **of).order_by("pk")[: self.chance.randint(1, most)])

    def step(self):
        rare = self.chance.random() < 0.02
        store = (self.receive, self.allocate, self.allocate, self.give_back, self.lose, self.find)
        step = self.chance.choice((*store, self.hand_out, self.live, self.damage if rare else self.hand_out))
        moved = step()
        self.done[step.__name__] += bool(moved)
        return moved

    def receive(self):
        batch = self.chance.choice(self.batches)
        left = Band.objects.filter(batch=batch, place=Place.ORDERED).count()
        return receive_bands(batch=batch, count=self.chance.randint(1, min(left, 40)), **self.act).count if left else 0

    def allocate(self):
        there = self.bands(Place.STORE)
        holder = (
            {"event": self.chance.choice(self.events)} if self.chance.random() < 0.7 else {"station": self.community}
        )
        return total(allocate_bands(count=len(there), **holder, **self.act)) if there else 0

    def give_back(self):
        event = self.chance.choice(self.events)
        held = self.bands(Place.ALLOCATED, event=event)
        return total(give_back_bands(count=len(held), event=event, **self.act)) if held else 0

    def damage(self):
        return self.move(MovementKind.DAMAGE, self.chance.choice((Place.STORE, Place.ALLOCATED)), most=5)

    def lose(self):
        return self.move(MovementKind.LOSE, self.chance.choice((Place.STORE, Place.ALLOCATED)))

    def find(self):
        return self.move(MovementKind.FIND, Place.LOST)

    def move(self, kind, place, most=60):
        there = self.bands(place, most, issue__isnull=True)
        with transaction.atomic():
            return total(move_bands(there, kind, **self.act)) if there else 0

    def new_band(self):
        place = self.chance.choice((Place.STORE, Place.ALLOCATED))
        return Band.objects.filter(place=place).order_by("pk").first()

    def hand_out(self):
        """To somebody who has none."""
        wearer, band = self.chance.choice(self.wearers), self.new_band()
        if band is None or Issue.objects.live().filter(wearer=wearer).exists():
            return 0
        issue_band(band=band, wearer=wearer, facts=DEMENTIA, contacts=CONTACTS, consent=CONSENT, **self.act)
        return 1

    def live(self):
        """What becomes of a band on somebody's arm; each act is refused where its state does not allow it."""
        issue = Issue.objects.live().filter(wearer=self.chance.choice(self.wearers)).first()
        band = self.new_band()
        if issue is None or band is None:
            return 0
        reason = self.chance.choice(("lost", "broken", "tight"))
        acts = {
            "report_lost": {},
            "report_damaged": {},
            "resume_band": {},
            "retire_band": {"reason": "moved"},
            "replace_band": {"band": band, "reason": reason, "consent": CONSENT},
        }
        name = self.chance.choice(sorted(acts))
        before = Movement.objects.count()
        try:
            getattr(lifecycle, name)(issue=issue, **acts[name], **self.act)
        except IllegalTransition:
            return 0
        self.done[name] += 1
        return Movement.objects.count() - before


def total(movements):
    return sum(movement.count for movement in movements)


@pytest.mark.both_databases
def test_stock_adds_up_after_random_movements(keeper, community):
    """5,000 bands change their place: received, allocated, handed out, replaced, retired, lost, found again."""
    town, moved, day = Town(keeper, community), 0, 0
    while moved < 5000 and (day := day + 1) < 3000:
        moved += town.step()
        for row in Batch.objects.values(*COUNTERS):
            assert row["received"] == sum(row[name] for name in COUNTERS[1:])

    assert moved >= 5000
    assert [name for name in ("hand_out", "replace_band", "retire_band", "resume_band") if not town.done[name]] == []
    assert Issue.objects.count() == Movement.objects.filter(kind=MovementKind.ISSUE).count() > 20
    assert verified() == []


@pytest.mark.both_databases
def test_many_movements_end_where_a_plain_count_says(keeper, community):
    """Straight into the tables, past the services: the triggers count batches and events."""
    dice, batch = random.Random(75), make_stock(keeper, 120, received=0).batch
    events = [make_event(keeper, community, number=f"W{number:02}") for number in range(1, 4)]
    where = dict.fromkeys(batch.bands.values_list("pk", flat=True), (Place.ORDERED, None))
    ways = [(kind, source, target) for kind, pairs in WAYS.items() for source, target in pairs]
    ways += [way for way in ways if way[0] in (MovementKind.RECEIVE, MovementKind.ALLOCATE, MovementKind.FIND)]
    ways = [way for way in ways if way[0] != MovementKind.DAMAGE]  # nothing comes back from there

    def move():
        """One movement of up to three bands of one holder; False when nobody is there."""
        kind, source, target = dice.choice(ways)
        holders = sorted({held for place, held in where.values() if place == source}, key=str)
        if not holders:
            return False
        holder = dice.choice(holders)
        event = dice.choice(events).pk if target == Place.ALLOCATED else holder
        chosen = [pk for pk, at in where.items() if at == (source, holder)][: dice.randint(1, 3)]
        row = {"kind": kind, "source": source, "target": target, "count": len(chosen), "event_id": event}
        movement = Movement.objects.create(batch=batch, at=AT, by=keeper, **row)
        kept = None if target in (Place.STORE, Place.ORDERED) else event
        Band.objects.filter(pk__in=chosen).update(place=target, movement=movement, event_id=kept)
        where.update(dict.fromkeys(chosen, (target, kept)))
        return True

    done = 0
    while done < many_movements():
        done += move()
        received, *parts = counters(batch)
        assert received == sum(parts)
    plain = Counter(place for place, _event in where.values())
    assert counters(batch) == (120 - plain[Place.ORDERED], *(plain[place] for place in PLACES))
    held = Counter(event for place, event in where.values() if place == Place.ALLOCATED)
    assert {event.pk: event.held for event in PublicityEvent.objects.all()} == {one.pk: held[one.pk] for one in events}
    assert Movement.objects.count() == many_movements()


def test_a_batch_gets_the_next_numbers_and_arrives_in_parts(keeper):
    first = make_stock(keeper, 5, received=2).batch
    second = order_batch(number="X-2", supplier="演示", ordered=3, unit_cost_fen=1500, by=keeper, at=AT)

    assert (first.serials, second.serials) == ("GX00001–GX00005", "GX00006–GX00008")
    assert counters(first) == (2, 2, 0, 0, 0, 0)
    assert [band.number for band in first.bands.filter(place=Place.STORE)] == [1, 2]
    with pytest.raises(Refused, match="3"):
        receive_bands(batch=first, count=4, by=keeper, at=AT)
    with pytest.raises(Refused):  # nothing of it is printed
        receive_bands(batch=second, count=1, by=keeper, at=AT)


def test_an_event_is_allocated_returned_and_closed_with_its_counts(keeper, worker, community):
    batch = make_stock(keeper, 10).batch
    event = make_event(keeper, community, bands=6)
    give_back_bands(count=1, event=event, by=keeper, at=AT)
    write_off_bands(serials=["gx00001"], kind="damage", by=keeper, at=AT, note="裂开")

    closed = close_event(event=event, attendance=80, leaflets=120, report=" 好 ", by=worker, at=LATER)

    assert (closed.state, closed.allocated, closed.held, closed.returned, closed.damaged) == ("closed", 6, 0, 5, 1)
    assert (closed.attendance, closed.leaflets, closed.report) == (80, 120, "好")
    assert counters(batch) == (10, 9, 0, 0, 1, 0)
    with pytest.raises(Refused):
        allocate_bands(count=1, event=event, by=keeper, at=LATER)
    with pytest.raises(IllegalTransition):
        close_event(event=event, attendance=1, leaflets=1, report="", by=worker, at=LATER)


def test_an_event_is_not_closed_before_it_begins_and_not_cancelled_after_bands_were_issued(keeper, community):
    event = make_event(keeper, community, bands=0)
    stock = make_stock(keeper, 2)
    allocate_bands(count=2, event=event, by=keeper, at=AT)
    with pytest.raises(Refused):
        close_event(event=event, attendance=1, leaflets=1, report="", by=keeper, at=AT - timedelta(hours=1))
    band = stock.batch.bands.first()
    band.refresh_from_db()
    with transaction.atomic():
        move_bands([band], MovementKind.ISSUE, by=keeper, at=AT)

    with pytest.raises(Refused):
        cancel_event(event=event, by=keeper, at=AT)

    event.refresh_from_db()
    assert (event.allocated, event.issued, event.held) == (2, 1, 1)


def test_a_cancelled_event_gives_its_bands_back(keeper, community):
    batch = make_stock(keeper, 4).batch
    event = cancel_event(event=make_event(keeper, community, bands=3), by=keeper, at=AT)

    assert (event.state, event.held, event.returned) == ("cancelled", 0, 3)
    assert counters(batch) == (4, 4, 0, 0, 0, 0)


def test_only_the_federation_keeps_the_store(keeper, worker, community):
    make_stock(keeper, 2)
    with pytest.raises(NotAllowed):
        allocate_bands(count=1, station=community, by=worker, at=AT)


def test_what_somebody_wears_is_not_written_off_in_the_store(keeper, community):
    issue, _code = make_issue(keeper, community)
    with pytest.raises(Refused, match=issue.band.serial):
        write_off_bands(serials=[issue.band.serial], kind="lose", by=keeper, at=AT, note="x")


@pytest.mark.both_databases
def test_the_database_refuses_a_band_that_moves_without_its_movement(keeper):
    batch = make_stock(keeper, 3).batch
    other = Movement.objects.create(
        batch=batch, kind="damage", source=Place.ALLOCATED, target=Place.DAMAGED, count=1, at=AT, by=keeper
    )
    band = batch.bands.first()
    refused = (
        lambda: Band.objects.filter(pk=band.pk).update(place=Place.LOST),
        lambda: Band.objects.filter(pk=band.pk).update(place=Place.DAMAGED, movement=other),  # from another place
        lambda: Band.objects.filter(pk=band.pk).delete(),
        lambda: Band.objects.create(number=99, batch=batch, place=Place.STORE),
        lambda: Movement.objects.filter(pk=other.pk).update(count=5),
        lambda: Batch.objects.filter(pk=batch.pk).update(in_store=99),
    )

    for act in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert counters(batch) == (3, 3, 0, 0, 0, 0)
