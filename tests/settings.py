"""The portal's settings, changed where a test run needs it: private folder, cheap passwords, no broker, no cache table.

A bare `pytest` runs on SQLite. `DATABASE_URL` names another server; `PORTAL_TEST_DATABASE=postgresql` without it starts
a private PostgreSQL that ends with the run. Workers of pytest-xdist inherit what the first process decided.
"""

import os
from pathlib import Path

from tests.private_servers import PrivatePostgresql, folder_of_worker, private_folder

os.environ["PORTAL_TEST"] = "1"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop running in the main thread
if "PORTAL_TEST_FOLDER" not in os.environ:
    os.environ["PORTAL_TEST_FOLDER"] = private_folder(Path(__file__).parent.parent / "var" / "test")
os.environ["PORTAL_DATA_DIR"] = folder_of_worker(os.environ["PORTAL_TEST_FOLDER"])
if os.environ.get("PORTAL_TEST_DATABASE") == "postgresql" and not os.environ.get("DATABASE_URL"):
    os.environ["DATABASE_URL"] = PrivatePostgresql(durable=False).url

from welfare_portal.settings import *  # noqa: F403 - reads the environment set above
from welfare_portal.settings import DATABASES, PAYABLE_SOURCES, STATIC_ROOT, TEMPLATES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns about a folder that is not there
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "process": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},  # rows vanish between tests; nothing is kept
}
CELERY_BROKER_URL = "memory://localhost"
PAYABLE_SOURCES = [*PAYABLE_SOURCES, "tests.payments.fake_payable"]
SECOND_FACTOR_REQUIRED = False  # the cast signs in with a password; tests/accounts/test_second_factor.py turns it on
DATABASES["default"]["CONN_MAX_AGE"] = 0
if os.environ.get("PORTAL_TEST_DATABASE") == "postgresql":
    DATABASES["default"]["TEST"] = {"NAME": f"test_portal_{os.getpid()}"}

from tests.undefined_variables import UndefinedVariable  # noqa: E402

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
