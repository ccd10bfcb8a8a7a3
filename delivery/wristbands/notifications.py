"""What is told when a band is scanned. Urgent: the night does not hold it up. No name, no place, no telephone in it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from accounts import roles
from accounts.selectors import holders_of
from audit.models import Event
from delivery.wristbands import (
    reminder_notifications,  # noqa: F401  registers its messages
    states,
)
from delivery.wristbands.calling import (
    contacts_called,
    contacts_of_turn,
    duty_officers,
    family_path,
    recipients,
)
from delivery.wristbands.choices import Answer
from delivery.wristbands.models import Alert, EmergencyContact, Issue, MissingCase, VolunteerCall
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient

ALERTS = Alert.objects.select_related("issue__band", "issue__area__parent")
CASES = MissingCase.objects.select_related("alert__issue__band", "alert__issue__area__parent")


class AboutAlert(Message):
    """`alert(event)` is the alert behind the event. `address` is a contact's own key to the page: it stands in the SMS
    and is stored nowhere; in the portal the message leads to the page that asks who is signed in."""

    category = Category.APPLICATION
    channels = ("in_app", "sms")
    may_disable = False
    urgent = True
    sample = {"serial": "GX00001", "area": "西湖春天社区", "address": "/f/x/"}

    def alert(self, event: Event) -> Alert:
        return ALERTS.get(pk=event.subject_id)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        alert = self.alert(event)
        address = settings.PORTAL_BASE_URL + self._own_path(alert, event, recipient)
        return {"serial": alert.issue.band.serial, "area": str(alert.issue.area), "address": address}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("wristbands:alert", args=[self.alert(event).reference])

    def _own_path(self, alert: Alert, event: Event, recipient: Recipient) -> str:
        if recipient.kind != "band_contact":
            return self.path(event, recipient)
        contact = EmergencyContact.objects.filter(pk=recipient.id).first()
        return family_path(alert, contact) if contact else ""

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self._is_there(recipient) and self.alert(event).state in states.LIVE_ALERTS

    def expires_at(self, event: Event) -> datetime:
        return self.due_at(event) + timedelta(hours=6)

    @staticmethod
    def _is_there(recipient: Recipient) -> bool:
        return recipient.kind != "band_contact" or EmergencyContact.objects.filter(pk=recipient.id).exists()


class WhileNobodyAnswered(AboutAlert):
    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self._is_there(recipient) and self.alert(event).state == states.OPEN


@register
class Scanned(WhileNobodyAnswered):
    code = "wristbands.scanned"
    event = "wristbands.alert_raised"

    def recipients(self, event: Event) -> list[Recipient]:
        return contacts_of_turn(self.alert(event), 1)


@register
class ScannedForSecond(WhileNobodyAnswered):
    """The first contact has not answered."""

    code = "wristbands.scanned_second"
    event = "wristbands.alert_raised"

    def recipients(self, event: Event) -> list[Recipient]:
        return contacts_of_turn(self.alert(event), 2)

    def due_at(self, event: Event) -> datetime:
        return self.alert(event).second_at


@register
class ScannedForDuty(WhileNobodyAnswered):
    """Nobody of the family has answered: the duty officer, and the third contact."""

    code = "wristbands.scanned_duty"
    event = "wristbands.alert_raised"

    def recipients(self, event: Event) -> list[Recipient]:
        alert = self.alert(event)
        return [*duty_officers(alert.issue.area, alert.duty_at), *contacts_of_turn(alert, 3)]

    def due_at(self, event: Event) -> datetime:
        return self.alert(event).duty_at


@register
class ScannedAgain(AboutAlert):
    code = "wristbands.scanned_again"
    event = "wristbands.scanned_again"

    def recipients(self, event: Event) -> list[Recipient]:
        alert = self.alert(event)
        is_on_duty = alert.state == states.MISSING or (alert.state == states.OPEN and alert.duty_at <= event.at)
        duty = duty_officers(alert.issue.area, event.at) if is_on_duty else []
        return [*recipients(contacts_called(alert, event.at)), *duty]


@register
class FinderWrote(AboutAlert):
    """When the gap since the last message is over; nobody who has looked meanwhile needs it."""

    code = "wristbands.finder_wrote"
    event = "wristbands.finder_wrote"

    def recipients(self, event: Event) -> list[Recipient]:
        return recipients(contacts_called(self.alert(event), self.due_at(event)))

    def due_at(self, event: Event) -> datetime:
        return parse_datetime(event.data["due"]) or event.at

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        looked = self.alert(event).opened_page_at
        return super().still_applies(event, recipient) and (looked is None or looked < event.at)


@register
class SomebodyAnswered(AboutAlert):
    """The others who were called know that one of them takes care of it."""

    code = "wristbands.answered"
    event = "wristbands.answered"

    def recipients(self, event: Event) -> list[Recipient]:
        alert = self.alert(event)
        called_from = {1: alert.opened_at, 2: alert.second_at, 3: alert.duty_at}
        contacts = alert.issue.contacts.exclude(position=event.data["turn"]).order_by("position")
        told = recipients(contact for contact in contacts if called_from[contact.position] <= event.at)
        return told + (duty_officers(alert.issue.area, event.at) if alert.duty_at <= event.at else [])


@register
class Tested(Message):
    """The test scan at the handing over: the family sees what would come, and that the number is right."""

    code = "wristbands.tested"
    event = "wristbands.tested"
    category = Category.APPLICATION
    channels = ("in_app", "sms")
    may_disable = False
    urgent = True
    sample = {"serial": "GX00001"}

    def recipients(self, event: Event) -> list[Recipient]:
        return recipients(EmergencyContact.objects.filter(issue=event.subject_id, position=1))

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"serial": Issue.objects.select_related("band").get(pk=event.subject_id).band.serial}


class AboutCase(AboutAlert):
    def case(self, event: Event) -> MissingCase:
        return CASES.get(pk=event.subject_id)

    def alert(self, event: Event) -> Alert:
        return self.case(event).alert

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self._is_there(recipient) and self.case(event).state == states.OPEN


@register
class ReportedMissing(AboutCase):
    code = "wristbands.case_opened"
    event = "wristbands.case_opened"

    def recipients(self, event: Event) -> list[Recipient]:
        alert = self.alert(event)
        others = alert.issue.contacts.exclude(position=alert.answered_turn or 0).order_by("position")
        return [*duty_officers(alert.issue.area, event.at), *recipients(others)]


@register
class SomebodySeen(AboutCase):
    """A volunteer saw somebody."""

    code = "wristbands.volunteer_saw"
    event = "wristbands.volunteer_answered"

    def recipients(self, event: Event) -> list[Recipient]:
        if event.data["answer"] != Answer.SEEN:
            return []
        alert = self.alert(event)
        contacts = alert.issue.contacts.order_by("position")
        return [*duty_officers(alert.issue.area, event.at), *recipients(contacts)]


class ToVolunteers(AboutCase):
    category = Category.SHIFT

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("wristbands:call", args=[self.case(event).reference])


@register
class HelpSearching(ToVolunteers):
    code = "wristbands.help_searching"
    event = "wristbands.volunteers_called"

    def recipients(self, event: Event) -> list[Recipient]:
        calls = VolunteerCall.objects.filter(pk__in=event.data["calls"]).order_by("pk")
        return [user_recipient(pk) for pk in calls.values_list("volunteer__user", flat=True)]


@register
class SearchEnded(ToVolunteers):
    """Everybody who was called may stop looking; those who said that they cannot help are left alone."""

    code = "wristbands.search_ended"
    event = "wristbands.search_ended"

    def recipients(self, event: Event) -> list[Recipient]:
        calls = VolunteerCall.objects.filter(case=event.subject_id).exclude(answer=Answer.CANNOT).order_by("pk")
        return [user_recipient(pk) for pk in calls.values_list("volunteer__user", flat=True)]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return True


@register
class GuessingNoticed(Message):
    """Somebody tries codes; nothing opens by it, but an administrator should look at the addresses in front."""

    code = "wristbands.guessing_noticed"
    event = "wristbands.guessing_noticed"
    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = False

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(user.pk) for user in holders_of(roles.SYSTEM_ADMIN, at=event.at)]
