"""Who may do what with shifts and sign-ups."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from volunteers.models import Shift, Signup
from workflow.answers import YES, Answer, no


def may_lead(user: Any, shift: Shift) -> Answer:
    """The team's leader runs the shift: moves, closes, cancels it, keeps its roster. An administrator may help."""
    if shift.activity.team.leader_id == user.pk or has_role(user, roles.SYSTEM_ADMIN):
        return YES
    return no(_("Only the leader of the team may do this."))


def may_release(user: Any, signup: Signup) -> Answer:
    return may_lead(user, signup.shift)


def is_own(user: Any, signup: Signup) -> Answer:
    if signup.volunteer.user_id == user.pk:
        return YES
    return no(_("This is somebody else's sign-up."))
