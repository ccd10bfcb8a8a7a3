"""The first lines of every service here: whether this person may, and rows under their lock."""

from typing import TypeVar

from django.db import models

from workflow.answers import Answer
from workflow.machine import NotAllowed

Row = TypeVar("Row", bound=models.Model)


def demand(answer: Answer) -> None:
    """Raises NotAllowed with the sentence of the answer."""
    if not answer:
        raise NotAllowed(answer.reason)


def locked(row: Row) -> Row:
    """The row as it is now, locked until the end of the transaction.

    Without its key: who only names the row in another one (a match names its gift) must not wait for the lock, or a
    refund that waits for the pool and a calculation that holds the pool wait for each other.
    """
    manager: models.Manager[Row] = type(row)._default_manager
    return manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
