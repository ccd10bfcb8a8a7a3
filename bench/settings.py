"""The portal's own settings, with the bare page beside it and a header that tells the number of queries."""

import os

from welfare_portal.settings import *  # noqa: F403
from welfare_portal.settings import DATABASES, MIDDLEWARE

if name := os.environ.get("BENCH_DATABASE_NAME"):  # that of a test which starts processes of its own
    DATABASES["default"]["NAME"] = name

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.counting.QueryCountMiddleware", *MIDDLEWARE]
