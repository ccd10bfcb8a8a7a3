"""Who may do what on a case. Every refusal is a sentence that says what to do next."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications import states
from applications.models import ApprovalLevel, EmergencyFile, Finding, Investigator, Restriction
from applications.scopes import CASE_ROLES, FIELD_ROLES, MONEY_ROLES
from beneficiaries.selectors import conflict_between
from funds.money import fen
from workflow.answers import YES, Answer, all_of, no

PARTS = "_parts_of_page"


def staff(*allowed: str) -> Callable[[Any, Any], Answer]:
    """A permission: one of these roles for the area of the case, and no tie to the family."""

    def permission(user: Any, application: Any) -> Answer:
        if not has_role(user, *allowed, area=application.area):
            return no(_("Your role does not include this step. Ask the handler of the case or your supervisor."))
        return all_of(may_know(user, application), may_handle(user, application))

    return permission


def may_know(user: Any, application: Any) -> Answer:
    """Of a restricted case only its named people; no question to the database about an open one."""
    if not application.is_confidential:
        return YES
    known = application.__dict__.setdefault("_named", {})
    if "people" not in known:
        rows = Restriction.objects.filter(application=application).values_list("people__user", "people__ended_at")
        known["people"] = [user for user, ended_at in rows if ended_at is None] if rows else None
    if known["people"] is None or user.pk in known["people"]:
        return YES
    return no(_("Only the people named for this case handle it."))


def may_handle(user: Any, application: Any) -> Answer:
    """People with a tie to the family hand the case to somebody else (慈善法 59; 低保审核确认办法 11)."""
    known = application.__dict__.setdefault("_ties", {})
    if user.pk not in known:
        known[user.pk] = _look_for_ties(user, application)
    return known[user.pk]


def _look_for_ties(user: Any, application: Any) -> Answer:
    if application.owner_id == user.pk:
        return no(_("This is your own application, so somebody else has to handle it."))
    people = filter(None, (application.applicant, application.guardian))
    return all_of(*(conflict_between(user, person) for person in people))


def may_decide(user: Any, application: Any) -> Answer:
    """Federation staff who did not survey, write the preliminary opinion for, or belong to the family of this case."""
    return all_of(
        staff(roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)(user, application),
        did_not_survey(user, application),
    )


def did_not_survey(user: Any, application: Any) -> Answer:
    """Asked by several steps of one page, which remembers the answer (`remember_parts`); everybody else looks anew."""
    known: dict[int, Answer] | None = application.__dict__.get(PARTS)
    if known is None:
        return _look_for_part(user, application)
    if user.pk not in known:
        known[user.pk] = _look_for_part(user, application)
    return known[user.pk]


def remember_parts(application: Any) -> None:
    application.__dict__.setdefault(PARTS, {})


def _look_for_part(user: Any, application: Any) -> Answer:
    if Investigator.objects.filter(visit__application=application, user=user).exists():
        return no(_("You surveyed this case, so somebody else has to decide it."))
    if Finding.objects.filter(application=application, kind=Finding.Kind.PRELIMINARY, by=user).exists():
        return no(_("You wrote the preliminary opinion, so somebody else has to decide this case."))
    if (
        application.lane == "emergency"
        and EmergencyFile.objects.filter(application=application, opened_by=user).exists()
    ):
        return no(_("You opened this emergency case, so somebody else has to check, decide and pay it."))
    return YES


def had_no_part_in(user: Any, application: Any) -> Answer:
    """Not the handler, surveyor, opinion writer or decider of the case, and no tie to the family."""
    if user.pk in (application.handler_id, application.decided_by_id):
        return no(_("You handled or decided this case, so somebody else has to look at it."))
    if Investigator.objects.filter(visit__application=application, user=user).exists():
        return no(_("You surveyed this case, so somebody else has to look at it."))
    if Finding.objects.filter(application=application, by=user).exists():
        return no(_("You wrote an opinion on this case, so somebody else has to look at it."))
    return may_handle(user, application)


def may_record_meeting(user: Any, application: Any) -> Answer:
    """Whoever records a decision of the committee signs it, so it is nobody who surveyed the case."""
    return all_of(
        staff(roles.FEDERATION_REVIEWER, roles.COMMITTEE_MEMBER)(user, application),
        did_not_survey(user, application),
    )


def may_approve_amount(user: Any, application: Any, amount_fen: int) -> Answer:
    """`amount_fen` against the approval level of the person's roles and the terms' limit for collective decisions."""
    if amount_fen > fen(application.terms.values["collective_review_above"]):
        return no(_("The terms of this program leave such an amount to the committee. Refer the case to it."))
    held = [level for level in ApprovalLevel.objects.all() if has_role(user, level.role, area=application.area)]
    if any(amount_fen <= level.up_to_fen for level in held):
        return YES
    return no(_("This amount is above your approval level. Refer the case to a higher level or to the committee."))


def may_reconsider(user: Any, application: Any) -> Answer:
    """Somebody other than the one who refused (domain rule T34)."""
    if application.decided_by_id == user.pk:
        return no(_("You refused this case, so somebody else has to reconsider it."))
    return may_decide(user, application)


def is_applicant(user: Any, application: Any) -> Answer:
    """The family itself, or the person who filled the form in for them."""
    if user.pk in (application.owner_id, application.agent_id):
        return YES
    return no(_("Only the applicant or the person who applied for them can do this."))


def may_act_for_family(user: Any, application: Any) -> Answer:
    """The family, who applied for it, or the work station where the family came in person (letters name both ways)."""
    return is_applicant(user, application) or may_check(user, application)


def may_add_papers(user: Any, application: Any) -> Answer:
    """Case handlers while the case is open; the family while papers are awaited or may still help (T03, T09, T34)."""
    if is_applicant(user, application) and family_adds_papers(application):
        return YES
    if application.state not in states.OPEN:
        return no(_("The case is finished, so papers can no longer be added."))
    return may_visit(user, application)


def family_adds_papers(application: Any) -> bool:
    if application.state in states.FAMILY_ADDS_PAPERS:
        return True
    told = Finding.objects.filter(application=application, kind=Finding.Kind.DATA)
    return application.state == states.VERIFYING and told.exists()


def may_confirm_termination(user: Any, application: Any) -> Answer:
    """A leader, and not the one who proposed it (domain rule T33)."""
    proposal = application.proposed_termination
    if proposal is not None and proposal.proposed_by_id == user.pk:
        return no(_("You proposed the termination, so somebody else has to confirm or refuse it."))
    return may_lead(user, application)


may_check = staff(*FIELD_ROLES)
may_visit = staff(*FIELD_ROLES, roles.FEDERATION_REVIEWER)
may_give_opinion = staff(roles.SUBDISTRICT_OFFICER)
may_correct_contact = staff(*FIELD_ROLES, roles.FEDERATION_REVIEWER)
may_log_call = staff(*FIELD_ROLES, roles.FEDERATION_REVIEWER)
may_answer_objection = staff(roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
may_propose_termination = staff(roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
may_lead = staff(roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
may_recover = staff(roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, roles.ACCOUNTANT)
may_correct_account = staff(*FIELD_ROLES, roles.ACCOUNTANT)
may_extend = staff(roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
may_agree_to_extension = staff(
    roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, roles.SUPERVISOR
)
may_reassess = staff(*FIELD_ROLES, roles.FEDERATION_REVIEWER)
may_remark = staff(*CASE_ROLES, *MONEY_ROLES)
may_open_sealed = staff(*CASE_ROLES)  # supervisors and administrators see masks only
