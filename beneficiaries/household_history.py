"""What happened to a household, newest first, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.labels import event_label
from audit.models import Event
from audit.selectors import timeline_of
from beneficiaries.models import Household, Person

SHOWN = 50
LABELS: dict[str, str | Promise] = {
    "beneficiaries.household_opened": _("Household registered"),
    "beneficiaries.member_added": _("Moved in"),
    "beneficiaries.membership_ended": _("Moved out"),
    "beneficiaries.head_changed": _("Head changed"),
    "beneficiaries.household_split": _("Part of the household moved out"),
    "beneficiaries.household_split_off": _("Split off from another household"),
    "beneficiaries.household_closed": _("Merged into another household"),
    "beneficiaries.household_joined": _("Another household moved in"),
    "beneficiaries.standing_changed": _("Counting of a member changed"),
}


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    label: str | Promise
    who: str
    people: str


def history_of(household: Household) -> list[HistoryLine]:
    """Two queries. Events hold ids only; the names are those of today."""
    events = list(timeline_of(household).order_by("-seq")[:SHOWN])
    names = dict(Person.objects.filter(pk__in={pk for e in events for pk in _people(e)}).values_list("pk", "name"))
    return [
        HistoryLine(
            at=event.at,
            label=event_label(event.code),
            who=str(event.actor.get_full_name() or event.actor.username)
            if event.actor
            else str(_("the portal itself")),
            people="、".join(names[pk] for pk in _people(event) if pk in names),
        )
        for event in events
    ]


def _people(event: Event) -> list[int]:
    """Ids of the people whom an event names, whatever it calls them."""
    data: dict[str, Any] = event.data
    if event.code == "beneficiaries.head_changed":
        return [data["to"]]
    if isinstance(data.get("people"), list):
        return list(data["people"])
    return [data[name] for name in ("person", "head") if name in data]
