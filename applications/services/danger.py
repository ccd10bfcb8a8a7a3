"""Signs of danger: reported by whoever sees them, taken up and closed by those who answer for the place."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.models import Application, DangerSignal
from applications.permissions_of_danger import may_answer_danger, may_report_danger
from areas.deadlines import due_at
from audit.recording import record
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def report_danger(
    *, application: Application, sign: str, seen: str, told_police: bool, by: Any, at: datetime
) -> DangerSignal:
    """Told at once to the sub-district and the federation. Also on a case that has ended, and also by somebody with a
    tie to the family: the duty to report is everybody's. Raises NotAllowed, Refused without words.
    """
    answer = may_report_danger(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if not seen.strip():
        raise Refused(_("Write what you saw or heard."))
    signal = DangerSignal.objects.create(
        application=application,
        sign=sign,
        seen=seen.strip(),
        told_police=told_police,
        raised_at=at,
        raised_by=by,
        due_at=due_at("danger", "take_up", at) or at,
    )
    record("applications.danger_reported", subject=application, by=by, at=at, data={"signal": signal.pk})
    return signal


@transaction.atomic
def take_up_danger(*, signal: DangerSignal, by: Any, at: datetime) -> DangerSignal:
    """Somebody says that he looks after it. Raises NotAllowed, Refused when a colleague does already."""
    signal = _locked(signal, by)
    if signal.taken_up_at:
        raise Refused(_("A colleague has taken this up already."))
    signal.taken_up_at, signal.taken_up_by = at, by
    signal.save(update_fields=["taken_up_at", "taken_up_by"])
    record("applications.danger_taken_up", subject=signal.application, by=by, at=at, data={"signal": signal.pk})
    return signal


@transaction.atomic
def close_danger(*, signal: DangerSignal, outcome: str, by: Any, at: datetime) -> DangerSignal:
    """What was done, in words. Raises NotAllowed, Refused before it was taken up or without words."""
    signal = _locked(signal, by)
    if not signal.taken_up_at or signal.closed_at:
        raise Refused(_("This report is not being looked after, or is closed already."))
    if not outcome.strip():
        raise Refused(_("Write what was done and who looks after the child now."))
    signal.outcome, signal.closed_at, signal.closed_by = outcome.strip(), at, by
    signal.save(update_fields=["outcome", "closed_at", "closed_by"])
    record("applications.danger_closed", subject=signal.application, by=by, at=at, data={"signal": signal.pk})
    return signal


def _locked(signal: DangerSignal, by: Any) -> DangerSignal:
    rows = DangerSignal.objects.select_related("application__area__parent").select_for_update(of=("self",))
    signal = rows.get(pk=signal.pk)
    answer = may_answer_danger(by, signal.application)
    if not answer:
        raise NotAllowed(answer.reason)
    return signal
