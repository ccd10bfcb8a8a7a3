"""Sign-ups as a file: the rosters of the shifts that the reader leads, or of all for overseers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from jobs.list_exports import ListExport
from volunteers.models import Shift, Signup
from volunteers.models.people import OVERSEERS
from volunteers.workflow import SIGNUP_WORKFLOW
from web.spreadsheet import Column, Kind
from workflow.answers import YES, Answer, no

COLUMNS = (
    Column(_("activity"), lambda s: s.shift.activity.title, width=24),
    Column(_("task"), lambda s: str(s.role)),
    Column(_("starts at"), lambda s: s.shift.starts_at, Kind.TIME),
    Column(_("ends at"), lambda s: s.shift.ends_at, Kind.TIME),
    Column(_("place"), lambda s: s.shift.place, width=24),
    Column(_("name"), lambda s: s.volunteer.name),
    Column(_("state"), lambda s: SIGNUP_WORKFLOW.states[s.state].label),
)


class SignupExport(ListExport):
    code = "signups"
    title = _("Sign-ups for shifts")
    event = "volunteers.signups_exported"

    def may_export(self, user: Any) -> Answer:
        if has_role(user, roles.TEAM_LEADER, *OVERSEERS) or user.led_teams.exists():
            return YES
        return no(_("This page is for team leaders."))

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        text = str(query.get("shift", ""))
        is_number = text.isascii() and text.isdigit() and len(text) < 19
        return {"shift": int(text)} if is_number else {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        led = Signup.objects.filter(shift__in=Shift.objects.led_by(user), **filters)
        sealed = ("volunteer__id_number", "volunteer__emergency_contact")
        return led.select_related("shift__activity", "role", "volunteer").defer(*sealed)

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


SIGNUPS = SignupExport()
