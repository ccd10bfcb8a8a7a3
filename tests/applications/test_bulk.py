"""One step for all cases of a filter: tried without a trace, then done, each case once, whatever interrupts it."""

import pytest

from applications import bulk
from applications import states as s
from applications.models import Application, Finding, PublicNotice
from audit.models import Event
from beneficiaries.services import withdraw_consent
from jobs.models import Job
from jobs.services import run_job
from protection import masks
from tests.applications.test_simulation import BILLS
from tests.factories.applications import AT, later, make_application, make_program
from tests.factories.case_states import case_in

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


# --- Posting ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def to_post(cast, places, monkeypatch):
    """Three cases before the opinion; of the last one the person takes the consent to be posted back."""
    monkeypatch.setattr("jobs.doorbell.ring", lambda job_id: None)
    program = make_program("employee_illness_aid", always_open=True)
    found = [
        case_in(s.PRELIMINARY_REVIEW, program, places[COMMUNITY], cast, answers={**BILLS, "invoice_numbers": [f"F{n}"]})
        for n in range(3)
    ]
    for consent in found[2].applicant.consents.filter(purpose="PUBLICITY_MASKED"):
        withdraw_consent(consent=consent, by=cast["worker"], at=later(900))
    return found


def test_notices_are_posted_for_all_that_may_be_posted(client, officer, to_post):
    """Own costs of 40,000.00 yuan give 3,000.00 each; tried without a trace, then posted with one opinion."""
    client.force_login(officer)
    assert client.post(f"{URL}?tab=todo", {"action": "post"}).status_code == 422

    trial = start(client, action="post", text="同意按标准救助")
    assert (trial.done, trial.refused, PublicNotice.objects.count()) == (3, 1, 0)
    client.post(f"{URL}trials/{trial.reference}/")
    finish(Job.objects.order_by("pk").last())

    states = dict(Application.objects.values_list("pk", "state"))
    assert [states[case.pk] for case in to_post] == [s.PUBLICITY, s.PUBLICITY, s.PRELIMINARY_REVIEW]
    shown = PublicNotice.objects.order_by("pk").values_list("shown", flat=True)
    assert [row["amount_fen"] for row in shown] == [300_000, 300_000]
    assert {row["name"] for row in shown} <= {masks.name(case.applicant.name) for case in to_post}
    opinions = Finding.objects.filter(kind="preliminary").values_list("application", "text", "amount_fen")
    assert set(opinions) == {(case.pk, "同意按标准救助", 300_000) for case in to_post[:2]}


def test_who_gives_no_opinion_posts_nothing(client, worker, to_post):
    client.force_login(worker)

    trial = start(client, action="post", text="同意")

    assert (trial.refused, PublicNotice.objects.count()) == (3, 0)
