"""Who sees the figures and lists of coordinators, and writes to volunteers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from volunteers.models import VolunteerTeam
from volunteers.models.people import OVERSEERS
from workflow.answers import YES, Answer, no


def may_coordinate(user: Any) -> Answer:
    """Leaders for the teams they run, overseers for all."""
    if has_role(user, roles.TEAM_LEADER, *OVERSEERS) or VolunteerTeam.objects.led_by(user).exists():
        return YES
    return no(_("This page is for team leaders."))


def may_read_names(user: Any) -> Answer:
    """Leaders call their people by name, the office all; whoever only supervises sees whether the work is done."""
    office = (roles.FEDERATION_REVIEWER, roles.SYSTEM_ADMIN)
    if has_role(user, *office) or not has_role(user, roles.SUPERVISOR):
        return YES
    return no(_("Your role works with masked data."))
