"""The settings of a worker that a test starts and kills: the test's own database, a broker in the test's folder."""

import os
from pathlib import Path

os.environ["PORTAL_TEST"] = "1"

from welfare_portal.settings import *  # noqa: F403 - reads the environment set above
from welfare_portal.settings import DATABASES, TEMPLATES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
SMS_PROVIDER = "tests.faults.reminders.SlowProvider"
