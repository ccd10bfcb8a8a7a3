"""Lists as files: the filter of the screen, masked unless permitted, formula-safe, resumable."""

from datetime import date, timedelta
from io import BytesIO
from itertools import count

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from applications.demo.people import resident_id
from applications.list_exports import CASES
from applications.models import Application
from applications.services import intake
from beneficiaries.search import index_name_again
from beneficiaries.services import declare_relative
from jobs import files, services
from jobs.exporting import EXPORT
from jobs.models import Job
from protection.models import PersonalDataAccess
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import HouseholdMemberFactory, PersonFactory
from tests.jobs.conftest import AT, run

pytestmark = pytest.mark.django_db
URL = "/applications/export/"
COMMUNITY = "410172160-xihuchuntian"


@pytest.fixture
def program(cast):
    return make_program()


@pytest.fixture
def cases(program, places):
    return [make_application(program, places[COMMUNITY]) for _number in range(7)]


@pytest.fixture
def long_lists(settings, monkeypatch):
    """Six rows are a long list, three rows a step."""
    settings.EXPORT_DIRECT_ROWS = 6
    monkeypatch.setattr(CASES, "chunk", 3)


def rows_in(content):
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def file_of(client, job):
    Job.objects.filter(pk=job.pk).update(expires_at=timezone.now() + timedelta(days=1))  # made in the past of the test
    response = client.get(reverse("jobs:download", args=[job.reference]))
    return rows_in(b"".join(response.streaming_content))


def test_a_short_list_comes_at_once(client, officer, cases):
    client.force_login(officer)

    rows = rows_in(b"".join(client.get(URL).streaming_content))

    assert len(rows) == 2 + 7
    assert Job.objects.count() == 0


def test_a_long_list_is_written_in_the_background(client, officer, cases, long_lists, rings):
    client.force_login(officer)
    page = client.get(URL)
    assert page.status_code == 200
    assert Job.objects.count() == 0

    answer = client.post(URL)
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    run(job)

    job.refresh_from_db()
    rows = file_of(client, job)
    assert (job.state, job.done, job.total) == ("finished", 7, 7)
    assert [row[0] for row in rows[2:]] == [case.reference for case in cases]
    assert [row[2] for row in rows[2:]] == [case.applicant.phone_mask or None for case in cases]
    assert list(files.read_parts(job)) == []


def in_background(client, query=""):
    client.post(f"{URL}{query}")
    job = Job.objects.latest("pk")
    run(job)
    return [row[0] for row in file_of(client, job)[2:]]


def on_screen(client, query=""):
    return [row.reference for row, _light in client.get(f"/applications/{query}").context["rows"]]


def test_the_background_file_is_in_the_order_of_the_screen(client, cast, cases, long_lists, rings):
    """By the deadline, and closed cases the newest first: neither is the order in which they came."""
    for number, case in enumerate(cases):
        due = AT + timedelta(days=(number * 3) % 7)
        Application.objects.filter(pk=case.pk).update(due_at=due, submitted_at=AT + timedelta(hours=(number * 2) % 7))
    client.force_login(cast["officer"])
    by_deadline = on_screen(client)
    assert by_deadline != [case.reference for case in cases]

    assert in_background(client) == by_deadline
    for case in cases:
        intake.decline_application(application=case, refusal_code="R01", note="不在辖区", by=cast["officer"], at=AT)
    assert in_background(client, "?tab=closed") == on_screen(client, "?tab=closed")


