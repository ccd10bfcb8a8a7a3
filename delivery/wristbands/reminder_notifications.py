"""Who is told about events that are near or not closed and about bands that nobody tested. No wearer is named."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.selectors import colleagues_in
from areas.models import AdminArea
from audit.models import Event
from delivery.wristbands import states
from delivery.wristbands.models import Issue, PublicityEvent
from delivery.wristbands.reminders import not_closed, untested
from delivery.wristbands.roles import ISSUERS
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers.structure_notifications import leaders_of

MOST_SERIALS = 10


class AboutEvent(Message):
    category = Category.WORK
    sample = {"title": "W07 防走失手环宣传", "place": "社区广场", "hour": "2026-03-03 09:30", "count": 125}

    def recipients(self, event: Event) -> list[Recipient]:
        """Those who hand out bands there."""
        return _issuers_in(self.subject(event).area, event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        one = self.subject(event)
        hour = f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}"
        return {"title": str(one), "place": one.place, "hour": hour, "count": one.held}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("wristbands:event", args=[self.subject(event).number])

    @staticmethod
    def subject(event: Event) -> PublicityEvent:
        rows = PublicityEvent.objects.select_related("area__parent", "shift__activity__team")
        return rows.get(pk=event.subject_id)


@register
class EventDue(AboutEvent):
    """Also to the leaders of the volunteers who help there; they open their shift."""

    code = "wristbands.event_due"
    event = "wristbands.event_due"

    def recipients(self, event: Event) -> list[Recipient]:
        shift = self.subject(event).shift
        leaders = leaders_of(shift.activity.team) if shift else []
        return list(dict.fromkeys([*super().recipients(event), *leaders]))

    def path(self, event: Event, recipient: Recipient) -> str:
        one = self.subject(event)
        if one.shift is None or recipient in AboutEvent.recipients(self, event):
            return super().path(event, recipient)
        return reverse("volunteers:shift", args=[one.shift_id])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Not when it was moved meanwhile: then it is told anew for the new hour."""
        one = self.subject(event)
        return one.state == states.PLANNED and f"{event.dedupe_key}".endswith(f"{one.starts_at:%Y%m%dT%H%M}")

    def expires_at(self, event: Event) -> datetime:
        return self.subject(event).starts_at


@register
class EventOpen(AboutEvent):
    code = "wristbands.event_open"
    event = "wristbands.event_open"

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return not_closed(event.at).filter(pk=event.subject_id).exists()


@register
class Untested(Message):
    """To whoever handed the bands out; when that person has left, to those who hand out bands there now."""

    code = "wristbands.untested"
    event = "wristbands.untested"
    category = Category.WORK
    sample = {"day": "2026-03-02", "count": 2, "serials": "GX00001, GX00002"}

    def recipients(self, event: Event) -> list[Recipient]:
        issuer = event.data["issuer"]
        if User.objects.filter(pk=issuer, is_active=True).exists():
            return [user_recipient(issuer)]
        return _issuers_in(Issue.objects.select_related("area__parent").get(pk=event.subject_id).area, event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        numbers = [issue.band.serial for issue in self.bands(event).select_related("band")]
        return {"day": event.data["day"], "count": len(numbers), "serials": ", ".join(numbers[:MOST_SERIALS])}

    def path(self, event: Event, recipient: Recipient) -> str:
        first = self.bands(event).first()
        return reverse("wristbands:band", args=[first.reference]) if first else reverse("wristbands:people")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.bands(event).exists()

    @staticmethod
    def bands(event: Event) -> Any:
        return untested(event.data["issuer"], date.fromisoformat(event.data["day"]))


def _issuers_in(area: AdminArea, at: datetime) -> list[Recipient]:
    return [user_recipient(user.pk) for user in colleagues_in(area, *ISSUERS, at=at)]
