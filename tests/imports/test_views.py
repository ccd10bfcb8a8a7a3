"""The pages of lists: upload, errors first, corrected without JavaScript, marked workbook, strangers see nothing."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from imports.models import Import
from jobs.models import Job
from tests.imports.conftest import errors_of, finish
from tests.imports.workbooks import families, number_of, planted, workbook

pytestmark = pytest.mark.django_db
UPLOAD = "/imports/new/households/?of="
ID, AREA = 3, 5


@pytest.fixture
def source(stage):
    return stage(workbook(planted(families(60), {(33, ID): "123", (40, AREA): "没有这里"})))


def sent(file):
    return SimpleUploadedFile("名单.xlsx", file.read())


def test_an_upload_leads_to_the_progress_of_its_check_and_to_the_list(client, worker, monkeypatch):
    monkeypatch.setattr("jobs.doorbell.ring", lambda job_id: None)
    client.force_login(worker)

    answer = client.post(UPLOAD, {"file": sent(workbook(families(3)))})

    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    finish(job)
    page = client.get(job.get_absolute_url()).content.decode()
    assert Import.objects.get().get_absolute_url() in page


def test_a_wrong_file_is_refused_with_a_sentence(client, worker):
    client.force_login(worker)

    answer = client.post(UPLOAD, {"file": SimpleUploadedFile("list.xlsx", b"name,id")})

    assert answer.status_code == 422
    assert "请上传 Excel 工作簿" in answer.content.decode()


def test_errors_stand_first_with_row_column_and_sentence(client, worker, source):
    client.force_login(worker)

    page = client.get(source.get_absolute_url()).content.decode()

    assert page.index('id="row-33"') < page.index('id="row-40"') < page.index('id="row-2"')
    assert "D33: " in page
    assert source.rows.filter(state="blocked").count() == 4
    assert page.count("请先更正同组的第 33 行") == page.count("请先更正同组的第 40 行") == 2
    assert '<input class="form-control is-invalid" form="form-33" name="c-id_number" value="123"' in page


def test_a_cell_is_corrected_by_a_plain_form(client, worker, source):
    client.force_login(worker)

    answer = client.post(reverse("imports:row", args=[source.reference, 33]), {"c-id_number": number_of(31)})

    assert (answer.status_code, answer["Location"]) == (302, source.get_absolute_url())
    assert errors_of(source) == {(40, "area")}


def test_a_wrong_correction_is_kept_and_said_again(client, worker, source):
    client.force_login(worker)

    answer = client.post(reverse("imports:row", args=[source.reference, 33]), {"c-id_number": "12345"})

    assert answer.status_code == 422
    assert 'value="12345"' in answer.content.decode()


def test_htmx_gets_the_line_back(client, worker, source):
    client.force_login(worker)
    url = reverse("imports:row", args=[source.reference, 40])

    answer = client.post(url, {"c-area": "西湖春天"}, headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith('<tr id="row-40">')


def test_the_marked_workbook_shows_each_error_and_reads_back(client, worker, source, stage):
    client.force_login(worker)

    content = b"".join(client.get(reverse("imports:marked", args=[source.reference])).streaming_content)

    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    marked = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert marked == {"D33", "F40"}
    assert sheet["J1"].value == "错误原因"
    sheet["D33"], sheet["F40"] = number_of(31), "西湖春天社区"
    again = io.BytesIO()
    book.save(again)
    again.seek(0)
    second = stage(again)
    assert (errors_of(second), second.notices) == (set(), [])


def test_taking_over_is_a_job(client, worker, source):
    client.force_login(worker)

    answer = client.post(reverse("imports:take_over", args=[source.reference]))

    source.refresh_from_db()
    assert answer["Location"] == source.take_job.get_absolute_url()


def test_nobody_else_sees_a_list(client, cast, source):
    for name in ("worker2", "officer", "admin"):
        client.force_login(cast[name])
        assert client.get(source.get_absolute_url()).status_code == 404


def test_the_grid_costs_the_same_for_few_and_for_many_lines(client, worker, stage):
    client.force_login(worker)
    counts = []
    for number in (3, 3, 21):
        source = stage(workbook(families(number), above=["x"] * len(counts)))
        with CaptureQueriesContext(connection) as queries:
            client.get(source.get_absolute_url())
        counts.append(len(queries))

    assert counts[1] == counts[2]
