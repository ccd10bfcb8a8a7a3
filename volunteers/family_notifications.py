"""What is told when family asks to sign somebody up, when a group stays away, and when a guardian changes."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers.models import FamilyLink, VolunteerProfile, VolunteerTeam
from volunteers.notifications import AboutSignup
from volunteers.structure_notifications import leaders_of


class ByFamily(AboutSignup):
    """To the volunteer, when family did it for him."""

    channels = ("in_app", "email", "sms")

    def recipients(self, event: Event) -> list[Recipient]:
        own = self._signup(event).volunteer.user_id
        acted = FamilyLink.objects.filter(actor=event.actor_id, volunteer__user=own, confirmed_at__isnull=False)
        return [user_recipient(own)] if event.actor_id != own and acted.exists() else []

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        return {event.pk: self.recipients(event) for event in events}


@register
class CancelledByFamily(ByFamily):
    code = "volunteers.cancelled_by_family"
    event = "volunteers.signup_cancelled"
    while_in = ("cancelled",)


@register
class StandInAskedByFamily(ByFamily):
    code = "volunteers.standin_asked_by_family"
    event = "volunteers.standin_asked"


class WithGroup(AboutSignup):
    """To those who were named in a group, and their family, when whoever brought it says that nobody comes."""

    channels = ("in_app", "email", "sms")
    may_disable = False


@register
class CancelledWithGroup(WithGroup):
    code = "volunteers.cancelled_with_group"
    event = "volunteers.signup_cancelled_with_group"
    while_in = ("cancelled",)


@register
class StandInAskedWithGroup(WithGroup):
    code = "volunteers.standin_asked_with_group"
    event = "volunteers.standin_asked"

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        return super().recipients_of([event for event in events if event.data.get("with_group")])

    def recipients(self, event: Event) -> list[Recipient]:
        return self.recipients_of([event]).get(event.pk, [])


class AboutFamily(Message):
    category = Category.SHIFT
    channels = ("in_app", "email")
    may_disable = False
    sample = {"actor": "…", "volunteer": "…", "team": "…"}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        link = self.link(event)
        return {"actor": str(link.actor), "volunteer": link.volunteer.name, "team": str(link.team)}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:family")

    @staticmethod
    def link(event: Event) -> FamilyLink:
        return FamilyLink.objects.select_related("actor", "volunteer", "team").get(pk=event.subject_id)


@register
class FamilyAsked(AboutFamily):
    """To the volunteer, who may have an account to answer with."""

    code = "volunteers.family_asked"
    event = "volunteers.family_asked"
    channels = ("in_app", "email", "sms")

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(self.link(event).volunteer.user_id)]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return FamilyLink.objects.waiting().filter(pk=event.subject_id).exists()


@register
class FamilyToConfirm(AboutFamily):
    """To those at whose desk it can be confirmed, except who asked."""

    code = "volunteers.family_to_confirm"
    event = "volunteers.family_asked"
    may_disable = True

    def recipients(self, event: Event) -> list[Recipient]:
        link = self.link(event)
        return [recipient for recipient in leaders_of(link.team) if recipient.id != link.actor_id]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return FamilyLink.objects.waiting().filter(pk=event.subject_id).exists()

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:family_desk")


@register
class FamilyConfirmed(AboutFamily):
    code = "volunteers.family_confirmed"
    event = "volunteers.family_confirmed"

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(self.link(event).actor_id)]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return FamilyLink.objects.in_force().filter(pk=event.subject_id).exists()


@register
class FamilyEnded(AboutFamily):
    """To both sides, except who ended it."""

    code = "volunteers.family_ended"
    event = "volunteers.family_ended"

    def recipients(self, event: Event) -> list[Recipient]:
        link = self.link(event)
        both = (link.actor_id, link.volunteer.user_id)
        return [user_recipient(user) for user in both if user != link.ended_by_id]


@register
class GuardianToAgree(Message):
    """To the volunteer and the leaders of his teams: the guardian is another person, who has to agree anew."""

    code = "volunteers.guardian_to_agree"
    event = "volunteers.guardian_consent_lapsed"
    category = Category.SHIFT
    channels = ("in_app", "email")
    may_disable = False
    sample = {"name": "…", "is_own": False}

    def recipients(self, event: Event) -> list[Recipient]:
        user = self.profile(event).user_id
        teams = VolunteerTeam.objects.filter(memberships__person=user, memberships__until__isnull=True)
        leaders = [leader for team in teams.order_by("pk").distinct() for leader in leaders_of(team)]
        return list(dict.fromkeys([user_recipient(user), *leaders]))

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        profile = self.profile(event)
        return {"name": profile.name, "is_own": recipient.id == profile.user_id}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:profile" if recipient.id == self.profile(event).user_id else "volunteers:team")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        profile = self.profile(event)
        return profile.guardian_consent_on is None and profile.is_minor_on(localdate(event.at))

    @staticmethod
    def profile(event: Event) -> VolunteerProfile:
        return VolunteerProfile.objects.get(pk=event.subject_id)
