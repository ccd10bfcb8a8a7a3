"""The lists of the offices as files: the tab on the screen, nothing sealed, recorded, long ones in the background."""

from io import BytesIO
from itertools import count
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import UnclaimedAid
from audit.models import Event
from funds import services as funds
from jobs import files
from jobs.list_exports import list_export
from jobs.models import Job
from oversight.services.complaints import receive_complaint
from tests.factories.applications import make_program
from tests.factories.beneficiaries import PersonFactory
from tests.factories.duplicates import DuplicatePairFactory
from tests.factories.funds import fund_with
from tests.jobs.conftest import AT, run
from tests.jobs.rows_of_lists import ADDING

HOME = "410172160-xihuchuntian"
PHONE, TOLD = "19900000077", "工作人员态度生硬"
LISTS = {  # address, who reads it, who does not
    "unclaimed": ("/applications/unclaimed/export/", "reviewer", "volunteer"),
    "duplicates": ("/beneficiaries/duplicates/export/", "reviewer", "volunteer"),
    "fund-money": ("/funds/export/?fund=books", "accountant", "worker"),
    "complaints": ("/complaints/export/", "auditor", "worker"),
    "meetings": ("/applications/meetings/export/", "approver", "volunteer"),
    "reviews": ("/reviews/export/", "approver", "worker"),
    "affiliates": ("/beneficiaries/affiliates/export/", "reviewer", "worker"),
}
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("code", LISTS)]


@pytest.fixture
def add(code, places, cast):
    """Adds one row to the list and returns what stands in its first cell."""
    if code in ADDING:
        return ADDING[code](places[HOME], cast, TOLD, PHONE)
    numbers = count(1)
    if code == "fund-money":
        fund = fund_with(1, code="books")
    if code == "unclaimed":
        program = make_program("student_aid", slug="finds")

    def find():
        person = PersonFactory(area=places[HOME], phone=PHONE)
        terms = program.terms.first()
        UnclaimedAid.objects.create(
            uuid=uuid4(), person=person, program=program, terms=terms, area=person.area, known=50, found_at=AT
        )
        return person.reference

    def pair():
        first, second = (PersonFactory(area=places[HOME], phone=PHONE) for _side in range(2))
        return DuplicatePairFactory(first=first, second=second).reference

    def money():
        voucher = funds.credit_fund(
            fund=fund, amount_fen=5_000, source=f"tests:{next(numbers)}", memo_code="donation", by=None, at=AT
        )
        return voucher.reference

    def complaint():
        return receive_complaint(kind="staff", text=TOLD, name="王演", phone=PHONE, at=AT).reference

    return {"unclaimed": find, "duplicates": pair, "fund-money": money, "complaints": complaint}[code]


def cells_of(content) -> list[list[str]]:
    """Without the two lines above the rows."""
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)][2:]


def fetched(client, address) -> list[list[str]]:
    return cells_of(b"".join(client.get(address).streaming_content))


def test_the_list_is_a_workbook_with_nothing_sealed_and_is_recorded(client, cast, code, add):
    address, reader, _stranger = LISTS[code]
    client.force_login(cast[reader])
    before = len(fetched(client, address))
    reference = add()

    rows = fetched(client, address)

    assert len(rows) == before + 1
    assert reference in {row[0] for row in rows}
    everything = " ".join(cell for row in rows for cell in row)
    assert [secret for secret in (PHONE, TOLD, "王演") if secret in everything] == []
    event = Event.objects.filter(code=list_export(code).event).latest("pk")
    assert (event.actor, event.data) == (cast[reader], {"list": code, "full": False})


def test_the_button_stands_above_the_list(client, cast, code, add):
    address, reader, _stranger = LISTS[code]
    client.force_login(cast[reader])
    page = "/funds/books/" if code == "fund-money" else address.removesuffix("export/")

    assert f'href="{address}' in client.get(page).content.decode()


def test_strangers_get_no_file(client, cast, code, add):
    address, _reader, stranger = LISTS[code]
    client.force_login(cast[stranger])

    assert client.get(address).status_code in (403, 404)
    assert client.post(address).status_code in (403, 404)
    assert Job.objects.count() == 0


def test_a_long_list_is_written_in_the_background_in_the_same_order(
    client, cast, code, add, settings, rings, monkeypatch
):
    address, reader, _stranger = LISTS[code]
    client.force_login(cast[reader])
    for _row in range(4):
        add()
    at_once = fetched(client, address)
    settings.EXPORT_DIRECT_ROWS = 3
    monkeypatch.setattr(list_export(code), "chunk", 2)

    assert client.get(address)["Content-Type"].startswith("text/html")
    client.post(address)
    job = Job.objects.get()
    run(job)

    job.refresh_from_db()
    assert (job.state, job.done) == ("finished", len(at_once))
    assert cells_of(files.path_of(job).read_bytes()) == at_once


def test_more_rows_ask_no_more_questions(client, cast, code, add):
    address, reader, _stranger = LISTS[code]
    client.force_login(cast[reader])
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            add()
        fetched(client, address)
        with CaptureQueriesContext(connection) as queries:
            fetched(client, address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
