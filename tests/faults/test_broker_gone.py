"""Promise R17: a broker that goes away costs time, never work."""

import signal
import time

import pytest

from notifications.tasks import ring
from tests.welfare_portal.workshop import Workshop
from welfare_portal.celery import app

pytestmark = pytest.mark.redis
TASKS = 120


def test_no_task_is_lost_when_redis_is_killed(private_redis, tmp_path):
    workshop = Workshop(tmp_path, BROKER_TEST_URL=private_redis.url)
    worker = workshop.start_worker()
    try:
        workshop.produce(TASKS)
        workshop.wait_until_done(TASKS // 4)

        private_redis.kill()
        time.sleep(1)  # long enough for the worker to notice
        private_redis.start()

        workshop.wait_until_done(TASKS, seconds=45)
        assert sorted(set(workshop.done())) == list(range(TASKS))
        workshop.end(worker, signal.SIGTERM)
    finally:
        workshop.end_all()


def test_a_doorbell_nobody_hears_costs_a_request_almost_nothing(private_redis):
    private_redis.kill()
    before = app.conf.broker_url
    app.conf.broker_url = private_redis.url
    app.pool.force_close_all()
    started = time.monotonic()
    try:
        ring()
    finally:
        app.conf.broker_url = before
        app.pool.force_close_all()

    assert time.monotonic() - started < 5
