"""One world with an object of every app, for tests that ask every route; and the people's sessions in it.

It is built once per module and worker inside a transaction that is never committed. Tests ask inside savepoints that
they roll back, so each request starts from the same rows.
"""

import logging
import time
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from structlog.testing import capture_logs

from accounts.middleware import SEEN_AT, SIGNED_IN_AT
from protection import keys
from tests import policies
from tests.cast import NAMES, make_cast, make_places
from tests.policies import ANONYMOUS, World

LONGER_THAN_A_RUN_SECONDS = 4 * 60 * 60


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of requests need no log lines."""
    logging.disable(logging.CRITICAL)
    with capture_logs():
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    never_committed = transaction.atomic()
    never_committed._from_testcase = True  # as around Django's own tests: what must be outermost may stand inside
    with django_db_blocker.unblock(), never_committed:
        keys.forget()  # those of the test before are gone with its rows
        yield _build()
        transaction.set_rollback(True)


def _build() -> World:
    places = make_places()
    world = World(cast=make_cast(), places=places)
    for module in policies.modules():
        if hasattr(module, "build"):
            module.build(world)
    connection.check_constraints()
    return world


@pytest.fixture(scope="module")
def cookies(world) -> dict[str, str]:
    """The session of each person, signed in once. It counts as just used all the time, so no request writes it anew."""
    jar, now = {ANONYMOUS: ""}, int(time.time())
    for name in NAMES:
        client = Client()
        client.force_login(world.cast[name])
        session = client.session
        session.update({SIGNED_IN_AT: now, SEEN_AT: now + LONGER_THAN_A_RUN_SECONDS})
        session.save()
        jar[name] = client.cookies.output(header="", sep=";")
    return jar
