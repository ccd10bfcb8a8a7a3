"""Jobs go on where they were, whatever kills their worker, and do no row twice."""

import os
import signal
import uuid
import warnings
from datetime import timedelta
from itertools import count

import pytest
from django.db import connections

from audit.models import Event
from jobs import services, states
from jobs.models import Job, JobRow
from jobs.services import running
from notifications.messages import message
from tests.jobs.conftest import AT, run
from tests.jobs.fake_job import ROWS
from tests.racing import race
from workflow.machine import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rows_of(job):
    return list(JobRow.objects.filter(job=job).order_by("pk").values_list("label", flat=True))


ALL = [f"row {number}" for number in range(ROWS)]


def test_a_job_does_each_row_and_says_which_it_refused(start, worker, django_capture_on_commit_callbacks, rings):
    with django_capture_on_commit_callbacks(execute=True):
        job = start()
    assert rings == [job.pk]

    assert run(job) is False

    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.refused) == ("finished", ROWS, ROWS, 1)
    assert rows_of(job) == ALL
    assert list(job.rows.filter(is_done=False).values_list("label", "sentence")) == [("row 7", "Not this one.")]
    codes = Event.objects.filter(subject_type="jobs.job", subject_id=job.pk).order_by("seq")
    assert list(codes.values_list("code", flat=True)) == ["jobs.requested", "jobs.finished"]
    ready = message("jobs.finished")
    assert [recipient.id for recipient in ready.recipients(codes.last())] == [worker.pk]


def test_an_interrupted_step_leaves_nothing_and_is_done_again_once(start, counting):
    job = start()

    def interrupt(number):
        if number == 8:
            raise KeyboardInterrupt

    counting.before_row = interrupt
    with pytest.raises(KeyboardInterrupt):
        run(job)
    job.refresh_from_db()
    assert (job.done, rows_of(job)) == (5, ALL[:5])

    counting.before_row = lambda number: None
    run(job, minutes=2)  # the lease of the dead worker still holds
    assert rows_of(job) == ALL[:5]
    assert services.due_jobs(at=AT + timedelta(minutes=2)) == []
    assert services.due_jobs(at=AT + timedelta(minutes=10)) == [job.pk]
    run(job, minutes=10)

    job.refresh_from_db()
    assert (job.state, job.done, rows_of(job)) == ("finished", ROWS, ALL)


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_no_row_and_doubles_none(start, counting):
    job = start()
    counting.before_row = lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == 8 else None
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of other tests have ended
        child = os.fork()
    if child == 0:
        run(job)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert rows_of(job) == ALL[:5]

    counting.before_row = lambda number: None
    run(job, minutes=10)

    job.refresh_from_db()
    assert (job.state, rows_of(job)) == ("finished", ALL)


def test_a_step_that_always_fails_ends_the_job_with_a_sentence(start, counting):
    job = start()

    def broken(number):
        if number == 6:
            raise ZeroDivisionError

    counting.before_row = broken
    for attempt in range(3):
        with pytest.raises(ZeroDivisionError):
            run(job, minutes=attempt)
    run(job, minutes=4)

    job.refresh_from_db()
    assert (job.state, job.done, rows_of(job)) == ("failed", 5, ALL[:5])
    assert job.problem != ""


def test_a_worker_that_lost_its_lease_writes_nothing_more(start):
    """A slow worker wakes up after another one has taken over."""
    job, calls = start(), count(1)

    def clock():
        if next(calls) == 3:  # taken, first step, and now before the second
            Job.objects.filter(pk=job.pk).update(lease=uuid.uuid4())
        return AT

    services.run_job(job_id=job.pk, clock=clock)

    job.refresh_from_db()
    assert (job.state, job.done, rows_of(job)) == ("running", 5, ALL[:5])


def test_a_job_pauses_so_that_other_work_has_its_turn(start):
    job, minutes = start(), count(1)

    pauses = services.run_job(
        job_id=job.pk, clock=lambda: AT + timedelta(minutes=next(minutes)), pause_after=timedelta(minutes=1)
    )

    job.refresh_from_db()
    assert (pauses, job.state, job.done, job.lease) == (True, "running", 5, None)
    assert run(job, minutes=30) is False
    assert rows_of(job) == ALL


def test_a_right_that_is_lost_in_the_middle_ends_the_job(start, counting):
    job = start()

    def lose(number):
        if number == 4:
            counting.is_allowed = False

    counting.before_row = lose
    run(job)

    job.refresh_from_db()
    assert (job.state, job.done, job.problem) == ("failed", 5, "The right is gone.")


def test_a_job_that_is_not_allowed_is_not_written_down(start, counting):
    counting.is_allowed = False

    with pytest.raises(NotAllowed):
        start()
    assert Job.objects.count() == 0


def test_a_stopped_job_keeps_what_is_done_and_does_no_more(start, worker):
    job, minutes = start(), count(1)
    services.run_job(
        job_id=job.pk, clock=lambda: AT + timedelta(minutes=next(minutes)), pause_after=timedelta(minutes=1)
    )

    services.stop_job(job=job, by=worker, at=AT)
    run(job, minutes=30)

    job.refresh_from_db()
    assert (job.state, job.done, rows_of(job)) == (states.STOPPED, 5, ALL[:5])


def test_one_person_cannot_fill_the_queue(start):
    for _number in range(5):
        start()

    with pytest.raises(services.JobRefused):
        start()
    start(by="officer")


@pytest.mark.django_db(transaction=True)
def test_of_ten_workers_one_takes_the_job(start):
    job = start()

    leases = race(10, lambda number: running._take(job.pk, AT))

    assert len([lease for lease in leases if lease is not None]) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_condition_each_of_them_takes_it(start):
    job = start()

    taken = race(10, lambda number: Job.objects.filter(pk=job.pk).update(lease=None))

    assert taken == [1] * 10
