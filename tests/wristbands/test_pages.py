"""The pages of staff: the counter on a phone, lists with their queries, papers and files, the schedule's work."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from applications.models import Application
from beneficiaries.benefits import benefits_of
from beneficiaries.models import Person
from delivery.wristbands import delivered
from delivery.wristbands.figures import figures_for
from delivery.wristbands.models import Band, CodeSheet, Issue, PublicityEvent
from delivery.wristbands.services.alerts import silence_alert
from delivery.wristbands.services.issuing import issue_band
from delivery.wristbands.services.missing import end_search, report_missing
from delivery.wristbands.services.outings import close_event
from delivery.wristbands.services.stock import allocate_bands, order_batch
from delivery.wristbands.tasks import delete_expired
from delivery.wristbands.tokens import address_of, code_in, hash_of
from home.day_sections import day_of
from tests.factories.volunteers import make_shift, signed_up
from tests.factories.wristbands import (
    AT,
    COMMUNITY,
    CONSENT,
    CONTACTS,
    DEMENTIA,
    LATER,
    make_event,
    make_issue,
    make_stock,
    make_wearer,
    raised_alert,
)
from tests.printed_codes import codes_on

ID = "410199193802149016"
FORM = {
    "name": "张演一",
    "id_number": ID,
    "area": COMMUNITY,
    "has_dementia": "on",
    "disability_class": "none",
    "contact1_name": "张示例",
    "contact1_relation": "child",
    "contact1_phone": "19900000001",
    "contact2_relation": "child",
    "contact3_relation": "child",
    "agreed": "on",
    "signer_name": "张示例",
    "signer_relation": "child",
    "signing": "paper",
}


@pytest.fixture
def at_the_event(keeper, community):
    stock, event = make_stock(keeper, 3), make_event(keeper, community)
    allocate_bands(count=3, event=event, by=keeper, at=AT)
    return stock, event


def test_two_pages_hand_a_band_to_somebody_new(at_the_event, worker, client):
    """Band and number, then everything else; the scan that tests it shows on the page of the band."""
    stock, event = at_the_event
    client.force_login(worker)
    scanned = {"code": address_of(stock.codes[1]), "who": ID}

    asked = client.post("/wristbands/issue/wearer/", scanned)
    done = client.post("/wristbands/issue/wearer/", {**FORM, "code": "GX00001", "who": ID})

    issue = Issue.objects.get()
    assert (asked.status_code, ID in asked.content.decode()) == (200, True)
    assert (done.status_code, done["Location"]) == (302, f"/wristbands/people/{issue.reference}/")
    assert (issue.wearer.name, issue.event, issue.state) == ("张演一", event, "active")
    assert "wristbands/people" in done["Location"]
    client.get(f"/w/{stock.codes[1]}/")
    issue.refresh_from_db()
    assert issue.tested_at is not None


def test_somebody_registered_is_recognised_by_the_number(at_the_event, worker, community, client):
    person = make_wearer(community)
    client.force_login(worker)
    known = {name: value for name, value in FORM.items() if name not in ("name", "id_number", "area")}

    page = client.post("/wristbands/issue/wearer/", {"code": "gx 2", "who": ID}).content.decode()
    client.post("/wristbands/issue/wearer/", {**known, "code": "GX00002", "who": ID})

    assert (person.reference in page, ID in page.replace(f'value="{ID}"', "")) == (True, False)
    assert Issue.objects.get().wearer == person
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "GX99999"}, "code"),
        ({"code": "https://example.org/"}, "code"),
        ({"who": "SQ-ZZZZZZ"}, "who"),
        ({"contact1_phone": "12"}, "contact1_phone"),
        ({"agreed": ""}, "agreed"),
        ({"id_number": "410199193802149017"}, "id_number"),
        ({"signing": "drawn", "drawing": "data:image/png;base64,AAAA"}, "drawing"),
        ({"signing": "drawn", "drawing": ""}, "signing"),
        ({"has_dementia": "", "id_number": "", "birth_date": "1990-01-01"}, None),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(at_the_event, worker, client, changed, said):
    client.force_login(worker)
    answer = client.post("/wristbands/issue/wearer/", {**FORM, "code": "GX00001", "who": "", **changed})

    form = answer.context["form"]
    assert (answer.status_code, said in form.errors if said else bool(form.non_field_errors())) == (422, True)
    assert (Issue.objects.count(), Band.objects.filter(place="issued").count()) == (0, 0)
    if said not in ("code", "who"):
        assert "张示例" in answer.content.decode()


LISTS = ("/wristbands/people/", "/wristbands/alerts/", "/wristbands/events/", "/wristbands/store/", "/wristbands/")


def test_lists_ask_as_much_for_three_rows_as_for_one(keeper, community, client):
    client.force_login(keeper)
    stock = make_stock(keeper, 6)
    counts = []
    for number, name in enumerate(("张演一", "李示二", "王例三"), start=1):
        issue, _code = make_issue(keeper, community, name=name, stock=stock)
        raised_alert(issue, LATER)
        make_event(keeper, community, number=f"W{number:02}")
        if number != 2:
            counts.append([queries_of(client, path) for path in LISTS])

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 25


def queries_of(client, path):

    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_sheet_holds_the_codes_once_and_new_ones_when_made_anew(keeper, client):
    client.force_login(keeper)
    batch = order_batch(number="P-1", supplier="演示", ordered=3, unit_cost_fen=1500, by=keeper, at=AT)

    first = client.post(f"/wristbands/store/{batch.pk}/sheet/", {"count": 3})
    before = set(batch.bands.values_list("token_hash", flat=True))
    sheet = CodeSheet.objects.get()
    second = client.post(f"/wristbands/store/sheets/{sheet.pk}/anew/")
    client.post(f"/wristbands/store/sheets/{sheet.pk}/confirm/")

    text = PdfReader(io.BytesIO(first.content)).pages[0].extract_text()
    assert (first["Content-Type"], first["Cache-Control"]) == ("application/pdf", "no-store, private")
    assert all(serial in text for serial in ("GX00001", "GX00002", "GX00003"))
    assert second.status_code == 200
    assert not before & set(batch.bands.values_list("token_hash", flat=True))
    assert client.post(f"/wristbands/store/sheets/{sheet.pk}/anew/").status_code == 403


def test_the_handover_form_shows_masked_numbers_only(worn, keeper, client):
    issue, _code = worn
    client.force_login(keeper)
    answer = client.get(f"/wristbands/people/{issue.reference}/form/")

    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().replace("\n", "")
    assert (answer.status_code, issue.band.serial in text, "张演一" in text, "199****0001" in text) == (200,) + (
        True,
    ) * 3
    assert ("19900000001" in text, ID in text) == (False, False)


@pytest.mark.parametrize(("what", "columns"), [("people", 12), ("events", 15), ("movements", 10)])
def test_the_lists_are_files_too(worn, keeper, community, client, what, columns):
    make_event(keeper, community, bands=1)
    client.force_login(keeper)

    answer = client.get(f"/wristbands/export/{what}/")

    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    written = [cell for row in rows for cell in row if cell is not None]
    assert max(sum(cell is not None for cell in row) for row in rows) <= columns
    assert len(rows) >= 3
    assert [cell for cell in written if ID in str(cell) or "19900000001" in str(cell)] == []


def test_the_figures_are_those_of_the_rows(keeper, worker, community):
    stock = make_stock(keeper, 6)
    event = make_event(keeper, community, bands=2)
    first, _code = make_issue(keeper, community, stock=stock)
    make_issue(keeper, community, name="李示二", stock=stock)
    alert = raised_alert(first, LATER)
    silence_alert(alert=alert, turn=1, at=LATER + timedelta(minutes=4))
    close_event(event=event, attendance=80, leaflets=90, report="", by=worker, at=LATER)

    found = figures_for(keeper)

    assert (found.stock.ordered, found.stock.issued, found.events_closed, found.attendance) == (6, 2, 1, 80)
    assert (found.in_use, found.bound_share, found.tested, found.alerts) == (2, 100, 0, 1)
    assert (found.first_contact_minutes, found.missing, found.found_share) == (4, 0, None)
    told = {str(row.label): row.number for row in delivered.wristband_figures(AT.date(), LATER.date())}
    assert sorted(told.values()) == [0, 1, 1, 2, 80]


def test_the_ledger_of_a_family_shows_a_band_without_an_application(worn, worker):
    issue, _code = worn
    lines = [line for line in benefits_of(worker, [issue.wearer_id]) if line.kind == "wristband"]

    assert [(line.outcome, line.amount_fen, line.source) for line in lines] == [
        ("received", None, f"wristbands.issue:{issue.pk}")
    ]
    assert Application.objects.count() == 0


def test_my_day_shows_alerts_to_the_duty_officer_and_events_to_those_who_hand_out(
    worn, keeper, officer, worker, community
):
    issue, _code = worn
    raised_alert(issue, LATER)
    make_event(keeper, community)

    urls = {
        person.username: {row.url for section in day_of(person, now=LATER).sections for row in section.rows}
        for person in (officer, worker)
    }

    alert, event = f"/wristbands/alerts/{issue.alerts.get().reference}/", "/wristbands/events/W01/"
    assert {name: (alert in found, event in found) for name, found in urls.items()} == {
        "officer": (True, True),
        "worker": (False, True),
    }


def test_an_event_is_planned_allocated_and_closed_on_its_pages(keeper, worker, community, client):
    make_stock(keeper, 5)
    client.force_login(keeper)
    day = f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"
    plan = {"number": "W07", "title": "宣传", "area": COMMUNITY, "place": "广场", "target": "125"}
    times = {"starts_at": f"{day}T09:00", "ends_at": f"{day}T11:00"}
    assert client.post("/wristbands/events/new/", {**plan, **times}).status_code == 302
    assert client.post("/wristbands/store/allocate/", {"event": "W07", "count": "4"}).status_code == 302
    too_many = client.post("/wristbands/store/allocate/", {"event": "W07", "count": "4"})
    client.force_login(worker)
    assert client.post("/wristbands/events/W07/close/", {"attendance": "60", "leaflets": "70"}).status_code == 302

    event = PublicityEvent.objects.get()
    assert (too_many.status_code, event.state, event.allocated, event.returned) == (422, "closed", 4, 4)


def test_the_hourly_work_runs_twice_without_harm(worn):
    nothing = {"alerts": 0, "notes": 0, "scans": 0, "cases": 0, "links": 0}
    assert (delete_expired(), delete_expired()) == (nothing, nothing)


def test_no_page_and_no_file_holds_a_code(worn, keeper, client):
    issue, code = worn
    client.force_login(keeper)
    pages = (
        f"/wristbands/people/{issue.reference}/",
        f"/wristbands/store/{issue.band.batch_id}/",
        "/wristbands/store/",
    )

    for path in pages:
        html = client.get(path).content.decode()
        assert (code in html, hash_of(code) in html) == (False, False)


def test_a_telephone_reads_from_the_printed_sheet_the_code_of_each_band(keeper, client):
    client.force_login(keeper)
    batch = order_batch(number="P-1", supplier="演示", ordered=7, unit_cost_fen=1500, by=keeper, at=AT)

    paper = client.post(f"/wristbands/store/{batch.pk}/sheet/", {"count": 7}).content

    addresses = codes_on(paper)
    assert sorted(hash_of(code_in(address)) for address in addresses) == sorted(
        batch.bands.values_list("token_hash", flat=True)
    )
    assert [address for address in addresses if address != address_of(code_in(address))] == []
    assert len(addresses) == 7


def test_what_the_charts_show_is_counted_from_the_rows(keeper, worker, community, client):
    stock = make_stock(keeper, 6)
    event = make_event(keeper, community, bands=2)
    at_event = stock.batch.bands.filter(event=event).order_by("number").first()
    issue_band(
        band=at_event,
        wearer=make_wearer(community),
        facts=DEMENTIA,
        contacts=CONTACTS,
        consent=CONSENT,
        by=keeper,
        at=timezone.now(),
    )
    make_issue(keeper, community, name="李示二", stock=stock, at=timezone.now())
    close_event(event=event, attendance=80, leaflets=90, report="", by=worker, at=LATER)
    client.force_login(keeper)

    shown = client.get("/wristbands/").context

    assert shown["by_month"][-1] == (f"{timezone.localdate():%Y-%m}", 2)
    assert sum(number for _month, number in shown["by_month"]) == 2
    assert shown["by_event"] == [("W01", 1)]
    assert [number for _label, number in shown["by_category"] if number] == [2]


def test_of_those_who_were_missed_the_figures_say_how_many_were_found(keeper, community):
    stock = make_stock(keeper, 6)
    ends = {"张演一": "home", "李示二": "hospital", "王例三": "died", "赵演四": "not_missing", "钱示五": None}
    for name, outcome in ends.items():
        issue, _code = make_issue(keeper, community, name=name, stock=stock)
        alert = raised_alert(issue, LATER)
        case = report_missing(alert=alert, last_seen_place="菜市场", clothes="蓝色外套", turn=1, at=LATER)
        if outcome:
            end_search(case=case, outcome=outcome, turn=1, at=LATER)

    found = figures_for(keeper)

    assert (found.missing, found.found, found.found_share) == (4, 2, 50)


def test_the_volunteers_of_a_shift_stand_at_their_event(keeper, community, client):
    day = timezone.now() + timedelta(days=5)
    shift = make_shift(capacity=3, starts_at=day)
    for _number in range(2):
        signed_up(shift)
    client.force_login(keeper)
    plan = {"number": "W07", "title": "宣传", "area": COMMUNITY, "place": "广场", "target": "125", "shift": shift.pk}
    hours = {"starts_at": f"{timezone.localtime(day):%Y-%m-%dT%H:%M}"}
    hours["ends_at"] = f"{timezone.localtime(day + timedelta(hours=3)):%Y-%m-%dT%H:%M}"

    planned = client.post("/wristbands/events/new/", {**plan, **hours})
    page = client.get("/wristbands/events/W07/")
    taken = client.post("/wristbands/events/new/", {**plan, **hours, "number": "W08"})

    event = PublicityEvent.objects.get()
    assert (planned.status_code, event.shift, page.context["volunteers"]) == (302, shift, 2)
    assert f'href="/volunteers/shifts/{shift.pk}/"' in page.content.decode()
    assert (taken.status_code, list(taken.context["form"].errors)) == (422, ["shift"])  # one shift, one event
