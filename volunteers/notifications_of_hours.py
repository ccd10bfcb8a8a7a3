"""What volunteers and leaders are told about hours, questions and stars. Imported by volunteers.notifications."""

from typing import Any

from django.urls import reverse

from accounts import roles
from accounts.selectors import people_with
from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers.models import HoursClaim, HoursQuestion, VolunteerProfile
from volunteers.service_records import record_of


@register
class StarReached(Message):
    code = "volunteers.star_reached"
    event = "volunteers.star_reached"
    category = Category.SHIFT
    channels = ("in_app",)
    sample = {"stars": 3}

    def recipients(self, event: Event) -> list[Recipient]:
        users = VolunteerProfile.objects.filter(pk=event.subject_id).values_list("user", flat=True)
        return [user_recipient(user) for user in users]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"stars": event.data["stars"]}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:my_hours")


@register
class HoursNotCredited(Message):
    """To the volunteer, and to whoever entered the time."""

    code = "volunteers.hours_not_credited"
    event = "volunteers.hours_claim_refused"
    category = Category.SHIFT
    sample = {"day": "2023-09-06", "note": "…"}

    def recipients(self, event: Event) -> list[Recipient]:
        claim = HoursClaim.objects.select_related("volunteer").get(pk=event.subject_id)
        return [user_recipient(user) for user in dict.fromkeys((claim.volunteer.user_id, claim.entered_by_id))]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        claim = HoursClaim.objects.get(pk=event.subject_id)
        return {"day": f"{claim.day:%Y-%m-%d}", "note": claim.note}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:my_hours")


class AboutQuestion(Message):
    category = Category.SHIFT
    sample = {"title": "…"}

    def question(self, event: Event) -> HoursQuestion:
        attended = "entry__attendance__signup__shift__activity__team__leader"
        return HoursQuestion.objects.select_related("volunteer", attended, "entry__claim__team").get(
            pk=event.subject_id
        )

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        entry = self.question(event).entry
        return {"title": record_of(entry).title if entry else ""}


@register
class QuestionAsked(AboutQuestion):
    """To the leader of the team that the record belongs to; without one to the reviewers of the federation."""

    code = "volunteers.hours_question_asked"
    event = "volunteers.hours_question_asked"
    may_disable = False

    def recipients(self, event: Event) -> list[Recipient]:
        entry = self.question(event).entry
        if entry and entry.attendance:
            return [user_recipient(entry.attendance.signup.shift.activity.team.leader_id)]
        if entry and entry.claim.team_id:
            return [user_recipient(entry.claim.team.leader_id)]
        return people_with(roles.FEDERATION_REVIEWER, at=event.at)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.question(event).answered_at is None

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:hours_question", args=[event.subject_id])


@register
class QuestionAnswered(AboutQuestion):
    code = "volunteers.hours_question_answered"
    event = "volunteers.hours_question_answered"
    channels = ("in_app", "email")
    may_disable = False
    sample = {"title": "…", "answer": "…"}

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(self.question(event).volunteer.user_id)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {**super().context(event, recipient), "answer": self.question(event).answer}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:my_hours")
