"""Which of several querysets have rows: one question to the database, however many are asked about.

For pages that are put together from many parts of which most are empty for most readers.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

K = TypeVar("K")


def having_rows(asked: Mapping[K, models.QuerySet[Any, Any]]) -> set[K]:
    """The keys of those that have rows. No query when nothing is asked, or when all are empty by themselves."""
    keys, parts, params = [], [], []
    for key, rows in asked.items():
        try:
            sql, values = rows.query.exists().get_compiler(connection.alias).as_sql()
        except EmptyResultSet:  # such as none()
            continue
        keys.append(key)
        parts.append(f"EXISTS ({sql})")
        params.extend(values)
    if not parts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        answers = cursor.fetchone()
    return {key for key, answer in zip(keys, answers, strict=True) if answer}
