"""The portal's own settings, with the bare page beside it and a header that tells the number of queries."""

from welfare_portal.settings import *  # noqa: F403
from welfare_portal.settings import MIDDLEWARE

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.counting.QueryCountMiddleware", *MIDDLEWARE]
