"""What every test gets: a migrated database, clean caches, no network, Chromium or Redis where the machine has them."""

import gc
import os
import shutil
from contextlib import ExitStack

import pytest
from django.core.cache import cache

from protection import keys
from tests import database_state
from tests.cast import *  # noqa: F403  the people of the demo, one fixture each
from tests.migrated import migrated_once
from tests.private_servers import PrivateRedis, missing

CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # without windows: faster
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Long tests begin first: none is left to one worker while the others have nothing to do any more."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish():
    """What is loaded now stays until the end; the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)  # with Python's 700, one second of fourteen is spent looking for cycles


@pytest.fixture(scope="session")
def _kept_migrations():
    with ExitStack() as stack:
        stack.enter_context(migrated_once())
        yield stack


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, _kept_migrations):
    """Asked before the test database is made: from here on "migrate" takes the kept one."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, _kept_migrations):
    """Migrated once; then the state that transactional tests go back to is copied."""
    _kept_migrations.close()  # tests migrate as everybody does
    with django_db_blocker.unblock():
        database_state.remember()


@pytest.fixture(autouse=True)
def _forget_between_tests():
    """Keys live in rows and rate limits in the cache: both go with the test that made them."""
    keys.forget()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    return missing("Chromium", "`make services` installs it")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium_path):
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": CHROMIUM_ARGS}


@pytest.fixture
def private_redis(tmp_path):
    """A redis-server that the test may kill; it ends with the test."""
    if not shutil.which("redis-server"):
        missing("redis-server", "`make services` installs it")
    server = PrivateRedis(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(request) -> str:
    """The server that REDIS_URL names, else a private one."""
    return os.environ.get("REDIS_URL") or request.getfixturevalue("private_redis").url
