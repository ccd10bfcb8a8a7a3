"""Who answers an appeal against a missed shift."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from volunteers.models import AbsenceAppeal
from volunteers.permissions import may_appeal, may_run_team
from workflow.answers import YES, Answer, no


def may_answer_appeal(user: Any, appeal: AbsenceAppeal) -> Answer:
    """Another leader of the team or a reviewer of the federation; never the volunteer, his family, nor who decided."""
    signup = appeal.attendance.signup
    if user.pk == appeal.asked_by_id or may_appeal(user, signup):
        return no(_("This is your own appeal."))
    if user.pk in (appeal.decided_by_id, signup.shift.roster_confirmed_by_id):
        return no(_("You decided this yourself. Somebody else has to look at it again."))
    if has_role(user, roles.FEDERATION_REVIEWER):
        return YES
    return may_run_team(user, signup.shift.activity.team)
