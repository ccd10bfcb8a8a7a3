"""Starting the portal's real processes from a test."""

import os
import time
from collections.abc import Callable
from typing import Any

OF_THE_TEST_RUN = (
    "PORTAL_TEST",
    "PORTAL_TEST_FOLDER",
    "PORTAL_TEST_DATABASE",
    "PORTAL_DATA_DIR",
    "PORTAL_DEMO",
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PORTAL_FIELD_KEYS",
    "PORTAL_SIGNING_KEYS",
    "ALLOWED_HOSTS",
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)


def plain_environment(**variables: Any) -> dict[str, str]:
    """The environment without what the test run set, and with the given variables."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TEST_RUN}
    return {**kept, **{name: str(value) for name, value in variables.items()}}


def wait_for(condition: Callable[[], Any], seconds: float, explain: Callable[[], str] = str) -> None:
    """Returns once the condition holds; fails with the explanation when it does not within that time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)
