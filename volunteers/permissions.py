"""Who may do what with shifts and sign-ups."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from volunteers.models import (
    FamilyLink,
    JoinRequest,
    ServiceRequest,
    Shift,
    Signup,
    TeamMembership,
    VolunteerProfile,
    VolunteerTeam,
)
from volunteers.models.requests import AREA_STAFF
from workflow.answers import YES, Answer, no


def may_run_team(user: Any, team: VolunteerTeam) -> Answer:
    """Whoever is in charge, further leaders and deputies. An administrator may help."""
    if team.leader_id == user.pk or has_role(user, roles.SYSTEM_ADMIN):
        return YES
    if TeamMembership.objects.leading().filter(team=team, person_id=user.pk).exists():
        return YES
    return no(_("Only the leader of the team may do this."))


def may_keep_activities(user: Any, team: VolunteerTeam) -> Answer:
    """The leaders of the team, and the office, which keeps the activities of all teams."""
    return YES if has_role(user, roles.FEDERATION_REVIEWER) else may_run_team(user, team)


def may_appoint(user: Any, team: VolunteerTeam) -> Answer:
    """Leaders name leaders and deputies; a deputy runs the team but appoints nobody."""
    if team.leader_id == user.pk or has_role(user, roles.SYSTEM_ADMIN, roles.FEDERATION_REVIEWER):
        return YES
    if TeamMembership.objects.live().filter(team=team, person_id=user.pk, role="leader").exists():
        return YES
    return no(_("Only a leader of the team may appoint somebody. A deputy asks the leader."))


def may_answer_join(user: Any, request: JoinRequest) -> Answer:
    return may_run_team(user, request.team)


def asked_to_join(user: Any, request: JoinRequest) -> Answer:
    if request.volunteer.user_id == user.pk:
        return YES
    return no(_("This is somebody else's request."))


def may_lead(user: Any, shift: Shift) -> Answer:
    """The team's leaders run the shift: move, close, cancel it, keep its roster. An administrator may help."""
    return may_run_team(user, shift.activity.team)


def may_release(user: Any, signup: Signup) -> Answer:
    return may_lead(user, signup.shift)


def is_own(user: Any, signup: Signup) -> Answer:
    if signup.volunteer.user_id == user.pk:
        return YES
    return no(_("This is somebody else's sign-up."))


def may_act_for(user: Any, volunteer: VolunteerProfile) -> Answer:
    """The volunteer himself, or family that he has agreed to; asked anew under the lock of the volunteer."""
    if volunteer.user_id == user.pk or FamilyLink.objects.in_force().filter(volunteer=volunteer, actor=user).exists():
        return YES
    return no(_("The volunteer has not agreed, or no longer agrees, that you act for him. Ask at the team."))


def may_watch_for(user: Any, volunteer: VolunteerProfile, shift: Shift) -> Answer:
    """The volunteer, family that may act for him, or a leader of the shift for the people whom he leads."""
    answer = may_act_for(user, volunteer)
    if answer or not may_lead(user, shift):
        return answer
    return YES if VolunteerProfile.objects.visible_to(user).filter(pk=volunteer.pk).exists() else answer


def may_cancel(user: Any, signup: Signup) -> Answer:
    """The volunteer, or family that may act for him."""
    return YES if may_act_for(user, signup.volunteer) else is_own(user, signup)


def may_cancel_with_group(user: Any, signup: Signup) -> Answer:
    """Whoever brings the group that the volunteer was named in, or his family; together with the whole group."""
    if signup.party_of is not None:
        return may_cancel(user, signup.party_of)
    return is_own(user, signup)


def may_appeal(user: Any, signup: Signup) -> Answer:
    """The volunteer, or family that may act for him."""
    return may_cancel(user, signup)


def may_answer_offer(user: Any, signup: Signup) -> Answer:
    """The volunteer and his family; or a leader of the team, for people who answer by telephone."""
    return may_cancel(user, signup) or may_lead(user, signup.shift)


def may_name_members(user: Any, signup: Signup) -> Answer:
    """Whoever brings the group, and the leaders of the shift."""
    return may_answer_offer(user, signup)


# --- Signing up for family --------------------------------------------------------------------------------------------


def may_confirm_family(user: Any, link: FamilyLink) -> Answer:
    """The volunteer with his own account; at the desk a leader of the team or a coordinator. Never who asked."""
    if link.actor_id == user.pk:
        return no(_("You asked for this yourself. The volunteer, or a leader of the team, confirms it."))
    if link.volunteer.user_id == user.pk or has_role(user, roles.FEDERATION_REVIEWER):
        return YES
    return may_run_team(user, link.team)


def may_end_family(user: Any, link: FamilyLink) -> Answer:
    """Both sides at any time; a leader or a coordinator when the volunteer says so at the desk."""
    return YES if link.actor_id == user.pk else may_confirm_family(user, link)


# --- Requests for volunteers ------------------------------------------------------------------------------------------

COORDINATORS = (roles.FEDERATION_REVIEWER, roles.SYSTEM_ADMIN)
REQUEST_READERS = (*COORDINATORS, roles.SUPERVISOR, *AREA_STAFF)


def may_read_requests(user: Any) -> Answer:
    if has_role(user, *REQUEST_READERS):
        return YES
    return no(_("This page is for coordinators and work stations."))


def may_verify_request(user: Any, request: ServiceRequest) -> Answer:
    """The coordinators, and the work station of the place: it can look."""
    if has_role(user, *COORDINATORS) or has_role(user, *AREA_STAFF, area=request.area_id):
        return YES
    return no(_("Requests are verified by the work station of the community or by a coordinator."))


def may_decide_request(user: Any, request: ServiceRequest) -> Answer:
    if has_role(user, *COORDINATORS):
        return YES
    return no(_("What becomes of a request is decided by a coordinator of the federation."))


def may_fulfil_request(user: Any, request: ServiceRequest) -> Answer:
    if has_role(user, *COORDINATORS):
        return YES
    return may_run_team(user, request.activity.team) if request.activity else may_decide_request(user, request)


def may_withdraw_request(user: Any, request: ServiceRequest) -> Answer:
    """Whoever asked with an account. Without one, number and code do it (services.requests.withdraw_with_code)."""
    if user.pk in (request.owner_id, request.recorded_by_id):
        return YES
    return no(_("Only the person who asked can withdraw the request."))


def may_reach_asker(user: Any, request: ServiceRequest) -> Answer:
    """Telephone and address: whoever verifies or decides, and the team that answers the request."""
    if may_verify_request(user, request):
        return YES
    return may_fulfil_request(user, request)
