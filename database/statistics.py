"""What the planner of SQLite knows of the rows. PostgreSQL keeps its statistics by itself (autovacuum)."""

from django.db import connection

ROWS_PER_INDEX = 1_000  # enough to tell a column of five states from one of a hundred thousand people


def refresh() -> None:
    """Without statistics SQLite takes any index that fits. New connections read them; takes well below a second."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS_PER_INDEX}")
        cursor.execute("ANALYZE")
