"""Is the trail whole, and does nothing wait in the outbox? Read by `manage.py verify`."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Value
from django.db.models.functions import Now

from audit.models import OutboxEntry
from audit.verification import broken_links

LONGEST_WAIT = timedelta(hours=1)


def outbox_moves() -> Iterator[str]:
    """Measured on the database's clock. Planning takes seconds; an hour means that nobody plans."""
    stale = OutboxEntry.objects.filter(created_at__lt=Now() - Value(LONGEST_WAIT)).order_by("pk")
    for entry in stale.iterator():
        yield f"outbox entry of audit event {entry.pk}: waiting since {entry.created_at:%Y-%m-%d %H:%M}"


CHECKS = (
    ("audit: every event follows its predecessor, unchanged", broken_links),
    ("audit: no event waits in the outbox for more than an hour", outbox_moves),
)
