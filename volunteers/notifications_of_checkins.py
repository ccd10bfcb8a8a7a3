"""What people are told about missed shifts, appeals, and rosters that wait. Imported by volunteers.notifications."""

from typing import Any

from django.urls import reverse

from accounts import roles
from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers.choices import Outcome
from volunteers.dates import month_day_time
from volunteers.models import AbsenceAppeal, FamilyLink, Shift, Signup
from volunteers.record_reminders import is_complete
from volunteers.structure_notifications import holders, leaders_of
from volunteers.telling import titled, users_told


class AboutRecord(Message):
    category = Category.SHIFT
    channels = ("in_app", "email")
    sample = {"title": "…", "when": "9月6日 05:30"}

    def shift(self, event: Event) -> Shift:
        return Shift.objects.select_related("activity__team").get(pk=event.subject_id)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        shift = self.shift(event)
        return {"title": shift.activity.title, "when": month_day_time(shift.starts_at)}


@register
class AbsenceDecided(AboutRecord):
    """To the volunteer and the family that signed him up, with the way to appeal; not when it was corrected."""

    code = "volunteers.absence_decided"
    event = "volunteers.absence_decided"
    may_disable = False

    def signup(self, event: Event) -> Signup:
        return Signup.objects.select_related("volunteer", "attendance").get(pk=event.subject_id)

    def shift(self, event: Event) -> Shift:
        return Shift.objects.select_related("activity__team").get(signups=event.subject_id)

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(user) for user in users_told(Signup.objects.filter(pk=event.subject_id))]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        words = super().context(event, recipient)
        return {**words, "title": titled(words["title"], self.signup(event).volunteer, recipient.id)}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        attendance = getattr(self.signup(event), "attendance", None)
        return attendance is not None and attendance.outcome == Outcome.ABSENT

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:appeal_absence", args=[event.subject_id])


class AboutAppeal(AboutRecord):
    may_disable = False

    def appeal(self, event: Event) -> AbsenceAppeal:
        return AbsenceAppeal.objects.select_related("attendance__signup__volunteer").get(pk=event.subject_id)

    def shift(self, event: Event) -> Shift:
        return Shift.objects.select_related("activity__team").get(signups__attendance__appeals=event.subject_id)


@register
class AbsenceAppealed(AboutAppeal):
    """To those who may answer: other leaders of the team and the reviewers, never who decided or asked."""

    code = "volunteers.absence_appealed"
    event = "volunteers.absence_appealed"

    def recipients(self, event: Event) -> list[Recipient]:
        appeal, shift = self.appeal(event), self.shift(event)
        own = appeal.attendance.signup.volunteer.user_id
        involved = (appeal.decided_by_id, shift.roster_confirmed_by_id, own, appeal.asked_by_id)
        out = {user_recipient(pk) for pk in involved if pk}
        asked = [*leaders_of(shift.activity.team), *holders(roles.FEDERATION_REVIEWER, event)]
        return [person for person in dict.fromkeys(asked) if person not in out]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.appeal(event).answered_at is None

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:appeal", args=[event.subject_id])


@register
class AppealAnswered(AboutAppeal):
    code = "volunteers.appeal_answered"
    event = "volunteers.appeal_answered"
    sample = {"title": "…", "when": "9月6日 05:30", "outcome": "…", "answer": "…"}

    def recipients(self, event: Event) -> list[Recipient]:
        """The volunteer, and the family that asked for him while it may act for him."""
        appeal = self.appeal(event)
        volunteer = appeal.attendance.signup.volunteer
        family = FamilyLink.objects.in_force().filter(volunteer=volunteer, actor=appeal.asked_by_id)
        return [user_recipient(user) for user in (volunteer.user_id, *family.values_list("actor", flat=True))]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        appeal = self.appeal(event)
        said = {"outcome": appeal.get_outcome_display(), "answer": appeal.answer}
        words = super().context(event, recipient)
        title = titled(words["title"], appeal.attendance.signup.volunteer, recipient.id)
        return {**words, **said, "title": title}

    def path(self, event: Event, recipient: Recipient) -> str:
        is_own = self.appeal(event).attendance.signup.volunteer.user_id == recipient.id
        return reverse("volunteers:my_hours" if is_own else "volunteers:family")


@register
class RosterUnconfirmed(AboutRecord):
    """To the leaders of the team, two days after the shift."""

    code = "volunteers.roster_unconfirmed"
    event = "volunteers.roster_unconfirmed"
    may_disable = False

    def recipients(self, event: Event) -> list[Recipient]:
        return leaders_of(self.shift(event).activity.team)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        shift = self.shift(event)
        return shift.roster_confirmed_at is None and shift.state != "cancelled"

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:roster", args=[event.subject_id])


@register
class RecordOverdue(RosterUnconfirmed):
    """To the federation and the leaders: the record had to be complete by now (Order 67 art. 11)."""

    code = "volunteers.record_overdue"
    event = "volunteers.record_overdue"

    def recipients(self, event: Event) -> list[Recipient]:
        leaders = leaders_of(self.shift(event).activity.team)
        return list(dict.fromkeys([*leaders, *holders(roles.FEDERATION_REVIEWER, event)]))

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        shift = self.shift(event)
        return not is_complete(shift) and shift.state != "cancelled"
