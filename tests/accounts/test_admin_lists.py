"""Every list of the back office goes out as a workbook: its rows and columns as the reader sees them, no others."""

from io import BytesIO

import openpyxl
import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.admin_lists import BackOfficeList
from accounts.models import User
from audit.models import Event
from jobs import files
from jobs.list_exports import UnknownList, list_export
from jobs.models import Job
from protection.fields import SealedField
from tests.factories.accounts import UserFactory
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import PersonFactory
from tests.jobs.conftest import run

pytestmark = pytest.mark.django_db
PAGES = sorted(model._meta.label_lower for model in admin.site._registry)
HOME = "410172160-xihuchuntian"
USERS = "admin:accounts_user_changelist"


def export(client, url, rows, **more):
    chosen = [row.pk for row in rows]
    return client.post(url, {"action": "export_rows", "_selected_action": chosen, **more})


def rows_in(response):
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)][1:]


@pytest.fixture
def rings(monkeypatch):
    monkeypatch.setattr("jobs.doorbell.ring", lambda job: None)


@pytest.fixture
def registered(places):
    return [PersonFactory(area=places[HOME], name=f"王演{n}", phone="19900000066") for n in ("甲", "乙", "丙")]


def test_every_page_has_its_columns_and_none_is_sealed():
    for name in PAGES:
        listed = list_export(f"back_office:{name}")
        fields = {field.name: field for field in apps.get_model(name)._meta.fields}
        shown = [fields.get(column) for column in listed.page.list_display]
        assert len(listed.columns(is_full=False)) == len(shown), name
        assert not [field for field in shown if isinstance(field, SealedField)], name


def test_a_model_without_a_page_is_no_list():
    with pytest.raises(UnknownList):
        list_export("back_office:beneficiaries.persontoken")


def test_the_chosen_people_are_masked_and_recorded(client, cast, registered):
    client.force_login(cast["reviewer"])

    heading, *rows = rows_in(export(client, reverse("admin:beneficiaries_person_changelist"), registered[:2]))

    assert {row[1] for row in rows} == {"王演甲", "王演乙"}
    assert [cell for row in rows for cell in row if "19900000066" in cell or "410199" in cell] == []
    assert heading[0] == "编号"
    event = Event.objects.get(code="accounts.list_exported")
    assert (event.actor, event.data) == (
        cast["reviewer"],
        {"list": "back_office:beneficiaries.person", "full": False},
    )


def test_all_rows_of_the_filter_go_out_and_what_looks_like_a_formula_is_text(client, cast):
    person = UserFactory(username="formula", display_name="=1+1")
    client.force_login(cast["admin"])

    url = f"{reverse(USERS)}?is_active__exact=1"
    _heading, *rows = rows_in(export(client, url, [person], select_across=1))

    assert len(rows) == User.objects.filter(is_active=True).count()
    assert [row[1:4:2] for row in rows if row[0] == "formula"] == [["=1+1", "是"]]


def test_a_chip_becomes_its_words(client, cast, places):
    case = make_application(make_program(), places[HOME])
    client.force_login(cast["reviewer"])

    _heading, row = rows_in(export(client, reverse("admin:applications_application_changelist"), [case]))

    assert row[:2] == [case.reference, "已提交"]


def test_who_does_not_read_the_page_gets_no_file(client, cast):
    client.force_login(cast["reviewer"])

    response = export(client, reverse(USERS), [cast["worker"]])

    assert response.status_code == 403
    assert Event.objects.filter(code="accounts.list_exported").count() == 0


def test_more_rows_ask_no_more_questions(client, cast, registered):
    client.force_login(cast["reviewer"])
    url, counts = reverse("admin:beneficiaries_person_changelist"), []
    rows_in(export(client, url, registered))
    for rows in (registered[:1], registered):
        with CaptureQueriesContext(connection) as queries:
            rows_in(export(client, url, rows))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_long_list_is_written_in_the_background(client, cast, registered, settings, rings):
    settings.EXPORT_DIRECT_ROWS = 2
    client.force_login(cast["reviewer"])

    response = export(client, reverse("admin:beneficiaries_person_changelist"), registered)
    job = Job.objects.get()
    run(job)

    job.refresh_from_db()
    assert (response.url, job.state, job.done) == (job.get_absolute_url(), "finished", 3)
    sheet = openpyxl.load_workbook(BytesIO(files.path_of(job).read_bytes())).active
    names = [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert names == ["王演丙", "王演乙", "王演甲"]


def test_a_list_of_any_length_is_exported_and_its_rows_are_noted_once(
    client, cast, registered, settings, rings, monkeypatch
):
    """Too many for ids in the job: who is registered later, or was not chosen by the search, is not in the file."""
    settings.EXPORT_DIRECT_ROWS = 1
    monkeypatch.setattr("jobs.list_exports.FROZEN_AT_MOST", 2)
    monkeypatch.setattr(BackOfficeList, "chunk", 2)
    client.force_login(cast["reviewer"])
    PersonFactory(area=registered[0].area, name="李演丁", sex="female" if registered[0].sex == "male" else "male")
    url = f"{reverse('admin:beneficiaries_person_changelist')}?sex__exact={registered[0].sex}"

    response = export(client, url, registered, select_across=1)
    job = Job.objects.get()
    PersonFactory(area=registered[0].area, name="王演戊")
    run(job)

    job.refresh_from_db()
    assert (response.url, job.parameters["filters"]) == (job.get_absolute_url(), {"ids": "noted"})
    assert (job.state, job.done) == ("finished", 3)
    sheet = openpyxl.load_workbook(BytesIO(files.path_of(job).read_bytes())).active
    assert [row[1] for row in sheet.iter_rows(min_row=3, values_only=True)] == ["王演丙", "王演乙", "王演甲"]


def test_a_role_that_was_taken_meanwhile_stops_the_job(client, cast, registered, settings, rings):
    settings.EXPORT_DIRECT_ROWS = 2
    client.force_login(cast["reviewer"])
    export(client, reverse("admin:beneficiaries_person_changelist"), registered)
    cast["reviewer"].role_grants.update(valid_to=timezone.now())

    run(Job.objects.get())

    assert Job.objects.get().state == "failed"
