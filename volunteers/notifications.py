"""What volunteers are told about their shifts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers import notifications_of_hours  # noqa: F401  registers its messages
from volunteers.choices import CancelReason
from volunteers.dates import month_day
from volunteers.models import Shift, Signup
from volunteers.models.signups import LIVE_STATES
from volunteers.series_messages import SeriesChanged
from volunteers.telling import named, title_for, users_by_signup, users_told

__all__ = ["SeriesChanged"]  # registered by being imported

SAMPLE = {"title": "…", "place": "…", "day": "…", "start": "05:30", "end": "09:00", "arrive": "05:15"}


def about(shift: Shift) -> dict[str, Any]:
    start = localtime(shift.starts_at)
    return {
        "title": shift.activity.title,
        "place": shift.place,
        "day": f"{month_day(start)} {date_format(start, 'D')}",
        "start": f"{start:%H:%M}",
        "end": f"{localtime(shift.ends_at):%H:%M}",
        "arrive": f"{localtime(shift.arrive_at or shift.starts_at):%H:%M}",
    }


class AboutSignup(Message):
    """A message to the volunteer of the sign-up that the event is about, as long as it is in `while_in`."""

    category = Category.SHIFT
    sample = SAMPLE
    while_in: tuple[str, ...] = ("confirmed",)

    def recipients(self, event: Event) -> list[Recipient]:
        return self.recipients_of([event])[event.pk]

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        signups = Signup.objects.filter(pk__in={event.subject_id for event in events}).order_by()
        users = users_by_signup(signups)
        found = {event.pk: users.get(event.subject_id, []) for event in events}
        return {pk: [user_recipient(user) for user in told] for pk, told in found.items() if told}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return Signup.objects.filter(pk=event.subject_id, state__in=self.while_in).exists()

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        signup = self._signup(event)
        words = about(signup.shift)
        is_family = recipient.id == signup.signed_up_by_id != signup.volunteer.user_id
        return {**words, "title": named(words["title"], signup.volunteer.name)} if is_family else words

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:shift", args=[self._signup(event).shift_id])

    def expires_at(self, event: Event) -> datetime:
        return self._signup(event).starts_at

    @staticmethod
    def _signup(event: Event) -> Signup:
        return Signup.objects.select_related("shift__activity", "volunteer").get(pk=event.subject_id)


@register
class SignupConfirmed(AboutSignup):
    code = "volunteers.signup_confirmed"
    event = "volunteers.signup_confirmed"
    channels = ("in_app", "email")


@register
class PromotedFromWaitingList(AboutSignup):
    code = "volunteers.promoted_from_waiting_list"
    event = "volunteers.signup_promoted"
    channels = ("in_app", "email", "sms")
    may_disable = False  # who does not know that he has a place does not come


@register
class SignupReleased(AboutSignup):
    code = "volunteers.signup_released"
    event = "volunteers.signup_released"
    channels = ("in_app", "email", "sms")
    may_disable = False
    while_in = ("cancelled",)


class Reminder(AboutSignup):
    """Holds only for the start it was planned for."""

    channels = ("in_app", "email", "sms")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        planned_for = self.expires_at(event)  # in whole seconds, as the event holds it
        same_start = {"starts_at__gte": planned_for, "starts_at__lt": planned_for + timedelta(seconds=1)}
        return Signup.objects.filter(pk=event.subject_id, state="confirmed", **same_start).exists()

    def expires_at(self, event: Event) -> datetime:
        return datetime.fromtimestamp(event.data["start"], UTC)


@register
class ShiftTomorrow(Reminder):
    code = "volunteers.shift_tomorrow"
    event = "volunteers.shift_tomorrow"


@register
class ShiftSoon(Reminder):
    code = "volunteers.shift_soon"
    event = "volunteers.shift_soon"


class AboutShift(Message):
    """A message to everybody on a shift, those who wait included."""

    category = Category.SHIFT
    channels = ("in_app", "email", "sms")
    may_disable = False
    sample = SAMPLE

    def people(self, event: Event) -> QuerySet[Signup]:
        raise NotImplementedError

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(user) for user in users_told(self.people(event).order_by("sequence"))]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        words = about(self._shift(event))
        return {**words, "title": title_for(recipient.id, words["title"], self.people(event))}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:shift", args=[event.subject_id])

    @staticmethod
    def _shift(event: Event) -> Shift:
        return Shift.objects.select_related("activity").get(pk=event.subject_id)


@register
class ShiftMoved(AboutShift):
    code = "volunteers.shift_moved"
    event = "volunteers.shift_moved"

    def people(self, event: Event) -> QuerySet[Signup]:
        return Signup.objects.live().filter(shift_id=event.subject_id)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """A later move has its own message."""
        live = Signup.objects.concerning(recipient.id).filter(state__in=LIVE_STATES)
        return live.filter(shift_id=event.subject_id, shift__revision=event.data["revision"]).exists()

    def expires_at(self, event: Event) -> datetime:
        """Before the earlier of both times; so it goes out at night when morning would be too late."""
        return datetime.fromtimestamp(min(event.data["from"], event.data["to"]), UTC)


@register
class ShiftCancelled(AboutShift):
    code = "volunteers.shift_cancelled"
    event = "volunteers.shift_cancelled"

    def people(self, event: Event) -> QuerySet[Signup]:
        return Signup.objects.filter(shift_id=event.subject_id, cancel_reason=CancelReason.SHIFT_CANCELLED)

    def expires_at(self, event: Event) -> datetime:
        return self._shift(event).starts_at


from volunteers import (  # noqa: E402 - messages are registered by being imported
    family_notifications,  # noqa: F401
    finding_notifications,  # noqa: F401
    message_notifications,  # noqa: F401
    notifications_of_checkins,  # noqa: F401
    place_notifications,  # noqa: F401
    structure_notifications,  # noqa: F401
)