def test_cases_that_move_while_the_list_is_read_come_once_or_not_at_all(officer, cases, long_lists, rings):
    """After the first step the last case moves to the front, and one that was not read yet leaves the list."""
    for number, case in enumerate(cases):
        Application.objects.filter(pk=case.pk).update(due_at=AT + timedelta(days=number))
    parameters = {"list": "applications", "filters": {"tab": "todo"}, "full": False}
    job = services.start_job(kind=EXPORT.code, parameters=parameters, by=officer, at=AT)
    ticks = (AT + timedelta(seconds=n) for n in count())
    assert services.run_job(job_id=job.pk, clock=lambda: next(ticks), pause_after=timedelta(seconds=1))
    Application.objects.filter(pk=cases[6].pk).update(due_at=AT - timedelta(days=9))
    intake.decline_application(application=cases[4], refusal_code="R01", note="不在辖区", by=officer, at=AT)

    run(job)

    job.refresh_from_db()
    rows = rows_in(files.path_of(job).read_bytes())
    expected = [case.reference for case in cases if case != cases[4]]
    assert ([row[0] for row in rows[2:]], job.done) == (expected, 6)


def test_the_background_file_has_the_filter_of_the_screen(client, cast, cases, program, places, long_lists, rings):
    other = make_application(program, places["410172160-taohuaxin"]) if "410172160-taohuaxin" in places else None
    client.force_login(cast["officer"])

    client.post(f"{URL}?area={places[COMMUNITY].pk}&tab=todo")

    job = Job.objects.get()
    run(job)
    references = [row[0] for row in file_of(client, job)[2:]]
    assert references == [case.reference for case in cases]
    assert other is None or other.reference not in references


def test_a_name_that_was_searched_for_does_not_rest_in_the_job(client, officer, cases, long_lists, rings):
    for case in cases:
        index_name_again(case.applicant)
    client.force_login(officer)

    client.post(f"{URL}?q=张演一")

    job = Job.objects.get()
    assert job.parameters["filters"] == {"tab": "todo", "ids": sorted(case.pk for case in cases)}
    run(job)
    assert len(file_of(client, job)) == 2 + 7


def test_a_search_that_finds_more_than_a_job_may_hold_is_exported_too(
    client, officer, cases, long_lists, rings, monkeypatch
):
    """Its ids are beside the job; the name is nowhere."""
    monkeypatch.setattr("jobs.list_exports.FROZEN_AT_MOST", 6)
    for case in cases:
        index_name_again(case.applicant)
    client.force_login(officer)

    client.post(f"{URL}?q=张演一")

    job = Job.objects.get()
    assert job.parameters["filters"] == {"tab": "todo", "ids": "noted"}
    run(job)
    assert [row[0] for row in file_of(client, job)[2:]] == [case.reference for case in cases]


def test_a_repeated_step_replaces_its_part(officer, cases, long_lists, rings):
    """Killed after the part was written and before the commit: the rows are there once."""
    job = services.start_job(
        kind=EXPORT.code,
        parameters={"list": "applications", "filters": {"tab": "todo"}, "full": False},
        by=officer,
        at=AT,
    )
    EXPORT.step(job, AT)  # its transaction was lost

    run(job)

    job.refresh_from_db()
    rows = rows_in(files.path_of(job).read_bytes())
    assert [row[0] for row in rows[2:]] == [case.reference for case in cases]


