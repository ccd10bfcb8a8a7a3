"""Reading the books."""

from collections.abc import Iterable

from funds.models import Reservation, ReservationState


def live_reservations(sources: Iterable[str]) -> dict[str, Reservation]:
    """The live reservation of each source that has one, with its fund."""
    rows = Reservation.objects.filter(source__in=list(sources), state=ReservationState.LIVE).select_related("fund")
    return {row.source: row for row in rows}
