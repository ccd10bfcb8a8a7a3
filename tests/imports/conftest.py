from datetime import UTC, datetime

import pytest

from beneficiaries.imports import HOUSEHOLDS
from imports import services
from jobs.services import run_job

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def stage(cast, monkeypatch):
    """Uploads a workbook and runs its check."""
    monkeypatch.setattr("jobs.doorbell.ring", lambda job_id: None)

    def stage(file, kind=HOUSEHOLDS, subject="", by="worker", at=AT):
        source = services.stage_list(kind=kind, subject=subject, file=file, by=cast[by], at=at)
        finish(source.check_job)
        return source

    return stage


def finish(job, at=AT):
    run_job(job_id=job.pk, clock=lambda: at)
    job.refresh_from_db()
    return job


def take_over(source, by, at=AT):
    return finish(services.start_take_over(source=source, by=by, at=at))


def errors_of(source):
    """(row, column) of every error."""
    return {(row.number, column) for row in source.rows.order_by("number") for column, _sentence in row.errors}
