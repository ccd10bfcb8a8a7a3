"""What is told about restricted cases: that people are wanted, and that somebody was named. Never what it is about."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from applications.case_messages import AboutCase
from applications.models import Application, NamedPerson
from applications.restricted import HANDLING, namers_of
from audit.models import Event
from notifications.categories import Category
from notifications.messages import register
from notifications.recipients import Recipient, user_recipient

REFERENCE = {"reference": "SQ-7K2M9X"}


class AboutRestriction(AboutCase):
    category = Category.WORK
    channels = ("in_app", "email")
    sample = REFERENCE

    def about(self, case: Application) -> dict[str, Any]:
        return {"reference": case.reference}


@register
class PeopleWanted(AboutRestriction):
    """To the leaders of the federation, until the two who handle the case are named."""

    code = "applications.people_wanted"
    event = "applications.restricted"

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        cases = Application.objects.select_related("area__parent").in_bulk({event.subject_id for event in events})
        return {
            event.pk: [user_recipient(pk) for pk in namers_of(cases[event.subject_id], at=event.at)] for event in events
        }

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("applications:restricted")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        named = NamedPerson.objects.filter(restriction__application=event.subject_id, ended_at__isnull=True)
        return named.filter(place__in=HANDLING).count() < len(HANDLING)


@register
class PersonNamed(AboutRestriction):
    code = "applications.person_named"
    event = "applications.person_named"

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        return {event.pk: [user_recipient(event.data["user"])] for event in events}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        live = NamedPerson.objects.filter(restriction__application=event.subject_id, ended_at__isnull=True)
        return live.filter(user=event.data["user"]).exists()
