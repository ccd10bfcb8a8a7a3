"""Seedling protection: organisers keep it, contact persons act for their school, staff of the place read it."""

import uuid
from typing import Any

from delivery.seedling_protection.models import StockMovement
from delivery.seedling_protection.services import distributions, papers
from delivery.seedling_protection.services.books import lend
from tests.factories.grants import picture
from tests.factories.seedling_protection import (
    AT,
    book,
    held_training,
    make_books,
    make_lot,
    make_school,
    make_slot,
    open_hall,
    open_room,
    planned_distribution,
    signed,
)
from tests.policies import FEDERATION, Policy, World, admin_pages

ORGANISE = FEDERATION
READ = (*FEDERATION, "worker", "worker2", "officer", "accountant", "auditor", "admin")
HERE = (*FEDERATION, "worker", "officer", "accountant", "auditor", "admin")  # who sees rows of the sub-district
SCHOOL = ("partner", *HERE)
ACT = ("partner", *ORGANISE)


def build(world: World) -> None:
    cast, places = world.cast, world.places
    school = make_school(cast, places)
    hall, room = open_hall(cast, places), open_room(cast, places)
    slot = make_slot(hall, cast)
    world["seedling school"], world["seedling contact"] = school, school.contacts.get()
    world["seedling hall"], world["seedling room"], world["seedling slot"] = hall, room, slot
    world["seedling visit"] = book(slot, school, cast["partner"], headcount=5)
    world["seedling lot"] = make_lot(cast)
    world["seedling item"] = world["seedling lot"].item
    world["seedling certificate"] = papers.add_certificate(
        lot=world["seedling lot"], upload=picture(8), by=cast["reviewer"], at=AT
    )
    world["seedling distribution"] = planned_distribution(cast, school)
    line = world["seedling distribution"].lines.first()
    world["seedling class"] = distributions.hand_over(
        line=line, quantity=1, receipt=signed(), by=cast["partner"], at=AT
    )
    world["seedling movement"] = StockMovement.objects.first()
    world["seedling holding"] = make_books(room, cast)
    world["seedling title"] = world["seedling holding"].title
    world["seedling loan"] = lend(
        holding=world["seedling holding"],
        school=school,
        class_name="1",
        teacher="师演员",
        copies=2,
        due_on=AT.date().replace(day=30),
        by=cast["partner"],
        at=AT,
    )
    world["seedling training"] = held_training(cast, school)
    world["seedling photo"] = papers.add_photo(
        training=world["seedling training"], upload=picture(9), shows_faces=False, consent="", by=cast["partner"], at=AT
    )


def one(obj: str, key: str = "pk", *, get: Any = None, post: Any = None, **more: Any) -> Policy:
    """A page of one object; `more` are further parts of the address, read from the world or as they stand."""
    people = {*(get or ()), *(post or ())}
    nothing = {"uuid": uuid.UUID(int=0), "contact": 0}
    return Policy(
        get=get,
        post=post,
        refused=[person for person in SCHOOL if person not in people],
        kwargs=lambda world: {
            key: getattr(world[obj], key),
            **{part: value(world) if callable(value) else value for part, value in more.items()},
        },
        unknown={key: 0 if key == "pk" else "XX-000000", **{part: nothing.get(part, more[part]) for part in more}},
    )


def back_office(model: str, obj: str) -> dict[str, Policy]:
    return admin_pages(f"seedling_protection.{model}", view=(*FEDERATION, "auditor", "admin"), obj=obj)


def form(people: Any) -> Policy:
    return Policy(get=people, post=people)


