"""A worker that dies in the middle of a file of gifts: the next one goes on, no gift is lost or booked twice."""

import itertools
import os
import signal
import warnings
from datetime import timedelta

import pytest
from django.db import connections

from donations import services
from donations.models import Donation
from donations.services import file_lines
from funds.models import Voucher
from jobs.services import run_job
from tests.donations.test_files import broken, states
from tests.factories.donations import AT, checked_file, staged_file

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def killed_in_a_child(act):
    """Runs `act` in a process of its own, which must be killed in the middle of it."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of other tests have ended
        child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def killing(function, at_call):
    """The function, which kills its process in that call."""
    calls = itertools.count(1)

    def call(*args, **kwargs):
        if next(calls) == at_call:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)

    return call


def test_a_worker_that_dies_while_checking_leaves_whole_parts_and_the_next_goes_on(cast, monkeypatch):
    """Ten lines in parts of four; the worker dies at the sixth line."""
    monkeypatch.setattr("donations.services.files.CHUNK", 4)
    lines = [(f"T{n:04d}", "2023-09-07 10:00:00", "演", "1.00", "", "") for n in range(10)]
    file = staged_file(cast, lines)
    columns = services.proposed_columns(file)
    file = services.name_columns(file=file, columns=columns, by=cast["accountant"], at=AT)
    with monkeypatch.context() as broken_worker:
        broken_worker.setattr(file_lines, "_judged", killing(file_lines._judged, 6))
        killed_in_a_child(lambda: run_job(job_id=file.check_job_id, clock=lambda: AT))
    assert states(file) == [(number, "ready") for number in range(2, 6)]

    for minutes in (10, 20):
        run_job(job_id=file.check_job_id, clock=lambda minutes=minutes: AT + timedelta(minutes=minutes))

    assert states(file) == [(number, "ready") for number in range(2, 12)]
    file.check_job.refresh_from_db()
    assert (file.check_job.state, file.check_job.done) == ("finished", 10)


@pytest.mark.parametrize("at_call", [1, 8, 10])
def test_a_worker_that_dies_while_taking_over_books_no_line_twice_and_loses_none(cast, monkeypatch, at_call):
    """Ten gifts of one yuan, five to a step; the worker dies while it books the first, eighth or tenth of them. What
    its step had not finished is as if it had never begun; running it again, and again, takes the rest."""
    monkeypatch.setattr("donations.jobs.TAKEN_AT_ONCE", 5)
    lines = [(f"T{n:04d}", "2023-09-07 10:00:00", "演", "1.00", "", "") for n in range(10)]
    file = checked_file(cast, lines)
    job = services.start_taking(file=file, by=cast["accountant"], at=AT)
    with monkeypatch.context() as broken_worker:
        broken_worker.setattr(file_lines, "book_gift", killing(file_lines.book_gift, at_call))
        killed_in_a_child(lambda: run_job(job_id=job.pk, clock=lambda: AT))
    whole = (at_call - 1) // 5 * 5
    assert (Donation.objects.count(), Voucher.objects.count()) == (whole, whole)
    assert [state for _number, state in states(file)] == ["taken"] * whole + ["ready"] * (10 - whole)

    for minutes in (10, 20):
        run_job(job_id=job.pk, clock=lambda minutes=minutes: AT + timedelta(minutes=minutes))

    job.refresh_from_db()
    assert (job.state, job.done, job.refused) == ("finished", 10, 0)
    assert sorted(Donation.objects.values_list("bank_reference", flat=True)) == [line[0] for line in lines]
    assert (Voucher.objects.count(), set(states(file))) == (10, {(number, "taken") for number in range(2, 12)})
    file.fund.refresh_from_db()
    assert file.fund.available_fen == 1_000
    assert broken() == []
