"""Routes, what happens at the door, goods that always add up, wishes that lead somewhere, the report."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from applications.models import ApplicationDraft
from beneficiaries.benefits import RECEIVED, benefits_of
from delivery.festival_visits import figures, promises, states
from delivery.festival_visits.choices import Receiver
from delivery.festival_visits.delivered import festival_figures
from delivery.festival_visits.models import FestivalVisit, Lot, Nomination, RouteLoad, StockMovement, Wish
from delivery.festival_visits.services import goods, routes, seasons, visits, wishes
from funds.entries import receive_goods
from programs.services import open_program
from protection.models import PersonalDataAccess
from tests.factories.applications import AT, make_program
from tests.factories.festival_visits import (
    APPROVED_AT,
    EVE_AT,
    HOME,
    ROUTE_DAY,
    SET_OUT_AT,
    VISITED_AT,
    approved,
    make_good,
    make_lot,
    open_season,
    planned_route,
    recorded,
    report,
    sign,
    walking,
)
from volunteers.models import ServiceRequest
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(cast, places):
    return open_season(cast, places)


@pytest.fixture
def route(season, places, cast):
    return walking(season, places, cast)


@pytest.fixture
def visit(route) -> FestivalVisit:
    return route.visits.get()


def test_a_visit_hands_over_and_is_told_everywhere(visit, cast, season):
    recorded(visit, cast, wishes=[("note", "想要一副老花镜")], note="老人身体好")

    home = Nomination.objects.get()
    lot, load = Lot.objects.get(), RouteLoad.objects.get()
    visit.refresh_from_db()
    assert (visit.state, visit.revision, home.state) == (states.DELIVERED, 1, states.VISITED)
    assert (lot.in_store, lot.with_visitors, lot.given, load.left) == (15, 4, 1, 4)
    assert sorted(visit.presences.values_list("user__username", flat=True)) == ["officer", "worker"]
    assert Wish.objects.get().text == "想要一副老花镜"
    [line] = benefits_of(cast["officer"], [home.person_id])
    assert (line.outcome, line.amount_fen, line.kind) == (RECEIVED, 5_800, "spring_festival_visit")
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"receiver": ""}, "who took"),
        ({"receiver": Receiver.SUBSTITUTE, "receiver_name": "李示二"}, "name, relation and telephone"),
        ({"visited_at": VISITED_AT + timedelta(days=9)}, "future"),
        ({"visited_at": SET_OUT_AT - timedelta(days=3)}, "before the day"),
        ({"files": [uuid.uuid4()]}, "not arrived"),
    ],
)
def test_a_record_with_gaps_is_refused(visit, cast, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        recorded(visit, cast, **changes)

    assert (FestivalVisit.objects.get().state, Lot.objects.get().given) == (states.PLANNED, 0)


def test_two_are_at_the_door(visit, cast):
    with pytest.raises(Refused, match="Two visitors"):
        recorded(visit, cast, present=[cast["worker"]])
    with pytest.raises(Refused, match="Only visitors"):
        recorded(visit, cast, present=[cast["worker"], cast["reviewer"]])
    with pytest.raises(NotAllowed):
        visits.record_visit(visit=visit, report=report(cast), by=cast["reviewer"], at=VISITED_AT)


@pytest.mark.both_databases
def test_the_database_wants_two_as_well(visit, cast):
    from delivery.festival_visits.services.moving import move
    from delivery.festival_visits.workflow import VISIT

    with pytest.raises(IntegrityError, match="two visitors"), transaction.atomic():
        move(VISIT, "hand-over", visit, by=cast["worker"], at=VISITED_AT)


def test_nothing_is_handed_over_without_a_signature(visit, cast):
    with pytest.raises(Refused, match="signature"):
        visits.record_visit(visit=visit, report=report(cast), by=cast["worker"], at=VISITED_AT)


def test_photographs_need_a_yes(visit, cast):
    sign(visit, cast["worker"], kind="photo")

    with pytest.raises(Refused, match="agrees"):
        recorded(visit, cast)
    assert recorded(visit, cast, photos_agreed=True).state == states.DELIVERED


@pytest.mark.both_databases
def test_a_substitute_is_known(visit, cast):
    substitute = {"receiver": Receiver.SUBSTITUTE, "receiver_name": "李示二", "receiver_relation": "邻居"}
    done = recorded(visit, cast, receiver_phone="19900000002", **substitute)

    assert (done.receiver_name, done.receiver_phone_mask) == ("李示二", "199****0002")
    with pytest.raises(IntegrityError), transaction.atomic():
        FestivalVisit.objects.filter(pk=done.pk).update(receiver_relation="")


def test_a_file_that_is_sent_twice_is_kept_once(visit, cast):
    from tests.factories.festival_visits import picture

    key = uuid.uuid4()
    sent = [
        visits.add_file(visit=visit, key=key, kind="household", upload=picture(), by=cast["worker"], at=VISITED_AT)
        for _time in range(2)
    ]

    assert sent[0] == sent[1]
    assert visit.files.count() == 1


def test_the_second_phone_is_told(visit, cast):
    recorded(visit, cast)

    with pytest.raises(visits.ColleagueWasFaster):
        visits.record_visit(visit=visit, report=report(cast), by=cast["officer"], at=VISITED_AT)


def test_nobody_at_home_means_a_second_visit(season, route, visit, places, cast):
    recorded(visit, cast, outcome=states.NOT_HOME)
    goods.unload_route(
        route=route, returned={RouteLoad.objects.get().pk: 5}, spoiled={}, note="", by=cast["worker"], at=VISITED_AT
    )
    routes.finish_route(route=route, by=cast["worker"], at=VISITED_AT)
    again = planned_route(season, places, cast, list(Nomination.objects.all()))
    goods.load_route(route=again, quantities={Lot.objects.get().pk: 1}, by=cast["officer"], at=SET_OUT_AT)
    routes.start_route(route=again, by=cast["officer"], at=SET_OUT_AT)

    second = recorded(again.visits.get(), cast)

    assert (second.attempt, second.state, Nomination.objects.get().state) == (2, states.DELIVERED, states.VISITED)
    [place] = figures.places_of(season)
    assert (place.visited, place.second_visits, place.goods_fen, place.open) == (1, 1, 5_800, 0)


def test_a_route_starts_with_two_and_ends_with_everything_settled(season, places, cast):
    route = planned_route(season, places, cast, approved(season, places[HOME], cast))
    lot = make_lot(season, cast)
    goods.load_route(route=route, quantities={lot.pk: 2}, by=cast["officer"], at=SET_OUT_AT)
    with pytest.raises(Refused, match="2026-02-03"):
        routes.start_route(route=route, by=cast["worker"], at=SET_OUT_AT - timedelta(days=1))
    routes.change_route(
        route=route, day=ROUTE_DAY, visitors=[cast["worker"]], note="", by=cast["officer"], at=APPROVED_AT
    )
    with pytest.raises(Refused, match="Two people"):
        routes.start_route(route=route, by=cast["worker"], at=SET_OUT_AT)
    both = [cast["worker"], cast["officer"]]
    routes.change_route(route=route, day=ROUTE_DAY, visitors=both, note="", by=cast["officer"], at=APPROVED_AT)
    routes.start_route(route=route, by=cast["worker"], at=SET_OUT_AT)
    with pytest.raises(Refused, match="still open"):
        routes.finish_route(route=route, by=cast["worker"], at=VISITED_AT)
    recorded(route.visits.get(), cast)
    with pytest.raises(Refused, match="Goods are still"):
        routes.finish_route(route=route, by=cast["worker"], at=VISITED_AT)
    load = route.loads.get()
    with pytest.raises(goods.NotInStock):
        goods.unload_route(route=route, returned={load.pk: 2}, spoiled={}, note="", by=cast["worker"], at=VISITED_AT)
    goods.unload_route(
        route=route, returned={}, spoiled={load.pk: 1}, note="袋子破了", by=cast["worker"], at=VISITED_AT
    )
    routes.finish_route(route=route, by=cast["worker"], at=VISITED_AT)
    lot.refresh_from_db()
    assert (lot.received, lot.in_store, lot.with_visitors, lot.given, lot.spoiled) == (20, 18, 0, 1, 1)


def test_a_home_is_on_one_route(season, places, cast):
    homes = approved(season, places[HOME], cast)
    route = planned_route(season, places, cast, homes)

    with pytest.raises(Refused, match="on a route"):
        planned_route(season, places, cast, homes)
    routes.take_off(visit=route.visits.get(), by=cast["officer"], at=APPROVED_AT)
    assert planned_route(season, places, cast, homes).visits.get().attempt == 2


def test_homes_are_put_in_order(season, places, cast):
    route = planned_route(season, places, cast, approved(season, places[HOME], cast, count=3))
    first, second, third = route.visits.order_by("position").values_list("pk", flat=True)

    routes.order_homes(route=route, order=[third, first], by=cast["officer"], at=APPROVED_AT)

    assert list(route.visits.order_by("position").values_list("pk", flat=True)) == [third, first, second]


def test_a_relative_does_not_visit(season, places, cast):
    homes = approved(season, places[HOME], cast)
    person = homes[0].person
    person.user = cast["worker"]
    person.save(update_fields=["user"])

    with pytest.raises(Refused, match="cannot visit"):
        planned_route(season, places, cast, homes)


def test_addresses_are_for_visitors_and_each_look_is_kept(season, places, cast):
    route = planned_route(season, places, cast, approved(season, places[HOME], cast))
    visit = route.visits.get()
    day = SET_OUT_AT - timedelta(days=1)

    with pytest.raises(NotAllowed):
        routes.open_addresses(route=route, by=cast["reviewer"], at=day)
    with pytest.raises(Refused, match="day before"):
        routes.open_addresses(route=route, by=cast["worker"], at=day - timedelta(days=1))
    before = PersonalDataAccess.objects.count()
    opened = routes.open_addresses(route=route, by=cast["worker"], at=day)

    assert opened == {visit.pk: {"address": "国槐街6号1号楼", "phone": "+8619900000001"}}
    look = PersonalDataAccess.objects.order_by("pk").last()
    assert (PersonalDataAccess.objects.count() - before, look.purpose, look.reason) == (1, "contact", route.reference)


# --- Goods ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"price_fen": 6_300}, "above the market"),
        ({"expires_on": date(2026, 2, 1)}, "expire before"),
        ({"quantity": 0}, "how many"),
    ],
)
def test_goods_that_are_not_taken_in(season, cast, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        make_lot(season, cast, **changes)
    assert Lot.objects.count() == 0


def test_what_expires_first_goes_first(season, places, cast):
    route = walking(season, places, cast, load=0)
    late = make_lot(season, cast, expires_on=date(2026, 9, 1))
    soon = make_lot(season, cast, expires_on=date(2026, 3, 1))
    goods.load_route(route=route, quantities={late.pk: 2, soon.pk: 1}, by=cast["officer"], at=SET_OUT_AT)

    recorded(route.visits.get(), cast, goods={make_good().pk: 2})

    given = StockMovement.objects.filter(kind="give").order_by("pk").values_list("lot", "quantity")
    assert list(given) == [(soon.pk, 1), (late.pk, 1)]


def test_more_than_is_there_is_refused(visit, season, cast, route):
    with pytest.raises(goods.NotInStock):
        goods.load_route(route=route, quantities={Lot.objects.get().pk: 99}, by=cast["officer"], at=VISITED_AT)
    with pytest.raises(goods.NotInStock):
        recorded(visit, cast, goods={make_good().pk: 9})
    assert (Lot.objects.get().with_visitors, Nomination.objects.get().state) == (5, states.APPROVED)


@pytest.mark.both_databases
def test_counters_and_movements_are_not_written_by_hand(season, places, cast):
    lot, other = make_lot(season, cast), make_lot(season, cast)
    route = planned_route(season, places, cast)
    load = RouteLoad.objects.create(route=route, lot=lot)
    movement = {"quantity": 1, "at": VISITED_AT, "by": cast["officer"]}

    with pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(in_store=19, given=1)
    with pytest.raises(IntegrityError, match="another lot"), transaction.atomic():
        StockMovement.objects.create(lot=other, load=load, kind="take_out", **movement)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        StockMovement.objects.update(quantity=2)
    with pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
        Lot.objects.create(
            season=season,
            good=lot.good,
            number="X",
            price_fen=1,
            market_fen=1,
            received=1,
            in_store=1,
            entered_at=VISITED_AT,
            entered_by=cast["reviewer"],
        )


def test_bought_goods_are_a_cost_and_gifts_are_issued(season, cast):
    lot = make_lot(season, cast)
    before = season.fund.available_fen

    booked = goods.book_lot(lot=lot, by=cast["accountant"], at=VISITED_AT)

    season.fund.refresh_from_db()
    assert (booked.voucher.source, before - season.fund.available_fen) == (lot.source, 20 * 5_800)
    with pytest.raises(Refused, match="in the books"):
        goods.book_lot(lot=lot, by=cast["accountant"], at=VISITED_AT)
    with pytest.raises(NotAllowed):
        goods.book_lot(lot=make_lot(season, cast), by=cast["reviewer"], at=VISITED_AT)
    with pytest.raises(Refused, match="Gifts are booked"):
        goods.book_lot(lot=make_lot(season, cast, origin="gift"), by=cast["accountant"], at=VISITED_AT)


def test_a_gift_that_spoils_leaves_the_inventory_without_being_help(season, cast):
    lot = make_lot(season, cast, quantity=2, origin="gift")
    receive_goods(fund=season.fund, fair_value_fen=2 * 5_800, source="gift:rice", by=cast["accountant"], at=AT)
    goods.spoil_in_store(lot=lot, quantity=2, note="受潮", by=cast["reviewer"], at=VISITED_AT)

    booked = goods.book_lot(lot=lot, by=cast["accountant"], at=VISITED_AT)

    lines = booked.voucher.lines.order_by("account__code").values_list("account__code", "amount_fen")
    assert list(lines) == [("1201", -2 * 5_800), ("5201", 2 * 5_800)]


# --- Wishes and figures -----------------------------------------------------------------------------------------------


@pytest.fixture
def wish(visit, cast) -> Wish:
    recorded(visit, cast, wishes=[("aid", "想申请医疗救助")])
    return Wish.objects.get()


def test_a_wish_becomes_an_application(wish, cast):
    program = open_program(program=make_program(always_open=True), by=cast["approver"], at=AT)

    draft = wishes.refer_to_aid(wish=wish, program=program, by=cast["worker"], at=AT)

    wish.refresh_from_db()
    assert (wish.draft_uuid, wish.handled_by) == (draft.uuid, cast["worker"])
    assert ApplicationDraft.objects.get().for_client
    with pytest.raises(Refused, match="followed up already"):
        wishes.note_answer(wish=wish, answer="已解决", by=cast["worker"], at=VISITED_AT)


def test_a_wish_becomes_a_request_for_volunteers(wish, cast):
    wishes.refer_to_volunteers(
        wish=wish, field="care_companion", need="每周陪老人聊天", by=cast["worker"], at=VISITED_AT
    )

    request = ServiceRequest.objects.get()
    assert (request.name, request.need, request.recorded_by) == ("张演一", "每周陪老人聊天", cast["worker"])


def test_a_wish_is_answered_in_words_by_those_of_the_place(wish, cast):
    with pytest.raises(NotAllowed):
        wishes.note_answer(wish=wish, answer="已解决", by=cast["worker2"], at=VISITED_AT)
    with pytest.raises(Refused, match="became of"):
        wishes.note_answer(wish=wish, answer=" ", by=cast["worker"], at=VISITED_AT)
    assert wishes.note_answer(wish=wish, answer="已解决", by=cast["worker"], at=VISITED_AT).handled_at == VISITED_AT


def test_the_public_is_told_what_was_done(wish, cast):
    told = {str(figure.label): figure.number for figure in festival_figures(date(2026, 2, 1), date(2026, 2, 28))}

    assert told == {
        "households visited": 1,
        "visits on a second attempt": 0,
        "yuan paid to households": 0,
        "yuan worth of goods handed over": 58,
        "wishes followed up": 0,
    }


def test_a_season_closes_when_the_routes_are_done(season, route, visit, cast):
    with pytest.raises(Refused, match="route"):
        seasons.close_season(season=season, by=cast["approver"], at=EVE_AT)
