"""What a profile page shows: who, what, when, which papers, which teams. A constant number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers.choices import ServiceField
from volunteers.joining_workflow import JOINING_WORKFLOW
from volunteers.models import JoinRequest, Qualification, TeamMembership, VolunteerProfile
from volunteers.models.skills import Weekday


@dataclass(frozen=True)
class Paper:
    """A qualification with its chip: checked or not, over or not."""

    row: Qualification
    on: date

    @property
    def chip(self) -> tuple[str, str | Promise]:
        if self.row.verdict == "refused":
            return "rejected", _("Not accepted")
        if self.row.valid_until and self.row.valid_until < self.on:
            return "closed", pgettext_lazy("qualification", "Over")
        if self.row.verdict == "":
            return "submitted", _("Waits for the check")
        return "approved", pgettext_lazy("qualification", "Checked")


@dataclass(frozen=True)
class Belongings:
    """Everything around one profile; each part is asked for once, when a page shows it."""

    profile: VolunteerProfile
    on: date

    @cached_property
    def skills(self) -> list[str]:
        names = [str(row.skill) for row in self.profile.skill_rows.select_related("skill").order_by("skill")]
        return [*names, self.profile.skills] if self.profile.skills else names

    @cached_property
    def fields(self) -> list[str]:
        known = dict(ServiceField.choices)
        return [str(known[code]) for code in self.profile.service_fields if code in known]

    @cached_property
    def times(self) -> list[tuple[str, str]]:
        """("Monday", "morning, evening"), in the order of the week."""
        parts: dict[int, list[str]] = {}
        for row in self.profile.free_times.all():
            parts.setdefault(row.weekday, []).append(str(row.get_part_display()))
        return [(str(Weekday(day).label), " · ".join(names)) for day, names in sorted(parts.items())]

    @cached_property
    def papers(self) -> list[Paper]:
        rows = self.profile.qualifications.standing().select_related("kind")
        return [Paper(row, self.on) for row in rows]

    @cached_property
    def memberships(self) -> list[TeamMembership]:
        rows = TeamMembership.objects.live().filter(person_id=self.profile.user_id)
        return list(rows.select_related("team").order_by("since", "pk"))

    @cached_property
    def asked(self) -> list[dict[str, Any]]:
        rows = JoinRequest.objects.open().filter(volunteer=self.profile).select_related("team")
        return [{"request": row, "state": JOINING_WORKFLOW.states[row.state]} for row in rows]

    @property
    def is_minor(self) -> bool:
        return self.profile.is_minor_on(self.on)
