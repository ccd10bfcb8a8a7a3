"""Who calls a meeting, and who keeps its minutes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications.models import Meeting
from applications.scopes import FIELD_ROLES
from workflow.answers import YES, Answer, no

COMMITTEE_CALLERS = (roles.FEDERATION_REVIEWER,)


def may_call_meeting(user: Any, kind: str, area: Any) -> Answer:
    """The committee: federation reviewers. A panel of residents: the work station or the sub-district of the place."""
    if kind == Meeting.Kind.PANEL:
        allowed = area is not None and has_role(user, *FIELD_ROLES, area=area)
        return YES if allowed else no(_("A panel is called by the work station or the sub-district of the place."))
    if has_role(user, *COMMITTEE_CALLERS):
        return YES
    return no(_("The committee is called by a reviewer of the federation."))


def may_keep_minutes(user: Any, meeting: Any) -> Answer:
    if meeting.kind == Meeting.Kind.PANEL:
        return may_call_meeting(user, meeting.kind, meeting.area_id)
    if has_role(user, roles.FEDERATION_REVIEWER, roles.COMMITTEE_MEMBER):
        return YES
    return no(_("Minutes of the committee are kept by a reviewer of the federation or a member."))
