"""What messages about a case have in common. No amounts of income, no illness, no name of the scheme in SMS."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from applications.contacts import family_of
from applications.models import Application
from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message
from notifications.recipients import Recipient, user_recipient

CASE = {"reference": "SQ-7K2M9X", "program": "…"}
WITH_SMS = ("in_app", "email", "sms")


class AboutCase(Message):
    """Follows an event whose subject is the case; holds while the case is in the state that the event led to."""

    category = Category.APPLICATION
    channels = WITH_SMS
    may_disable = False
    sample = CASE

    def recipients(self, event: Event) -> list[Recipient]:
        return self.recipients_of([event])[event.pk]

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        cases = Application.objects.in_bulk({event.subject_id for event in events})
        return {event.pk: self.whom(cases[event.subject_id]) for event in events}

    def whom(self, case: Application) -> list[Recipient]:
        return [family_of(case)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return self.about(self.case(event))

    def about(self, case: Application) -> dict[str, Any]:
        return {"reference": case.reference, "program": case.program.title}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("applications:case", args=[self.case(event).reference])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return not event.to_state or self.case(event).state == event.to_state

    @staticmethod
    def case(event: Event) -> Application:
        return Application.objects.select_related("program", "handler").get(pk=event.subject_id)


class ToHandler(AboutCase):
    """To the handler of the case, in the inbox and by e-mail."""

    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = True

    def whom(self, case: Application) -> list[Recipient]:
        return [user_recipient(case.handler_id)] if case.handler_id else []
