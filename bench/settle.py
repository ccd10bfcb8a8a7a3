"""Run inside the portal: statistics for the planner, the log written back."""

import django

django.setup()

from django.db import connection  # noqa: E402

with connection.cursor() as cursor:
    if connection.vendor == "postgresql":
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    else:
        cursor.execute("PRAGMA optimize")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
print("true")
