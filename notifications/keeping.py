"""How long a message is kept after it ended: who was told what and when is personal data too (docs/security.md)."""

from datetime import datetime, timedelta

from django.db import transaction

from notifications.models import Delivery
from notifications.states import ENDED

KEPT = timedelta(days=365)
BATCH = 5_000


def remove_old_messages(*, at: datetime) -> int:
    """Removes messages of every channel that ended longer ago than a year, read or not; returns how many.

    What is still on its way stays. An event is planned once, so nothing that was removed is said again. The event that
    a message told of stays in the record, without the message and without who was told.
    """
    old = Delivery.objects.filter(state__in=ENDED, ended_at__lt=at - KEPT).order_by("pk")
    removed = 0
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        removed += _remove(batch)
    return removed


@transaction.atomic
def _remove(ids: list[int]) -> int:
    """Each batch commits by itself, so that a year of messages does not keep other writers waiting."""
    count, _by_model = Delivery.objects.filter(pk__in=ids).delete()
    return count
