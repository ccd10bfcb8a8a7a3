"""Promise R17: a broker that goes away costs time, never work."""

import time

import pytest

from notifications.tasks import ring
from tests.processes import wait_for
from tests.welfare_portal.workshop import Workshop
from welfare_portal.celery import app

pytestmark = pytest.mark.redis
BEFORE, AFTER = 60, 40


def test_a_worker_goes_on_when_redis_comes_back(private_redis, tmp_path):
    """A message that Redis was just handing out may be gone: Celery is a doorbell, the rows are the truth.

    What must not happen is a worker that lives and is silent. One that ends is started again, as `manage.py up` does.
    """
    workshop = Workshop(tmp_path, BROKER_TEST_URL=private_redis.url)
    workshop.start_worker()
    try:
        workshop.produce(BEFORE)
        workshop.wait_until_done(BEFORE // 4, seconds=60)
        private_redis.kill()
        time.sleep(1)  # long enough for the worker to notice
        private_redis.start()

        workshop.produce(AFTER, first=1000)

        later = set(range(1000, 1000 + AFTER))
        wait_for(
            lambda: workshop.has_a_worker() and later <= set(workshop.done()),
            90,
            lambda: f"{len(later - set(workshop.done()))} never ran, {len(workshop.workers)} workers",
        )
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
