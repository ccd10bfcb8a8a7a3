"""Sealed values that may be opened with a reason: telephone and address of a request, and what protects a volunteer
when something happens."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from protection.registry import register_revealable
from volunteers.models import ServiceRequest, Signup, TeamMembership, VolunteerProfile, VolunteerTeam
from volunteers.permissions import may_reach_asker
from workflow.answers import YES, Answer, no


def may_open_profile(user: Any, profile: VolunteerProfile) -> Answer:
    """The office, oneself, and the leaders of a team that the volunteer belongs to or has a place on a shift of."""
    if profile.user_id == user.pk or has_role(user, roles.FEDERATION_REVIEWER, roles.SYSTEM_ADMIN):
        return YES
    teams = VolunteerTeam.objects.led_by(user).values("pk")
    on_shift = Signup.objects.filter(volunteer=profile, state="confirmed", shift__activity__team__in=teams)
    member = TeamMembership.objects.live().filter(person=profile.user_id, team__in=teams)
    if on_shift.exists() or member.exists():
        return YES
    return no(_("Only the office and the leaders of the volunteer's teams may open this."))


register_revealable(ServiceRequest, fields=("phone", "address"), may_reveal=may_reach_asker)
register_revealable(
    VolunteerProfile, fields=("emergency_contact", "health_limits", "guardian_phone"), may_reveal=may_open_profile
)
