"""One step for all cases of a filter: tried without a trace, then done, each case once, whatever interrupts it."""

import pytest

from applications import bulk
from applications.models import Application
from audit.models import Event
from jobs.models import Job
from jobs.services import run_job
from tests.factories.applications import AT, make_application, make_program

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
URL = "/applications/bulk/"
COMMUNITY = "410172160-xihuchuntian"


@pytest.fixture
def cases(cast, places, monkeypatch):
    monkeypatch.setattr("jobs.doorbell.ring", lambda job_id: None)
    program = make_program()
    return [make_application(program, places[COMMUNITY]) for _number in range(25)]


def finish(job):
    run_job(job_id=job.pk, clock=lambda: AT)
    job.refresh_from_db()
    return job


def start(client, **data):
    client.post(f"{URL}?tab=todo", data)
    return finish(Job.objects.order_by("pk").last())


def test_the_trial_run_says_what_would_happen_and_changes_nothing(client, officer, cases):
    client.force_login(officer)
    events = Event.objects.filter(subject_type="applications.application").count()

    job = start(client, action="accept")

    assert (job.state, job.done, job.refused) == ("finished", 25, 25)
    assert "材料" in job.rows.first().sentence
    assert set(Application.objects.values_list("state", "handler")) == {("submitted", None)}
    assert Event.objects.filter(subject_type="applications.application").count() == events


def test_what_was_possible_is_done_after_confirming(client, officer, cases):
    client.force_login(officer)
    trial = start(client, action="assign")
    assert (trial.refused, set(Application.objects.values_list("handler", flat=True))) == (0, {None})

    answer = client.post(f"{URL}trials/{trial.reference}/")
    job = finish(Job.objects.order_by("pk").last())

    assert answer["Location"] == job.get_absolute_url()
    assert (job.done, job.refused) == (25, 0)
    assert set(Application.objects.values_list("handler", flat=True)) == {officer.pk}


def test_an_interrupted_job_does_no_case_twice(client, officer, cases, monkeypatch):
    client.force_login(officer)
    trial = start(client, action="return", papers=["DOC_ID"])
    client.post(f"{URL}trials/{trial.reference}/")
    job = Job.objects.order_by("pk").last()
    real, calls = bulk.DoBulk.perform, []

    def interrupted(self, case, job, at):
        calls.append(case.pk)
        if len(calls) == 14:
            raise KeyboardInterrupt
        real(self, case, job, at)

    monkeypatch.setattr(bulk.DoBulk, "perform", interrupted)
    with pytest.raises(KeyboardInterrupt):
        finish(job)
    assert Application.objects.filter(state="returned").count() == 10

    monkeypatch.setattr(bulk.DoBulk, "perform", real)
    Job.objects.filter(pk=job.pk).update(lease=None, leased_until=None)
    finish(job)

    assert (job.state, job.done, job.refused) == ("finished", 25, 0)
    assert set(Application.objects.values_list("state", flat=True)) == {"returned"}
    assert Event.objects.filter(code="applications.returned").count() == 25


def test_a_case_that_moved_between_trial_and_confirming_is_told(client, officer, cases):
    client.force_login(officer)
    trial = start(client, action="return", papers=["DOC_ID"])
    bulk.ACTIONS["return"].act(cases[0], {"papers": ["DOC_ID"]}, officer, AT)

    client.post(f"{URL}trials/{trial.reference}/")
    job = finish(Job.objects.order_by("pk").last())

    assert list(job.rows.filter(is_done=False).values_list("label", flat=True)) == [cases[0].reference]


def test_papers_have_to_be_named_and_nobody_confirms_for_another(client, cast, cases):
    client.force_login(cast["officer"])
    assert client.post(f"{URL}?tab=todo", {"action": "return"}).status_code == 422
    trial = start(client, action="assign")

    client.force_login(cast["worker"])

    assert client.post(f"{URL}trials/{trial.reference}/").status_code == 404
