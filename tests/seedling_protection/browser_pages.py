"""What is looked at in Chromium of seedling protection."""

from delivery.seedling_protection.models import SupplyLot
from tests.browser.pages import Page
from tests.factories.seedling_protection import (
    book,
    held_training,
    make_books,
    make_lot,
    make_school,
    make_slot,
    open_hall,
    open_room,
    planned_distribution,
)


def a_programme(cast, places):
    """Something of everything."""
    school = make_school(cast, places)
    hall, room = open_hall(cast, places), open_room(cast, places)
    book(make_slot(hall, cast), school, cast["partner"])
    make_books(room, cast)
    make_lot(cast)
    return school, hall, room, planned_distribution(cast, school), held_training(cast, school)


def for_reviewer(cast, places):
    school, hall, room, distribution, training = a_programme(cast, places)
    base = "/seedling-protection/"
    lists = [f"{base}{name}" for name in ("", "schools/", "facilities/", "supplies/", "distributions/", "trainings/")]
    lot = SupplyLot.objects.get()
    acts = [f"{base}supplies/lots/{lot.pk}/certificate/", f"{base}supplies/items/{lot.item_id}/change/"]
    return [*lists, *acts, *(row.get_absolute_url() for row in (school, hall, room, distribution, training))]


def for_school(cast, places):
    school, hall, _room, distribution, training = a_programme(cast, places)
    line = distribution.lines.first()
    rows = (school, hall, distribution, training)
    hand_over = f"/seedling-protection/classes/{line.pk}/hand-over/"
    return ["/seedling-protection/", *(row.get_absolute_url() for row in rows), hand_over]


def forms(cast, places):
    school, hall, room, distribution, training = a_programme(cast, places)
    base, holding = "/seedling-protection/", room.holdings.get()
    visit, line = school.visits.get(), distribution.lines.first()
    new = ("schools", "facilities", "distributions", "trainings", "supplies/items", "supplies/lots")
    acts = [
        f"schools/{school.pk}/change/",
        f"schools/{school.pk}/contacts/",
        f"facilities/{hall.pk}/change/",
        f"facilities/{hall.pk}/hours/",
        f"facilities/{room.pk}/books/",
        f"visits/{visit.reference}/cancel/",
        f"books/{holding.pk}/lend/",
        f"books/{holding.pk}/missing/",
        f"supplies/lots/{SupplyLot.objects.get().pk}/write-off/",
        f"distributions/{distribution.reference}/classes/",
        f"classes/{line.pk}/hand-over/",
        f"trainings/{training.reference}/photos/",
    ]
    return [*(f"{base}{name}/new/" for name in new), *(f"{base}{act}" for act in acts)]


PAGES = (
    Page("seedlings-organisers", user="reviewer", prepare=for_reviewer),
    Page("seedlings-forms", user="reviewer", prepare=forms),
    Page("seedlings-school", user="partner", prepare=for_school),
)
