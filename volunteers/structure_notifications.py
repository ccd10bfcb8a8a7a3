"""What people are told about teams, papers that run out, risks, and requests for volunteers."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts import roles
from accounts.models import RoleGrant
from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers.models import (
    Activity,
    JoinRequest,
    Qualification,
    ServiceRequest,
    TeamMembership,
    VolunteerProfile,
    VolunteerTeam,
    VolunteerTraining,
)
from volunteers.services.activities import people_to_accept


def leaders_of(team: VolunteerTeam) -> list[Recipient]:
    """Whoever is in charge first, then the other leaders and deputies."""
    others = TeamMembership.objects.leading().filter(team=team).order_by("pk").values_list("person", flat=True)
    return [user_recipient(pk) for pk in dict.fromkeys([team.leader_id, *others])]


def holders(role: str, event: Event, **where: Any) -> list[Recipient]:
    """Active accounts that held the role when it happened."""
    grants = RoleGrant.objects.in_force(event.at).filter(role=role, user__is_active=True, **where)
    return [user_recipient(pk) for pk in sorted(set(grants.values_list("user", flat=True)))]


# --- Teams ------------------------------------------------------------------------------------------------------------


class AboutJoining(Message):
    category = Category.SHIFT
    channels = ("in_app", "email")
    sample = {"team": "…", "answer": ""}
    while_in = "asked"

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(self.request(event).volunteer.user_id)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        request = self.request(event)
        return {"team": str(request.team), "answer": request.answer}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:team_page", args=[self.request(event).team_id])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.request(event).state == self.while_in

    @staticmethod
    def request(event: Event) -> JoinRequest:
        return JoinRequest.objects.select_related("team", "volunteer").get(pk=event.subject_id)


@register
class JoinAsked(AboutJoining):
    code = "volunteers.join_asked"
    event = "volunteers.join_asked"

    def recipients(self, event: Event) -> list[Recipient]:
        return leaders_of(self.request(event).team)

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:team_people", args=[self.request(event).team_id])


@register
class JoinAccepted(AboutJoining):
    code = "volunteers.join_accepted"
    event = "volunteers.join_accepted"
    while_in = "accepted"


@register
class JoinDeclined(AboutJoining):
    code = "volunteers.join_declined"
    event = "volunteers.join_declined"
    while_in = "declined"


# --- The volunteer's own papers ---------------------------------------------------------------------------------------


class AboutProfile(Message):
    category = Category.SHIFT
    channels = ("in_app", "email")

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(self.profile(event).user_id)]

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:profile")

    @staticmethod
    def profile(event: Event) -> VolunteerProfile:
        return VolunteerProfile.objects.get(pk=event.subject_id)


@register
class InsuranceEnds(AboutProfile):
    code = "volunteers.insurance_ends"
    event = "volunteers.insurance_ends"
    sample = {"day": "2026-12-31"}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"day": event.data["until"]}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """A renewed insurance ends on another day."""
        return f"{self.profile(event).insurance_until}" == event.data["until"]


class AboutQualification(AboutProfile):
    sample = {"name": "…", "day": "2026-12-31", "accepted": True, "note": ""}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        row = self.qualification(event)
        day = f"{row.valid_until}" if row.valid_until else ""
        return {"name": str(row.kind), "day": day, "accepted": row.verdict == "accepted", "note": row.check_note}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.qualification(event).withdrawn_at is None

    @staticmethod
    def qualification(event: Event) -> Qualification:
        return Qualification.objects.select_related("kind").get(pk=event.data["qualification"])


@register
class QualificationEnds(AboutQualification):
    code = "volunteers.qualification_ends"
    event = "volunteers.qualification_ends"

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Not when a newer paper of the kind is accepted already."""
        row = self.qualification(event)
        newer = Qualification.objects.accepted().filter(volunteer=row.volunteer_id, kind=row.kind_id, pk__gt=row.pk)
        return super().still_applies(event, recipient) and not newer.exists()


