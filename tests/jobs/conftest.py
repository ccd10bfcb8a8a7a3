from datetime import UTC, datetime, timedelta

import pytest

from jobs import services
from tests.jobs import fake_job

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def counting(monkeypatch):
    return fake_job.install(monkeypatch)


@pytest.fixture
def rings(monkeypatch):
    """The ids that the doorbell was rung for."""
    rung = []
    monkeypatch.setattr("jobs.doorbell.ring", rung.append)
    return rung


@pytest.fixture
def start(cast, counting, rings):
    def start(by="worker", **parameters):
        return services.start_job(kind=counting.code, parameters=parameters, by=cast[by], at=AT)

    return start


def run(job, *, minutes=1, **more):
    at = AT + timedelta(minutes=minutes)
    return services.run_job(job_id=job.pk, clock=lambda: at, **more)
