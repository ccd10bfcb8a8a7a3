"""Books, loans and goods in the back office: read only, a long list costs what a short one does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery.seedling_protection.services.books import Books, add_books, lend
from tests.factories.seedling_protection import AT, make_item, make_school, open_room

pytestmark = pytest.mark.django_db
LISTS = ("bookloan", "booktitle", "supplyitem")


def one_more_of_each(number, cast, room, school):
    facts = Books(isbn=ISBNS[number], title=f"图书{number}(演示)", copies=9, publisher="演示出版社")
    holding = add_books(facility=room, books=facts, by=cast["reviewer"], at=AT)
    borrowed = {"class_name": "1", "teacher": "师演员", "copies": 2, "due_on": AT.date().replace(day=30)}
    lend(holding=holding, school=school, by=cast["partner"], at=AT, **borrowed)
    make_item(cast, name=f"书包{number}(演示)")


ISBNS = ("978-7-02-000220-7", "978-7-5404-1149-7", "978-7-208-06164-4")


def test_the_lists_cost_the_same_for_one_row_and_for_three(client, cast, places):
    room, school = open_room(cast, places), make_school(cast, places)
    client.force_login(cast["auditor"])
    counts = []
    for number in range(3):
        one_more_of_each(number, cast, room, school)
        counts.append([queries_of(client, f"/admin/seedling_protection/{name}/") for name in LISTS])

    assert counts[2] == counts[0]
    assert max(counts[0]) <= 12


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)