@register
class TrainingEnds(AboutProfile):
    code = "volunteers.training_ends"
    event = "volunteers.training_ends"
    sample = {"name": "…", "day": "2026-12-31"}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        row = VolunteerTraining.objects.get(pk=event.data["training"])
        return {"name": row.get_kind_display(), "day": f"{row.valid_until}"}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Not when a later training of the kind lasts longer, or for ever."""
        row = VolunteerTraining.objects.get(pk=event.data["training"])
        same = VolunteerTraining.objects.filter(volunteer=row.volunteer_id, kind=row.kind)
        return not same.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=row.valid_until)).exists()


@register
class QualificationChecked(AboutQualification):
    code = "volunteers.qualification_checked"
    event = "volunteers.qualification_checked"


# --- Risks ------------------------------------------------------------------------------------------------------------


@register
class RisksChanged(Message):
    """To everybody who has a place or waits, and has not accepted the words in force."""

    code = "volunteers.risk_notice_published"
    event = "volunteers.risk_notice_published"
    category = Category.SHIFT
    channels = ("in_app", "email")
    may_disable = False
    sample = {"title": "…"}

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(pk) for pk in people_to_accept(self.activity(event), at=event.at)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"title": self.activity(event).title}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:risks", args=[event.subject_id])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return recipient.id in people_to_accept(self.activity(event), at=event.at)

    @staticmethod
    def activity(event: Event) -> Activity:
        return Activity.objects.get(pk=event.subject_id)


# --- Requests for volunteers ------------------------------------------------------------------------------------------


class AboutRequest(Message):
    category = Category.WORK
    channels = ("in_app", "email")
    sample = {"reference": "XQ-7K2M9X", "area": "…", "title": "…"}
    while_in: tuple[str, ...] = ("received",)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        request = self.request(event)
        title = request.activity.title if request.activity else ""
        return {"reference": request.reference, "area": str(request.area), "title": title}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:request", args=[self.request(event).reference])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.request(event).state in self.while_in

    @staticmethod
    def request(event: Event) -> ServiceRequest:
        return ServiceRequest.objects.select_related("area", "activity__team").get(pk=event.subject_id)


@register
class RequestReceived(AboutRequest):
    """To the coordinators, and to the work station of the place, which can look."""

    code = "volunteers.request_received"
    event = "volunteers.request_received"

    def recipients(self, event: Event) -> list[Recipient]:
        station = holders(roles.COMMUNITY_WORKER, event, area=self.request(event).area_id)
        people = [*holders(roles.FEDERATION_REVIEWER, event), *station]
        return [person for person in dict.fromkeys(people) if person.id != event.actor_id]


@register
class RequestOverdue(AboutRequest):
    code = "volunteers.request_overdue"
    event = "volunteers.request_overdue"

    def recipients(self, event: Event) -> list[Recipient]:
        return holders(roles.FEDERATION_REVIEWER, event)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.request(event).version == event.data["version"]


@register
class RequestForTeam(AboutRequest):
    """To the leaders of the team that answers: they plan the shifts."""

    code = "volunteers.request_for_team"
    event = "volunteers.request_planned"
    while_in = ("planned",)

    def recipients(self, event: Event) -> list[Recipient]:
        activity = self.request(event).activity
        return leaders_of(activity.team) if activity else []


class RequestAnswer(AboutRequest):
    """To whoever asked: with an account there, without one by SMS to the telephone that was given."""

    category = Category.APPLICATION
    channels = ("in_app", "email", "sms")
    may_disable = False

    def recipients(self, event: Event) -> list[Recipient]:
        request = self.request(event)
        return [user_recipient(request.owner_id) if request.owner_id else Recipient(f"request:{request.pk}")]

    def path(self, event: Event, recipient: Recipient) -> str:
        return super().path(event, recipient) if recipient.kind == "user" else reverse("volunteers:help_status")


@register
class RequestPlanned(RequestAnswer):
    code = "volunteers.request_planned"
    event = "volunteers.request_planned"
    while_in = ("planned", "fulfilled")


@register
class RequestDeclined(RequestAnswer):
    code = "volunteers.request_declined"
    event = "volunteers.request_declined"
    while_in = ("declined",)
