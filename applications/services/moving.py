"""What every verb shares: the lock, the move through the workflow, the clock, the words that go with it."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import NEVER, NO_CLOCK, Application, NumberSeries, Remark
from applications.workflow import WORKFLOW
from areas.calendar import add_working_days, working_days_between
from areas.deadlines import due_at
from audit.models import Event
from workflow.machine import Refused


def locked(application: Application) -> Application:
    """The row as it is now, locked until the transaction ends."""
    rows = Application.objects.select_related("program__fund", "terms", "area", "applicant", "guardian")
    return rows.select_for_update(of=("self",)).get(pk=application.pk)


def refuse_finished(application: Application) -> None:
    """A case that ended is an archive: it changes only by reconsideration or recovery. Raises Refused."""
    if not application.state_is_open:
        raise Refused(_("The case is finished and can only be read."))


def move(
    application: Application,
    name: str,
    *,
    by: Any,
    at: datetime,
    data: dict[str, Any] | None = None,
    note: str = "",
    note_is_public: bool = False,
    **changes: Any,
) -> Event:
    """Fires the transition with the field changes that belong to it, winds the clock, keeps the words.

    The changes are saved before the state, because the database checks that, for instance, an approved case has an
    amount. Raises what Workflow.fire raises; the caller's transaction takes everything back then.
    """
    WORKFLOW.check(name, application, by=by, at=at)
    for field, value in changes.items():
        setattr(application, field, value)
    if changes:
        application.save(update_fields=list(changes))
    event = WORKFLOW.fire(name, application, by=by, at=at, data=data)
    wind_clock(application, at)
    if application.state in states.FINAL and name != "terminate":
        application.terminations.filter(answered_at__isnull=True, lapsed_at__isnull=True).update(lapsed_at=at)
    if note.strip():
        remark(application, note, by=by, at=at, event=event, is_public=note_is_public)
    return event


def remark(
    application: Application, text: str, *, by: Any, at: datetime, event: Event | None = None, is_public: bool = False
) -> Remark:
    return Remark.objects.create(
        application=application, event=event, text=text.strip(), is_public=is_public, at=at, by=by
    )


def wind_clock(application: Application, at: datetime) -> None:
    """Sets when the present state is due. While papers are awaited the clock of the whole case stands still."""
    key = states.clock_of(application.lane, application.state)
    is_since_report = key in states.SINCE_REPORT.get(application.lane, ())
    end = due_at(application.lane, key, application.submitted_at if is_since_report else at) if key else None
    application.due_at = end or (NO_CLOCK if application.state_is_open else NEVER)
    if application.state == states.RETURNED:
        application.paused_at = at
    elif application.paused_at:
        _resume(application, at)
    application.save(update_fields=["due_at", "paused_at", "total_due_at"])


def _resume(application: Application, at: datetime) -> None:
    if application.total_due_at and application.paused_at:
        waited = working_days_between(timezone.localdate(application.paused_at), timezone.localdate(at))
        due = timezone.localtime(application.total_due_at)
        later = add_working_days(due.date(), waited)
        application.total_due_at = due.replace(year=later.year, month=later.month, day=later.day)
    application.paused_at = None


def acceptance(application: Application, at: datetime) -> dict[str, Any]:
    """The number of the acceptance notice and the clock of the whole case: given once, kept when a case comes back."""
    if application.accepted_at:
        return {}
    return {
        "accepted_at": at,
        "acceptance_number": acceptance_number(at),
        "total_due_at": due_at(application.lane, "total", at),
    }


def decision_number(at: datetime) -> str:
    year = timezone.localtime(at).year
    return f"郑高慈字〔{year}〕{next_number('decision', year)}号"


def acceptance_number(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"SL{local:%Y%m%d}-{next_number('acceptance', local.year):05d}"


def next_number(code: str, year: int) -> int:
    """The next number of a series, without gaps: the row stays locked until the transaction ends."""
    NumberSeries.objects.get_or_create(code=code, year=year)
    series = NumberSeries.objects.select_for_update().get(code=code, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
