"""Who may do what with grants. Each answer is the guard, the button and the sentence.

Whoever acts for the organisation or for the committee that sponsors it examines, scores and decides nothing of it. The
sub-district's opinion, the scores and the decision come from different people.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from delivery.community_grants import states
from workflow.answers import YES, Answer, no

READERS = (
    roles.FEDERATION_REVIEWER,
    roles.FEDERATION_APPROVER,
    roles.ACCOUNTANT,
    roles.CASHIER,  # who pays a grant reads what for
    roles.SUPERVISOR,
    roles.SYSTEM_ADMIN,
)
DESK = (*READERS, roles.SUBDISTRICT_OFFICER, roles.COMMUNITY_WORKER, roles.COMMITTEE_MEMBER, roles.BUREAU_VERIFIER)
SCORERS = (roles.COMMITTEE_MEMBER, roles.FEDERATION_REVIEWER, roles.BUREAU_VERIFIER, roles.SUPERVISOR)
KEEPERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
SITE_VISITORS = (*KEEPERS, roles.SUBDISTRICT_OFFICER, roles.COMMUNITY_WORKER, roles.COMMITTEE_MEMBER, roles.SUPERVISOR)
REGISTRARS = (roles.FEDERATION_REVIEWER, roles.SUBDISTRICT_OFFICER)


def reads_everything(user: Any) -> bool:
    return has_role(user, *READERS)


def may_see_desk(user: Any) -> Answer:
    return YES if has_role(user, *DESK) else no(_("The list of community grants is open to staff."))


def may_see_overview(user: Any) -> Answer:
    return YES if has_role(user, *READERS) else no(_("The overview is open to staff of the federation."))


def may_keep_rounds(user: Any) -> Answer:
    return YES if has_role(user, *KEEPERS) else no(_("Rounds are prepared by reviewers and approvers."))


def may_publish_round(user: Any) -> Answer:
    allowed = has_role(user, roles.FEDERATION_APPROVER)
    return YES if allowed else no(_("A round is published by a federation approver."))


def may_import(user: Any) -> Answer:
    return YES if has_role(user, *REGISTRARS) else no(_("Lists of organisations are taken in by reviewers."))


def represents(user: Any, organisation: Any) -> bool:
    return organisation.representatives.in_force().filter(user=user).exists()


def may_represent(user: Any, grant: Any) -> Answer:
    if represents(user, grant.organisation):
        return YES
    return no(_("Only a representative of the organisation may do this."))


def may_change_organisation(user: Any, organisation: Any) -> Answer:
    if represents(user, organisation) or has_role(user, roles.FEDERATION_REVIEWER):
        return YES
    if has_role(user, roles.SUBDISTRICT_OFFICER, area=organisation.area_id):
        return YES
    return no(_("Only its representatives, its sub-district and the federation change an organisation."))


def may_check_account(user: Any, organisation: Any) -> Answer:
    if not has_role(user, roles.FEDERATION_REVIEWER, roles.ACCOUNTANT):
        return no(_("An account is checked by a reviewer or an accountant of the federation."))
    if organisation.account_set_by_id == user.pk:
        return no(_("You entered this account, so somebody else has to check it."))
    return YES


def may_open_contact(user: Any, organisation: Any) -> Answer:
    """Who calls the organisation, or compares its account with the papers."""
    if has_role(user, roles.FEDERATION_REVIEWER, roles.ACCOUNTANT):
        return YES
    if has_role(user, roles.SUBDISTRICT_OFFICER, area=organisation.area_id):
        return YES
    return no(_("Telephone and account are opened by its sub-district, reviewers and accountants."))


def has_no_tie(user: Any, grant: Any) -> Answer:
    """Acting for the organisation or its sponsor is a tie."""
    ids = [pk for pk in (grant.organisation_id, grant.organisation.sponsor_id) if pk]
    own = type(grant.organisation).objects.represented_by(user).filter(pk__in=ids)
    return no(_("You act for this organisation, so somebody else has to do this.")) if own.exists() else YES


def may_examine(user: Any, grant: Any) -> Answer:
    if not has_role(user, roles.SUBDISTRICT_OFFICER, area=grant.area_id):
        return no(_("A grant is examined by an officer of its sub-district."))
    return has_no_tie(user, grant)


def may_name_scorers(user: Any, grant: Any) -> Answer:
    if not has_role(user, roles.FEDERATION_REVIEWER):
        return no(_("Scorers are named by a reviewer of the federation."))
    return has_no_tie(user, grant)


def may_be_scorer(user: Any, grant: Any) -> Answer:
    if not has_role(user, *SCORERS):
        return no(_("Grants are scored by members of the committee, reviewers, the bureau and supervisors."))
    if grant.officer_id == user.pk:
        return no(_("You wrote the opinion of the sub-district, so somebody else has to score."))
    return has_no_tie(user, grant)


def may_score(user: Any, sheet: Any) -> Answer:
    if sheet.scorer_id != user.pk:
        return no(_("This score sheet is somebody else's."))
    return may_be_scorer(user, sheet.grant)


def may_decide(user: Any, grant: Any) -> Answer:
    """An approver who neither examined nor scored it."""
    if not has_role(user, roles.FEDERATION_APPROVER):
        return no(_("A federation approver decides on grants."))
    if grant.officer_id == user.pk or grant.sheets.filter(scorer=user).exists():
        return no(_("You examined or scored this grant, so somebody else has to decide."))
    return has_no_tie(user, grant)


def may_answer_objection(user: Any, grant: Any) -> Answer:
    """Somebody who had no part in the decision."""
    if not has_role(user, roles.FEDERATION_REVIEWER, roles.SUPERVISOR):
        return no(_("Objections are answered by reviewers and supervisors."))
    if grant.sheets.counted().filter(scorer=user).exists():
        return no(_("You scored this grant, so somebody else has to answer."))
    return has_no_tie(user, grant)


def may_manage(user: Any, grant: Any) -> Answer:
    """Agreement, milestones, mid-term, acceptance, filing: a reviewer of the federation."""
    if not has_role(user, roles.FEDERATION_REVIEWER):
        return no(_("A reviewer of the federation looks after projects."))
    return has_no_tie(user, grant)


def may_visit_site(user: Any, grant: Any) -> Answer:
    """Before the opinion the sub-district, at mid-term the federation."""
    return may_manage(user, grant) if grant.state == states.MIDTERM else may_examine(user, grant)


def may_come_along(user: Any, grant: Any) -> Answer:
    if not has_role(user, *SITE_VISITORS):
        return no(_("The second visitor is staff of the community, the sub-district or the federation."))
    own = has_no_tie(user, grant)
    return own if own else no(_("The second visitor acts for this organisation; choose somebody else."))


def may_end(user: Any, grant: Any) -> Answer:
    if not has_role(user, roles.FEDERATION_APPROVER):
        return no(_("A federation approver decides on this."))
    return has_no_tie(user, grant)


def may_suspend(user: Any, grant: Any) -> Answer:
    managing = may_manage(user, grant)
    return managing if managing else may_end(user, grant)


def may_receive(user: Any, repayment: Any) -> Answer:
    """The accountant sees it on the statement of the bank; never the one who demanded it."""
    if not has_role(user, roles.ACCOUNTANT):
        return no(_("Returned money is booked by an accountant."))
    if repayment.demanded_by_id == user.pk:
        return no(_("You demanded this money back, so somebody else has to book it."))
    return YES


def may_open_paper(user: Any, paper: Any) -> Answer:
    """Those who handle the grant or act for it; a scorer until he declares a tie."""
    if reads_everything(user) or represents(user, paper.grant.organisation):
        return YES
    if has_role(user, roles.SUBDISTRICT_OFFICER, area=paper.grant.area_id):
        return YES
    asked = paper.grant.sheets.filter(scorer=user).exclude(has_conflict=True).exists()
    return YES if asked else no(_("The papers are open to those who handle the grant."))
