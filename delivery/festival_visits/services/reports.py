"""The report of a season is made: its figures are kept as they are at that moment."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.festival_visits import states
from delivery.festival_visits.models import Season, SeasonReport
from delivery.festival_visits.permissions import may_make_report
from delivery.festival_visits.reports import report_text
from delivery.festival_visits.services.seasons import locked
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def make_report(*, season: Season, remark: str, by: Any, at: datetime) -> SeasonReport:
    """Under the lock of the season, so that its figures are of one moment. May be made again when more has happened.

    Raises NotAllowed; Refused before the season has begun.
    """
    if not (answer := may_make_report(by)):
        raise NotAllowed(answer.reason)
    season = locked(season)
    if season.state == states.PLANNED:
        raise Refused(_("The season has not begun; there is nothing to report yet."))
    made = SeasonReport.objects.create(
        season=season, made_at=at, made_by=by, remark=remark.strip(), shown=report_text(season)
    )
    record("festival_visits.report_made", subject=season, by=by, at=at, data={"report": made.pk})
    return made
