"""What people are told about being asked for help, a free place on a watched shift, and shifts with too few people."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts import roles
from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers.board import BoardLine, is_short
from volunteers.models import MatchingChoice, Shift, ShiftAsk, Signup
from volunteers.notifications import SAMPLE, about
from volunteers.structure_notifications import holders, leaders_of
from web.lists import listed


class AboutPlace(Message):
    """To one volunteer about a shift that has a place for him: `rows` are the asks or the watches."""

    category = Category.SHIFT
    channels = ("in_app", "email", "sms")
    rows: Any

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(self.row(event).volunteer.user_id)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        shift = self.row(event).shift
        return {**about(shift), "team": str(shift.activity.team)}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:shift", args=[self.row(event).shift_id])

    def expires_at(self, event: Event) -> datetime:
        return self.row(event).shift.starts_at

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        row = self.row(event)
        has_place = row.shift.state == "open" and any(role.free for role in row.shift.roles.all())
        return has_place and not Signup.objects.live().filter(shift=row.shift, volunteer=row.volunteer).exists()

    def row(self, event: Event) -> Any:
        return self.rows.objects.select_related("shift__activity__team", "volunteer").get(pk=event.subject_id)


@register
class AskedToHelp(AboutPlace):
    code = "volunteers.asked_to_help"
    event = "volunteers.asked_to_help"
    sample = {**SAMPLE, "team": "…"}
    rows = ShiftAsk

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Not to somebody who meanwhile does not wish it."""
        unwilling = MatchingChoice.objects.filter(volunteer=self.row(event).volunteer, may_be_asked=False)
        return not unwilling.exists() and super().still_applies(event, recipient)


@register
class ShiftShort(Message):
    """To the leaders of the team and the coordinators of the federation, as long as people are missing."""

    code = "volunteers.shift_short"
    event = "volunteers.shift_short"
    category = Category.WORK
    channels = ("in_app", "email", "sms")
    sample = {**SAMPLE, "taken": 6, "capacity": 8, "missing": "…"}

    def recipients(self, event: Event) -> list[Recipient]:
        people = [*leaders_of(self.shift(event).activity.team), *holders(roles.FEDERATION_REVIEWER, event)]
        return list(dict.fromkeys(people))

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        shift = self.shift(event)
        line = BoardLine(shift, event.at)
        missing = listed(f"{one.task} {one.people}" for one in line.missing)
        return {**about(shift), "taken": line.taken, "capacity": line.capacity, "missing": missing}

    def path(self, event: Event, recipient: Recipient) -> str:
        return f"{reverse('volunteers:board')}?day={event.data['day']}"

    def expires_at(self, event: Event) -> datetime:
        return self.shift(event).starts_at

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return is_short(self.shift(event))

    @staticmethod
    def shift(event: Event) -> Shift:
        shifts = Shift.objects.select_related("activity__team").prefetch_related("roles")
        return shifts.get(pk=event.subject_id)
