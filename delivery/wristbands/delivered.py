"""What the wristbands tell the public (programs.delivered)."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from delivery.wristbands import figures
from programs.delivered import DeliveredFigure
from programs.schemes.wristband.terms import CODE

TITLE = _("Wristbands against getting lost")


def wristband_figures(first: date, last: date) -> Iterable[DeliveredFigure]:
    events = figures.events_between(first, last)
    return (
        DeliveredFigure(CODE, TITLE, _("Publicity events"), events["events"]),
        DeliveredFigure(CODE, TITLE, _("People who came to the events"), events["attendance"]),
        DeliveredFigure(CODE, TITLE, _("Wristbands handed out"), figures.issued_between(first, last), True),
        DeliveredFigure(CODE, TITLE, _("Scans by finders"), figures.scans_between(first, last), True),
        DeliveredFigure(CODE, TITLE, _("Brought home"), figures.brought_home_between(first, last), True),
    )
