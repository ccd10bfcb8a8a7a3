"""The pages of jobs: progress without JavaScript, the file for its owner while the right holds."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs import files, services
from jobs.models import Job
from tests.jobs.conftest import AT, run

pytestmark = pytest.mark.django_db
FOR_EVER = timedelta(days=100_000)


@pytest.fixture
def finished(start):
    job = start()
    run(job)
    stored = files.write(".xlsx", lambda target: target.write(b"PK\x03\x04rows"))
    Job.objects.filter(pk=job.pk).update(file=stored, file_name="list.xlsx", expires_at=AT + FOR_EVER)
    job.refresh_from_db()
    return job


def test_a_running_job_shows_a_labelled_bar_and_asks_again_without_javascript(client, worker, start):
    job = start()
    Job.objects.filter(pk=job.pk).update(state="running", done=5, total=12)
    client.force_login(worker)

    page = client.get(job.get_absolute_url()).content.decode()

    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert '<progress class="job-progress" id="progress" max="12" value="5"></progress>' in page
    assert '<label class="form-label" for="progress">' in page


def test_htmx_gets_the_part_and_stops_asking_when_the_job_ended(client, worker, finished):
    client.force_login(worker)

    part = client.get(finished.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    assert part.lstrip().startswith('<div id="job">')
    assert "Not this one." in part


def test_the_owner_downloads_and_nobody_else(client, cast, finished):
    url = reverse("jobs:download", args=[finished.reference])
    client.force_login(cast["worker"])
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"PK\x03\x04rows"
    assert response.headers["Content-Disposition"] == 'attachment; filename="list.xlsx"'
    client.force_login(cast["admin"])
    assert client.get(url).status_code == 404


def test_nobody_downloads_once_the_right_is_gone(client, worker, finished, counting):
    counting.is_allowed = False
    client.force_login(worker)

    assert client.get(reverse("jobs:download", args=[finished.reference])).status_code == 403


def test_files_are_deleted_when_their_time_is_over(client, worker, finished):
    path = files.path_of(finished)

    assert services.delete_old_jobs(at=AT + FOR_EVER + timedelta(days=1)) == 1

    finished.refresh_from_db()
    client.force_login(worker)
    assert (path.exists(), finished.file, finished.rows.count()) == (False, "", 0)
    assert client.get(reverse("jobs:download", args=[finished.reference])).status_code == 404


def test_a_file_that_no_row_names_is_swept_after_an_hour(db):
    stored = files.write(".xlsx", lambda target: target.write(b"PK"))
    path = files._storage().path(stored)

    assert files.sweep(at=AT - FOR_EVER) == 0
    assert files.sweep(at=AT + FOR_EVER) >= 1

    assert Path(path).exists() is False


def test_my_jobs_cost_the_same_for_one_and_for_three(client, worker, start):
    client.force_login(worker)
    counts = []
    for number in (1, 2):
        for _job in range(number):
            start()
        client.get(reverse("jobs:index"))  # the first page also reads what is remembered afterwards
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("jobs:index"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_stopping_is_a_button(client, worker, start):
    job = start()
    client.force_login(worker)

    client.post(reverse("jobs:stop", args=[job.reference]))

    job.refresh_from_db()
    assert job.state == "stopped"


def test_a_file_that_the_store_lost_is_a_page_that_says_whom_to_tell(client, worker, finished, caplog):
    files.path_of(finished).unlink()
    client.force_login(worker)

    response = client.get(reverse("jobs:download", args=[finished.reference]))

    assert response.status_code == 404
    assert "管理员" in response.content.decode()
    assert [record.message for record in caplog.records if record.name == "web.kept_files"] == [
        "An upload is missing in the store"
    ]
