"""What the family and the duty officer answer to an alert."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from delivery.wristbands import states
from delivery.wristbands.choices import AlertOutcome
from delivery.wristbands.models import Alert, Issue
from delivery.wristbands.policy import alert_terms
from delivery.wristbands.services.moving import fire
from delivery.wristbands.workflow import ALERT
from workflow.machine import Refused


@transaction.atomic
def look_at_alert(*, alert: Alert, at: datetime) -> None:
    """The family's page was opened: what waits to be told is known by then."""
    Alert.objects.filter(pk=alert.pk).update(opened_page_at=at)


@transaction.atomic
def answer_alert(*, alert: Alert, turn: int, at: datetime) -> Alert:
    """Contact number `turn` takes care of it; nobody further is called. A second answer changes nothing."""
    alert = locked(alert)
    if alert.state == states.OPEN:
        fire(ALERT, "answer", alert, by=None, at=at, answered_at=at, answered_turn=turn, data={"turn": turn})
    return alert


@transaction.atomic
def take_alert(*, alert: Alert, by: Any, at: datetime) -> Alert:
    """The duty officer takes care of it. Raises NotAllowed, IllegalTransition."""
    alert = locked(alert)
    fire(ALERT, "take", alert, by=by, at=at, answered_at=at)
    return alert


@transaction.atomic
def silence_alert(*, alert: Alert, turn: int, at: datetime) -> Alert:
    """At home, false alarm: scans of the next hours tell nobody (terms). Raises IllegalTransition."""
    alert = locked(alert)
    until = at + alert_terms(at).silence
    _close(alert, "silence", AlertOutcome.FALSE_ALARM, turn, at)
    Issue.objects.filter(pk=alert.issue_id).update(silenced_until=until)
    return alert


@transaction.atomic
def bring_home(*, alert: Alert, turn: int, at: datetime) -> Alert:
    """The wearer is with the family again. Raises IllegalTransition."""
    alert = locked(alert)
    _close(alert, "bring_home", AlertOutcome.FOUND, turn, at)
    return alert


@transaction.atomic
def settle_alert(*, alert: Alert, outcome: str, by: Any, at: datetime) -> Alert:
    """The duty officer ends it. Raises NotAllowed, IllegalTransition, Refused."""
    if outcome not in AlertOutcome.values:
        raise Refused(_("Choose how it ended."))
    alert = locked(alert)
    first = alert.answered_at or at
    fire(ALERT, "settle", alert, by=by, at=at, answered_at=first, closed_at=at, outcome=outcome)
    return alert


def locked(alert: Alert) -> Alert:
    """The issue first: a scan locks it before the alert, too."""
    Issue.objects.select_for_update(of=("self",)).get(pk=alert.issue_id)
    return Alert.objects.select_for_update(of=("self",)).select_related("issue__area__parent").get(pk=alert.pk)


def _close(alert: Alert, name: str, outcome: str, turn: int, at: datetime) -> None:
    changes: dict[str, Any] = {"closed_at": at, "outcome": outcome, "answered_at": alert.answered_at or at}
    changes["answered_turn"] = alert.answered_turn or turn
    fire(ALERT, name, alert, by=None, at=at, data={"turn": turn}, **changes)
