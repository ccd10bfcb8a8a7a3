"""The worklist: who sees what, found how, in which order, in how many queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from applications import states
from applications.models import NEVER, NO_CLOCK, Application, StateTally
from applications.services import intake
from tests.factories.applications import later, make_application, make_program
from tests.factories.beneficiaries import PersonFactory

URL = "/applications/"


@pytest.fixture
def here(program, community):
    return make_application(program, community)


@pytest.fixture
def elsewhere(program, places):
    return make_application(program, places["410172560-shixinzhuang"])


def references(response):
    return [row.reference for row, _light in response.context["rows"]]


def test_a_worker_sees_the_own_community_only(client, worker, here, elsewhere):
    client.force_login(worker)

    response = client.get(URL)

    assert references(response) == [here.reference]
    assert [tab["count"] for tab in response.context["tabs"]] == [1, 1, 0, 0, 0, 0, 0]
    assert client.get(reverse("applications:case", args=[elsewhere.reference])).status_code == 404


def test_a_line_shows_its_case_in_the_order_of_the_heads(client, worker, here):
    intake.assign_application(application=here, handler=worker, by=worker, at=timezone.now())
    here.refresh_from_db()
    client.force_login(worker)

    cells = re.findall(r"<td[^>]*>(.*?)</td>", client.get(URL).content.decode(), re.DOTALL)

    words = [" ".join(strip_tags(cell).split()) for cell in cells]
    assert words[1:5] == [here.reference, "张演一", here.program.title_zh, here.area.name]
    assert (words[5], words[8]) == (str(states.STATES[here.state].label), worker.display_name)
    assert words[9] == timezone.localdate(here.submitted_at).isoformat()


def test_the_federation_sees_the_whole_zone(client, reviewer, here, elsewhere):
    client.force_login(reviewer)

    assert set(references(client.get(URL))) == {here.reference, elsewhere.reference}
    assert client.get(reverse("applications:case", args=[elsewhere.reference])).status_code == 200


def test_finance_sees_cases_with_money_only(client, accountant, here):
    client.force_login(accountant)

    assert references(client.get(URL)) == []


def test_a_crime_victims_case_shows_an_alias_and_hides_from_community_workers(client, worker, officer, community):
    case = make_application(make_program("judicial_aid_fund"), community)
    client.force_login(worker)
    assert references(client.get(URL)) == []
    client.force_login(officer)
    response = client.get(URL)

    assert references(response) == [case.reference]
    assert "张演一" not in response.content.decode()
    assert case.reference[-4:] in response.content.decode()


@pytest.mark.parametrize("text", ["410199193802149016", " 410199193802149016 ", "王例三", "例三", "wanglisan"])
def test_a_case_is_found_by_number_or_name(client, officer, program, community, here, text):
    wanted = make_application(
        program, community, applicant=PersonFactory(area=community, name="王例三", id_number="410199193802149016")
    )
    from beneficiaries.search import index_names

    index_names([wanted.applicant])
    client.force_login(officer)

    found = client.post(reverse("applications:find"), {"q": text}, follow=True)

    assert references(found) == [wanted.reference]
    assert "41019919" not in found.redirect_chain[0][0]


def test_a_case_is_found_by_its_reference(client, officer, here):
    client.force_login(officer)

    assert references(client.get(URL, {"q": here.reference.lower()})) == [here.reference]


def test_overdue_cases_are_found_and_come_first(client, officer, program, community, here):
    late = make_application(program, community)
    Application.objects.filter(pk=late.pk).update(due_at=later(-1000))
    client.force_login(officer)

    assert references(client.get(URL))[0] == late.reference
    assert set(references(client.get(URL, {"due": "overdue"}))) >= {late.reference}


def test_bulk_assign_reports_each_row(client, worker, applicant, program, community, here):
    own = make_application(program, community, owner=worker)
    client.force_login(worker)

    response = client.post(reverse("applications:bulk_assign"), {"id": [here.pk, own.pk, 999_999]})

    results = {row.reference: refusal for row, refusal in response.context["results"]}
    assert results[here.reference] == ""
    assert results[own.reference] != ""
    here.refresh_from_db()
    assert here.handler == worker


def test_bulk_return_asks_for_words_first(client, worker, here):
    client.force_login(worker)
    url = reverse("applications:bulk_return")

    assert client.post(url, {"id": [here.pk]}).context["cases"] == [here]
    client.post(url, {"id": [here.pk], "note": "请补身份证"})

    here.refresh_from_db()
    assert (here.state, here.open_supplement.note) == ("returned", "请补身份证")


def test_what_was_not_done_stays_chosen_and_the_list_is_as_it_was_left(client, worker, program, community, here):
    own = make_application(program, community, owner=worker)
    client.force_login(worker)
    chosen = {"id": [here.pk, own.pk, 999_999, "x"], "list": "tab=all&due=overdue&evil=1"}

    page = client.post(reverse("applications:bulk_assign"), chosen)

    assert (page.context["done"], page.context["refused"], page.context["lost"]) == (1, [own], 2)
    assert page.context["back"] == f"{URL}?tab=all&due=overdue&chosen={own.reference}"
    assert re.findall(r'name="id" value="(\d+)" checked', page.text) == [str(own.pk)]


def test_back_in_the_list_the_rows_are_ticked(client, worker, program, community, here):
    other = make_application(program, community)
    client.force_login(worker)

    page = client.get(URL, {"chosen": here.reference})

    assert re.findall(r'name="id" value="(\d+)" checked', page.text) == [str(here.pk)]
    assert f'value="{other.pk}"' in page.text
    assert "<span data-count>1</span>" in page.text


def test_the_question_before_a_return_names_the_cases_and_keeps_them(client, worker, here):
    client.force_login(worker)

    page = client.post(reverse("applications:bulk_return"), {"id": [here.pk], "note": "", "list": "tab=all"})

    assert page.status_code == 422
    assert here.reference in page.text
    assert f'name="id" value="{here.pk}"' in page.text
    assert page.context["back"] == f"{URL}?tab=all&chosen={here.reference}"


def test_nothing_chosen_is_said_and_not_an_error(client, worker):
    client.force_login(worker)

    response = client.post(reverse("applications:bulk_assign"), {})

    assert (response.status_code, response.context["results"]) == (200, [])


def test_the_export_is_masked(client, officer, program, community):
    import io

    import openpyxl

    person = PersonFactory(area=community, name="=张演一", phone="19900000001")
    case = make_application(program, community, applicant=person)
    client.force_login(officer)

    response = client.get(reverse("applications:export"))

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    row = list(sheet.iter_rows())[-1][:3]
    assert [(cell.value, cell.data_type) for cell in row] == [
        (case.reference, "s"),
        ("=张演一", "s"),
        ("199****0001", "s"),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, officer, program, community, rows):
    for _i in range(rows):
        make_application(program, community)
    client.force_login(officer)
    client.get(URL)  # the first request of a session notes when it began

    with CaptureQueriesContext(connection) as queries:
        response = client.get(URL)

    assert len(references(response)) == rows
    assert len(queries) == 9


@pytest.mark.both_databases
def test_tallies_follow_every_move(here, worker):
    intake.return_for_documents(application=here, items=["DOC_ID"], by=worker, at=later(1))

    totals = {}
    for row in StateTally.objects.all():
        totals[row.state] = totals.get(row.state, 0) + row.amount
    assert {state: n for state, n in totals.items() if n} == {"returned": 1}


@pytest.mark.both_databases
def test_the_database_computes_the_stage(here):
    here.refresh_from_db()

    assert here.stage == "submitted"


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(row[-1] for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by the size of its tables")
@pytest.mark.parametrize("user", ["worker", "officer", "reviewer"])
@pytest.mark.parametrize(
    "query",
    ["", "last=1", "tab=review", "tab=closed", "tab=closed&last=1", "due=overdue", "due=soon", "handler=nobody"],
)
def test_every_page_is_read_in_the_order_of_an_index(client, cast, here, user, query):
    """Without it a page sorts every case of the tab: 20 ms at 100,000 cases, a second at a million."""
    client.force_login(cast[user])

    assert "TEMP B-TREE" not in plan(query_of_the_page(client, query))


def query_of_the_page(client, query: str) -> str:
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{URL}?{query}")
    [page] = [
        q["sql"] for q in queries if "ORDER BY" in q["sql"] and '"applications_application"."reference"' in q["sql"]
    ]
    return page


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by the size of its tables")
@pytest.mark.parametrize("user", ["worker", "officer", "reviewer"])
def test_the_cases_of_a_person_are_found_by_index(client, cast, here, user):
    """Asked of the joined people, every case is read: seconds at a million."""
    client.force_login(cast[user])

    steps = plan(query_of_the_page(client, f"q={here.applicant.reference}"))

    assert "MULTI-INDEX OR" in steps
    assert "SCAN" not in steps


def test_open_cases_that_nothing_hurries_come_last_and_are_not_overdue(client, officer, program, community, here):
    calm = make_application(program, community)
    Application.objects.filter(pk=calm.pk).update(due_at=NO_CLOCK)
    client.force_login(officer)

    rows = client.get(URL).context["rows"]

    assert [(row.reference, row.due) for row, _light in rows][-1] == (calm.reference, None)
    assert calm.reference not in references(client.get(URL, {"due": "overdue"}))


def test_ended_cases_leave_the_open_ones(client, officer, here, elsewhere):
    intake.decline_application(application=here, refusal_code="R01", note="不在高新区", by=officer, at=later(1))
    here.refresh_from_db()
    client.force_login(officer)

    assert here.due_at == NEVER
    assert references(client.get(URL)) == []
    assert references(client.get(URL, {"tab": "closed"})) == [here.reference]
