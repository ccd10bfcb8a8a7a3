"""Who may enter, review and correct hours, evaluate, and answer questions about records."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from volunteers.models import HoursClaim, HoursEntry, HoursQuestion, Signup, VolunteerTeam
from volunteers.models.claims import CHECKERS
from volunteers.models.people import OVERSEERS
from volunteers.permissions import may_lead, may_run_team
from workflow.answers import YES, Answer, no

NOT_A_LEADER = _("This page is for team leaders and for those who review hours.")


def may_open_desk(user: Any) -> Answer:
    if has_role(user, roles.TEAM_LEADER, *OVERSEERS, *CHECKERS) or VolunteerTeam.objects.led_by(user).exists():
        return YES
    return no(NOT_A_LEADER)


def may_enter_for(user: Any, team: VolunteerTeam) -> Answer:
    return may_run_team(user, team)


def may_check(user: Any, claim: HoursClaim) -> Answer:
    """Somebody of the federation who neither entered the time, nor gave it, nor was the first to look."""
    if not has_role(user, *CHECKERS):
        return no(_("Hours are reviewed by the reviewers and approvers of the federation."))
    if user.pk == claim.entered_by_id:
        return no(_("You entered this time. Somebody else has to review it."))
    if user.pk == claim.volunteer.user_id:
        return no(_("This is your own time. Somebody else has to review it."))
    if user.pk == claim.checked_by_id:
        return no(_("You made the first review. A second person has to make the other one."))
    return YES


def may_withdraw(user: Any, claim: HoursClaim) -> Answer:
    if user.pk == claim.entered_by_id:
        return YES
    return no(_("Only whoever entered the time may withdraw it."))


def may_reverse(user: Any, entry: HoursEntry) -> Answer:
    """Entries that come from a claim; an attendance is corrected on its roster, which credits anew."""
    if entry.attendance_id is not None:
        return no(_("This record comes from a roster. Please use “Correct” on the roster."))
    if entry.volunteer.user_id == user.pk:
        return no(_("This is your own record. Please ask for a correction."))
    if has_role(user, roles.FEDERATION_REVIEWER):
        return YES
    return no(_("Only the reviewers of the federation take hours back."))


def may_evaluate_volunteer(user: Any, signup: Signup) -> Answer:
    if signup.volunteer.user_id == user.pk:
        return no(_("Nobody evaluates himself."))
    return may_lead(user, signup.shift)


def may_answer(user: Any, question: HoursQuestion) -> Answer:
    """The leader of the team, or a reviewer of the federation; never whoever asked."""
    if question.volunteer.user_id == user.pk:
        return no(_("This is your own question."))
    entry = question.entry
    if has_role(user, roles.FEDERATION_REVIEWER, roles.SYSTEM_ADMIN):
        return YES
    if entry and entry.attendance_id and may_run_team(user, entry.attendance.signup.shift.activity.team):
        return YES
    if entry and entry.claim_id and entry.claim.team_id and may_run_team(user, entry.claim.team):
        return YES
    return no(_("The leader of the team or the federation answers this."))
