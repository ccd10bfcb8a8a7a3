"""What the end of a case, or of one of its stages, drags along."""

from datetime import datetime
from typing import Any

from applications.models import Application
from funds.selectors import live_reservations
from funds.services import release


def release_claims(application: Application, at: datetime) -> None:
    """A case that ended without money gives its invoice and case numbers back."""
    application.claims.filter(released_at__isnull=True).update(released_at=at)


def release_reservation(application: Application, *, by: Any, at: datetime) -> None:
    """Money promised to this case goes back to its fund."""
    reservation = live_reservations([application.source]).get(application.source)
    if reservation:
        release(reservation=reservation, by=by, at=at)


def leave_agenda(application: Application, *, at: datetime) -> None:
    """A case that ended no longer waits for a meeting."""
    application.agenda_items.filter(closed_at__isnull=True).update(closed_at=at)


def take_down(application: Application, *, at: datetime) -> None:
    """A posting that still hangs is closed."""
    application.notices.filter(closed_at__isnull=True).update(closed_at=at)
