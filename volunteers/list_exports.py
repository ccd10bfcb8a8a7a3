"""Sign-ups as a file: the rosters of the shifts that the reader leads, or of all for overseers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobs.list_exports import ListExport
from volunteers.models import Shift, Signup
from volunteers.permissions_of_coordination import may_coordinate
from volunteers.workflow import SIGNUP_WORKFLOW
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("activity"), lambda s: s.shift.activity.title, width=24),
    Column(_("task"), lambda s: str(s.role)),
    Column(_("starts at"), lambda s: s.shift.starts_at, Kind.TIME),
    Column(_("ends at"), lambda s: s.shift.ends_at, Kind.TIME),
    Column(_("place"), lambda s: s.shift.place, width=24),
    Column(_("name"), lambda s: s.volunteer.name),
    Column(_("people"), lambda s: s.party_size, Kind.INTEGER),
    Column(_("signed up by"), lambda s: s.get_source_display()),
    Column(_("state"), lambda s: SIGNUP_WORKFLOW.states[s.state].label),
)


class SignupExport(ListExport):
    code = "signups"
    title = _("Sign-ups for shifts")
    event = "volunteers.signups_exported"

    def may_export(self, user: Any) -> Answer:
        return may_coordinate(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        text = str(query.get("shift", ""))
        is_number = text.isascii() and text.isdigit() and len(text) < 19
        return {"shift": int(text)} if is_number else {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        led = Signup.objects.filter(shift__in=Shift.objects.led_by(user), **filters)
        sealed = ("volunteer__id_number", "volunteer__emergency_contact")
        return led.select_related("shift__activity", "role", "volunteer").defer(*sealed)

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("shift__starts_at", "id")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


SIGNUPS = SignupExport()
