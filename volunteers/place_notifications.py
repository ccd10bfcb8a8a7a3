"""What people are told about offered places, stand-ins, draws and approvals."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from audit.models import Event
from notifications.messages import register
from notifications.recipients import Recipient, user_recipient
from volunteers.dates import month_day_time
from volunteers.models import FamilyLink, Shift, ShiftRole, ShiftWatch, Signup, VolunteerTeam
from volunteers.notifications import SAMPLE, AboutShift, AboutSignup, about
from volunteers.structure_notifications import leaders_of
from volunteers.telling import named
from web.lists import listed


class AboutPlace(AboutSignup):
    channels = ("in_app", "email", "sms")
    may_disable = False


@register
class PlaceOffered(AboutPlace):
    """Holds for this offer alone: whoever is offered a place again later gets a message of its own."""

    code = "volunteers.place_offered"
    event = "volunteers.signup_offered"
    while_in = ("offered",)
    sample = {**SAMPLE, "until": "…"}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return Signup.objects.filter(pk=event.subject_id, state="offered", version=event.version).exists()

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {**super().context(event, recipient), "until": month_day_time(self.expires_at(event))}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:offer", args=[event.subject_id])

    def expires_at(self, event: Event) -> datetime:
        signup = self._signup(event)
        return signup.offer_expires_at or signup.starts_at


@register
class OfferExpired(AboutPlace):
    code = "volunteers.offer_expired"
    event = "volunteers.offer_expired"
    channels = ("in_app", "email")
    while_in = ("cancelled",)


@register
class PlaceHandedOver(AboutPlace):
    code = "volunteers.place_handed_over"
    event = "volunteers.place_handed_over"
    while_in = ("cancelled",)


@register
class PlaceDrawn(AboutPlace):
    code = "volunteers.place_drawn"
    event = "volunteers.signup_drawn"


@register
class SignupNotApproved(AboutPlace):
    code = "volunteers.signup_not_approved"
    event = "volunteers.signup_not_approved"
    channels = ("in_app", "email")
    while_in = ("cancelled",)


class ToLeaders(AboutPlace):
    """About one sign-up, to everybody who leads the team; it names nobody, the roster does."""

    def recipients(self, event: Event) -> list[Recipient]:
        return leaders_of(self._signup(event).shift.activity.team)

    def recipients_of(self, events: Any) -> dict[int, list[Recipient]]:
        return {event.pk: self.recipients(event) for event in events}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:roster", args=[self._signup(event).shift_id])

    @staticmethod
    def _signup(event: Event) -> Signup:
        return Signup.objects.select_related("shift__activity__team", "volunteer").get(pk=event.subject_id)


@register
class ApprovalAsked(ToLeaders):
    code = "volunteers.approval_asked"
    event = "volunteers.signup_requested"
    channels = ("in_app", "email")
    may_disable = True
    while_in = ("requested",)


class StandInSought(ToLeaders):
    """As long as the place is still that person's and nobody took it over."""

    effect = "stand_in"

    def recipients(self, event: Event) -> list[Recipient]:
        """Once for a group."""
        is_other = event.data.get("effect") != self.effect or event.data.get("with_group")
        return [] if is_other else super().recipients(event)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        seeking = Signup.objects.filter(pk=event.subject_id, state="confirmed")
        return seeking.filter(standin_asked_at__isnull=False).exists()


@register
class StandInSoughtInTime(StandInSought):
    code = "volunteers.standin_sought"
    event = "volunteers.standin_asked"
    channels = ("in_app", "email")


@register
class SomebodyMissing(StandInSought):
    """So late that the leader has to act: it goes out at night as well."""

    code = "volunteers.somebody_missing"
    event = "volunteers.standin_asked"
    urgent = True
    effect = "leader_alerted"


@register
class PlaceFree(AboutShift):
    """To whoever watches the shift for somebody not on it; not sent any more once the places are gone.

    Family hears it while it may act for the volunteer, a leader while he leads the team.
    """

    code = "volunteers.place_free"
    event = "volunteers.place_free"
    channels = ("in_app", "email")
    may_disable = True

    def recipients(self, event: Event) -> list[Recipient]:
        told = self._watches(event).annotate(hears=Coalesce("asked_by", "volunteer__user"))
        return [user_recipient(user) for user in dict.fromkeys(told.order_by("pk").values_list("hears", flat=True))]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        is_open = Q(taken__lt=F("capacity")) | Q(seeking__gt=0)
        watches = self._watches(event).asked_by(recipient.id)
        roles = ShiftRole.objects.filter(is_open, pk=event.data["role"], shift__state="open")
        return watches.exists() and roles.exists()

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        words = about(self._shift(event))
        watches = self._watches(event).asked_by(recipient.id).select_related("volunteer").order_by("pk")
        names = [watch.volunteer.name for watch in watches if watch.asked_by_id]
        return {**words, "title": named(words["title"], listed(names))} if names else words

    def expires_at(self, event: Event) -> datetime:
        return self._shift(event).starts_at

    def _watches(self, event: Event) -> QuerySet[ShiftWatch]:
        on_it = Signup.objects.live().filter(shift=event.subject_id).values("volunteer")
        agreed = FamilyLink.objects.in_force().filter(volunteer=OuterRef("volunteer"), actor=OuterRef("asked_by"))
        team = Shift.objects.values_list("activity__team", flat=True).get(pk=event.subject_id)
        leads = [person.id for person in leaders_of(VolunteerTeam.objects.get(pk=team))]
        watches = ShiftWatch.objects.filter(shift=event.subject_id).exclude(volunteer__in=on_it)
        return watches.filter(Q(asked_by__isnull=True) | Q(asked_by__in=leads) | Exists(agreed))


@register
class EverybodyCalled(AboutShift):
    """To all who wait for the task; not sent any more once the place is taken."""

    code = "volunteers.everybody_called"
    event = "volunteers.everybody_called"

    def people(self, event: Event) -> QuerySet[Signup]:
        return Signup.objects.filter(role=event.data["role"], state="waiting")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        open_places = Q(taken__lt=F("capacity")) | Q(seeking__gt=0)
        waits = Signup.objects.concerning(recipient.id).filter(role=event.data["role"], state="waiting")
        return waits.exists() and ShiftRole.objects.filter(open_places, pk=event.data["role"]).exists()

    def expires_at(self, event: Event) -> datetime:
        return self._shift(event).starts_at - timedelta(minutes=30)