POLICIES = {
    "seedling_protection:overview": Policy(get=("partner", *READ)),
    "seedling_protection:schools": Policy(get=READ),
    "seedling_protection:new_school": form(ORGANISE),
    "seedling_protection:export": form(READ),
    "seedling_protection:school": one("seedling school", get=SCHOOL),
    "seedling_protection:change_school": one("seedling school", get=ORGANISE, post=ORGANISE),
    "seedling_protection:add_contact": one("seedling school", get=ORGANISE, post=ORGANISE),
    "seedling_protection:end_contact": one(
        "seedling school", post=ORGANISE, contact=lambda world: world["seedling contact"].pk
    ),
    "seedling_protection:facilities": Policy(get=READ),
    "seedling_protection:new_facility": form(ORGANISE),
    "seedling_protection:facility": one("seedling hall", get=SCHOOL),
    "seedling_protection:change_facility": one("seedling hall", get=ORGANISE, post=ORGANISE),
    "seedling_protection:offer_slots": one("seedling hall", get=ORGANISE, post=ORGANISE),
    "seedling_protection:facility_step": one("seedling hall", get=ORGANISE, post=ORGANISE, name="close"),
    "seedling_protection:add_books": one("seedling room", get=ORGANISE, post=ORGANISE),
    "seedling_protection:book_visit": one("seedling slot", get=ACT, post=ACT),
    "seedling_protection:count_visit": one("seedling visit", "reference", get=ORGANISE, post=ORGANISE),
    "seedling_protection:cancel_visit": one("seedling visit", "reference", get=ACT, post=ACT),
    "seedling_protection:lend": one("seedling holding", get=ACT, post=ACT),
    "seedling_protection:missing_copies": one("seedling holding", get=ORGANISE, post=ORGANISE),
    "seedling_protection:give_back": one("seedling loan", get=ACT, post=ACT),
    "seedling_protection:supplies": Policy(get=READ),
    "seedling_protection:new_item": form(FEDERATION),
    "seedling_protection:change_item": Policy(
        get=FEDERATION, post=FEDERATION, kwargs=lambda world: {"pk": world["seedling lot"].item_id}
    ),
    "seedling_protection:new_lot": form(FEDERATION),
    "seedling_protection:add_certificate": Policy(
        get=FEDERATION, post=FEDERATION, kwargs=lambda world: {"pk": world["seedling lot"].pk}
    ),
    "seedling_protection:certificate": Policy(
        get=READ, kwargs=lambda world: {"uuid": world["seedling certificate"].uuid}
    ),
    "seedling_protection:write_off": Policy(
        get=FEDERATION, post=FEDERATION, kwargs=lambda world: {"pk": world["seedling lot"].pk}
    ),
    "seedling_protection:book_cost": Policy(
        post=("accountant",), kwargs=lambda world: {"kind": "lot", "pk": world["seedling lot"].pk}
    ),
    "seedling_protection:distributions": Policy(get=READ),
    "seedling_protection:new_distribution": form(ORGANISE),
    "seedling_protection:distribution": one("seedling distribution", "reference", get=SCHOOL),
    "seedling_protection:set_classes": one("seedling distribution", "reference", get=ORGANISE, post=ORGANISE),
    "seedling_protection:distribution_step": one(
        "seedling distribution", "reference", get=ACT, post=ACT, name="finish"
    ),
    "seedling_protection:hand_over": one("seedling class", get=ACT, post=ACT),
    "seedling_protection:take_back": one("seedling class", get=ACT, post=ACT),
    "seedling_protection:receipt": one("seedling class", get=SCHOOL),
    "seedling_protection:trainings": Policy(get=READ),
    "seedling_protection:new_training": form(ORGANISE),
    "seedling_protection:training": one("seedling training", "reference", get=SCHOOL),
    "seedling_protection:record_training": one("seedling training", "reference", get=ACT, post=ACT),
    "seedling_protection:cancel_training": one("seedling training", "reference", get=ORGANISE, post=ORGANISE),
    "seedling_protection:add_photo": one("seedling training", "reference", get=ACT, post=ACT),
    "seedling_protection:photo": one(
        "seedling training", "reference", get=SCHOOL, uuid=lambda world: world["seedling photo"].uuid
    ),
    "seedling_protection:remove_photo": one(
        "seedling training", "reference", post=ACT, uuid=lambda world: world["seedling photo"].uuid
    ),
    **back_office("school", "seedling school"),
    **back_office("facility", "seedling hall"),
    **back_office("hallvisit", "seedling visit"),
    **back_office("supplylot", "seedling lot"),
    **back_office("stockmovement", "seedling movement"),
    **back_office("distribution", "seedling distribution"),
    **back_office("bookholding", "seedling holding"),
    **back_office("trainingsession", "seedling training"),
    **back_office("supplyitem", "seedling item"),
    **back_office("booktitle", "seedling title"),
    **back_office("bookloan", "seedling loan"),
}