def test_a_worker_that_dies_while_it_stores_the_file_loses_no_row(officer, cases, long_lists, rings, monkeypatch):
    job = services.start_job(
        kind=EXPORT.code,
        parameters={"list": "applications", "filters": {"tab": "todo"}, "full": False},
        by=officer,
        at=AT,
    )

    def interrupted(*_values, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("jobs.services.running.record", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(job)
    run(job, minutes=30)

    job.refresh_from_db()
    rows = rows_in(files.path_of(job).read_bytes())
    assert [row[0] for row in rows[2:]] == [case.reference for case in cases]
    assert list(files.read_parts(job)) == []


def test_whole_numbers_need_the_role_a_purpose_and_a_reason(client, cast, cases, rings):
    client.force_login(cast["officer"])
    client.post(URL, {"full": "on", "purpose": "verification", "reason": "核对"})
    assert Job.objects.get().parameters["full"] is False

    client.force_login(cast["reviewer"])
    refused = client.post(URL, {"full": "on", "purpose": "", "reason": ""})
    assert refused.status_code == 422
    assert Job.objects.count() == 1


def test_whole_numbers_are_recorded_per_person(client, cast, program, places, rings):
    number = resident_id(date(1980, 5, 1), 77)
    person = PersonFactory(area=places[COMMUNITY], name="张演七", id_number=number, phone="19900000077")
    case = make_application(program, places[COMMUNITY], applicant=person)
    client.force_login(cast["reviewer"])

    client.post(URL, {"full": "on", "purpose": "verification", "reason": "与民政核对"})
    job = Job.objects.get()
    run(job)

    [row] = file_of(client, job)[2:]
    assert (row[0], row[-2], row[-1]) == (case.reference, number, "+8619900000077")
    rows = PersonalDataAccess.objects.filter(actor=cast["reviewer"], purpose="verification").order_by("pk")
    assert list(rows.values_list("subject_type", "subject_id", "reason")) == [
        ("jobs.job", job.pk, "与民政核对"),
        ("beneficiaries.person", person.pk, job.reference),
    ]


def test_whole_numbers_of_confidential_cases_stay_masked(client, cast, program, places, rings):
    person = PersonFactory(area=places[COMMUNITY], id_number=resident_id(date(1981, 5, 1), 78), phone="19900000078")
    make_application(program, places[COMMUNITY], applicant=person, is_confidential=True)
    client.force_login(cast["reviewer"])

    client.post(URL, {"full": "on", "purpose": "verification", "reason": "核对"})
    job = Job.objects.get()
    run(job)

    [row] = file_of(client, job)[2:]
    assert (row[-2], row[-1]) == (None, None)
    assert PersonalDataAccess.objects.filter(subject_type="beneficiaries.person", reason=job.reference).count() == 0


def test_a_formula_in_a_name_stays_text(client, cast, places, rings):
    PersonFactory(area=places[COMMUNITY], name='=HYPERLINK("http://evil.example")')
    client.force_login(cast["worker"])

    content = b"".join(client.get("/beneficiaries/export/people/").streaming_content)

    sheet = openpyxl.load_workbook(BytesIO(content)).active
    [cell] = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize(
    ("who", "url"),
    [
        ("worker", "/beneficiaries/export/people/"),
        ("worker", "/beneficiaries/export/households/"),
        ("accountant", "/payments/export/"),
        ("leader", "/volunteers/team/export/"),
    ],
)
def test_every_list_comes_as_a_job_too(client, cast, places, rings, settings, who, url):
    settings.EXPORT_DIRECT_ROWS = 0
    PersonFactory(area=places[COMMUNITY])
    client.force_login(cast[who])

    client.post(url)
    job = Job.objects.get()
    run(job)

    job.refresh_from_db()
    rows = file_of(client, job)
    assert (job.state, len(rows) - 2) == ("finished", job.done)


def test_whole_numbers_of_people_who_live_with_any_relative_of_the_reader_stay_masked(client, cast, places, rings):
    """Two relatives declared, one by telephone alone; neither they nor their families are opened."""
    reviewer, area = cast["reviewer"], places[COMMUNITY]
    numbers = [resident_id(date(1970 + n, 5, 1), 70 + n) for n in range(6)]
    people = [PersonFactory(area=area, id_number=number, phone=f"1990000007{n}") for n, number in enumerate(numbers)]
    for head, child in ((0, 1), (2, 3)):
        home = HouseholdMemberFactory(person=people[head], relation="self").household
        HouseholdMemberFactory(household=home, person=people[child])
    declare_relative(user=reviewer, relation="sibling", id_number=numbers[0], by=reviewer, at=AT)
    declare_relative(user=reviewer, relation="sibling", phone="19900000072", by=reviewer, at=AT)
    client.force_login(reviewer)

    client.post("/beneficiaries/export/people/", {"full": "on", "purpose": "verification", "reason": "核对"})
    job = Job.objects.get()
    run(job)

    text = str(file_of(client, job))
    assert [number for number in numbers if number in text] == numbers[4:]
