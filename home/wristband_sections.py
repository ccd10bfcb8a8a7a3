"""What "my day" shows of wristbands: alerts that nobody settled, searches near a volunteer, publicity events."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from delivery.wristbands import states
from delivery.wristbands.models import Alert, PublicityEvent, VolunteerCall
from delivery.wristbands.roles import DUTY, ISSUERS
from home.day import Row, Rows, Section, shown_while

MOST = 8
AHEAD = timedelta(days=7)


def _alerts(user: Any, now: datetime) -> Rows:
    """For the duty officers of the area."""
    return [Alert.objects.on_duty_of(user).live()] if has_role(user, *DUTY) else []


@shown_while(_alerts)
def band_alerts(_now: datetime, alerts: Any) -> Section:
    rows = [
        Row(
            title=f"{alert.issue.band} · {alert.issue.area}",
            url=reverse("wristbands:alert", args=[alert.reference]),
            state=alert.status,
            when=f"{timezone.localtime(alert.opened_at):%m-%d %H:%M}",
        )
        for alert in alerts.select_related("issue__band", "issue__area").order_by("opened_at")[:MOST]
    ]
    more = reverse("wristbands:alerts")
    return Section(_("Wristband scanned: act at once"), "exclamation-triangle-fill", "", more, rows)


def _events(user: Any, now: datetime) -> Rows:
    """Of the coming week, and those that ended and are not closed yet."""
    if not has_role(user, *ISSUERS):
        return []
    return [PublicityEvent.objects.visible_to(user).filter(state=states.PLANNED, starts_at__lt=now + AHEAD)]


@shown_while(_events)
def band_events(now: datetime, events: Any) -> Section:
    rows = [
        Row(
            title=str(event),
            url=reverse("wristbands:event", args=[event.number]),
            sub=_("Please close it with its counts") if event.ends_at < now else event.place,
            when=f"{timezone.localtime(event.starts_at):%m-%d %H:%M}",
        )
        for event in events.order_by("starts_at", "pk")[:MOST]
    ]
    return Section(_("Publicity events of wristbands"), "megaphone", "", reverse("wristbands:events"), rows)


def _calls(user: Any, now: datetime) -> Rows:
    """Searches near a volunteer that are still on."""
    return [VolunteerCall.objects.filter(volunteer__user=user, case__state=states.OPEN)]


@shown_while(_calls)
def band_calls(_now: datetime, calls: Any) -> Section:
    rows = [
        Row(
            title=str(call.case.alert.issue.area),
            url=reverse("wristbands:call", args=[call.case.reference]),
            sub=call.get_answer_display(),
            when=f"{timezone.localtime(call.called_at):%m-%d %H:%M}",
        )
        for call in calls.select_related("case__alert__issue__area").order_by("-pk")[:MOST]
    ]
    return Section(_("Somebody is missing near you"), "exclamation-triangle-fill", "", rows=rows)
