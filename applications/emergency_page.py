"""What the page of an emergency case shows besides the ordinary file: hours, calls, who vouched and checked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.models import Application, EmergencyFile, PhoneCall
from areas.deadlines import due_at

LIMITS = (("contact", _("First call by")), ("final", _("Decision by")), ("pay", _("Payment by")))


@dataclass(frozen=True)
class HourLimit:
    """One of the promises that count in hours from the report; `done_at` None while it is not kept yet."""

    label: Any
    due_at: datetime
    done_at: datetime | None
    now: datetime

    @property
    def is_kept(self) -> bool:
        return self.done_at is not None and self.done_at <= self.due_at

    @property
    def is_late(self) -> bool:
        return (self.done_at or self.now) > self.due_at


def hour_limits(application: Application, calls: list[PhoneCall], now: datetime) -> list[HourLimit]:
    reached = min((call.called_at for call in calls if call.reached), default=None)
    done = {"contact": reached, "final": application.decided_at, "pay": application.paid_at}
    limits = [(key, label, due_at(application.lane, key, application.submitted_at)) for key, label in LIMITS]
    return [HourLimit(label, due, done[key], now) for key, label, due in limits if due]


def emergency_file(application: Application) -> EmergencyFile | None:
    rows = EmergencyFile.objects.select_related("opened_by", "checked_by", "filed_by", "closed_by")
    return rows.filter(application=application).first()


def calls_of(application: Application) -> list[PhoneCall]:
    return list(application.calls.select_related("by").order_by("called_at", "pk"))
