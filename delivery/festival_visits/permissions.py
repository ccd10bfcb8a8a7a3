"""Who may do what with seasons, homes, goods, routes and visits. Every refusal says what to do next."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from beneficiaries.conflicts import conflict_between
from beneficiaries.permissions import may_reveal
from delivery.festival_visits.scopes import (
    APPROVERS,
    BOOKKEEPERS,
    CHECKERS,
    KEEPERS,
    NOMINATORS,
    READERS,
    STOREKEEPERS,
    VISITORS,
)
from workflow.answers import YES, Answer, all_of, no


def may_read(user: Any) -> Answer:
    return YES if has_role(user, *READERS) else no(_("Spring Festival visits are prepared by staff."))


def may_keep_seasons(user: Any, _season: Any = None) -> Answer:
    """Days, standard, places, packages."""
    return YES if has_role(user, *KEEPERS) else no(_("Seasons are prepared by reviewers of the federation."))


def may_make_report(user: Any, _season: Any = None) -> Answer:
    allowed = has_role(user, *KEEPERS)
    return YES if allowed else no(_("The report of a season is made by reviewers and approvers of the federation."))


def may_open_season(user: Any, _season: Any = None) -> Answer:
    return YES if has_role(user, *APPROVERS) else no(_("An approver of the federation opens and closes a season."))


def may_nominate(user: Any, area: Any = None) -> Answer:
    """The work station of the community, its sub-district, the reviewers."""
    if not has_role(user, *NOMINATORS):
        return no(_("Households are nominated by the work station of their community."))
    if area is not None and not has_role(user, *NOMINATORS, area=area):
        return no(_("This household belongs to another area. Ask the work station there."))
    return YES


def may_nominate_home(user: Any, household: Any) -> Answer:
    """Nobody nominates himself or a relative (慈善法 59)."""
    return all_of(may_nominate(user, household.area_id), conflict_between(user, household.head))


def may_check(user: Any, nomination: Any) -> Answer:
    """The sub-district, and never the one who nominated."""
    if not has_role(user, *CHECKERS, area=nomination.area_id):
        return no(_("The sub-district checks the list of the community."))
    if nomination.nominated_by_id == user.pk:
        return no(_("You nominated this household, so somebody else checks it."))
    return conflict_between(user, nomination.person)


def may_check_lists(user: Any, area: Any) -> Answer:
    return YES if has_role(user, *CHECKERS, area=area) else no(_("The sub-district checks the list of the community."))


def may_decline(user: Any, nomination: Any) -> Answer:
    if not has_role(user, *CHECKERS, *APPROVERS, area=nomination.area_id):
        return no(_("The sub-district or the federation declines a household."))
    return conflict_between(user, nomination.person)


def may_withdraw(user: Any, nomination: Any) -> Answer:
    """Whoever nominated it, and whoever may nominate there."""
    return may_nominate(user, nomination.area_id)


def may_approve_lists(user: Any, _area: Any = None) -> Answer:
    return YES if has_role(user, *APPROVERS) else no(_("An approver of the federation approves the list."))


def may_approve(user: Any, nomination: Any) -> Answer:
    """Three people: who nominated, who checked, who approves."""
    if user.pk in (nomination.nominated_by_id, nomination.checked_by_id):
        return no(_("You nominated or checked this household, so somebody else approves it."))
    return all_of(may_approve_lists(user), conflict_between(user, nomination.person))


def may_retry_payment(user: Any, cash: Any) -> Answer:
    if not has_role(user, *CHECKERS, area=cash.nomination.area_id):
        return no(_("The sub-district has the account put right."))
    return conflict_between(user, cash.nomination.person)


def may_answer_objection(user: Any, notice: Any) -> Answer:
    """Not the one who posted the list alone: a checker of the area who did not post it, or a reviewer."""
    if not has_role(user, *CHECKERS, area=notice.area_id):
        return no(_("The sub-district answers objections to the list."))
    return YES


def may_keep_store(user: Any) -> Answer:
    return YES if has_role(user, *KEEPERS) else no(_("Goods are entered by reviewers of the federation."))


def may_book(user: Any, _lot: Any = None) -> Answer:
    return YES if has_role(user, *BOOKKEEPERS) else no(_("An accountant brings the goods into the books."))


def may_plan_routes(user: Any, area: Any = None) -> Answer:
    place = {} if area is None else {"area": area}
    return YES if has_role(user, *STOREKEEPERS, **place) else no(_("Routes are planned by the sub-district."))


def may_lead_route(user: Any, route: Any) -> Answer:
    """Planning it, putting homes on it, loading it."""
    return may_plan_routes(user, route.subdistrict_id)


def walks(user: Any, route: Any) -> Answer:
    """Starting, recording, finishing: whoever walks it. Asked with a query, because it guards addresses."""
    if route.visitors.filter(user=user).exists():
        return YES
    return no(_("Only the visitors of this route do this. Have yourself entered as a visitor first."))


def may_finish(user: Any, route: Any) -> Answer:
    return YES if walks(user, route) else may_lead_route(user, route)


def may_visit_here(user: Any, area: Any) -> Answer:
    if has_role(user, *VISITORS, area=area):
        return YES
    return no(_("%(name)s has no role in this place and cannot visit there.") % {"name": user})


def may_visit(user: Any, person: Any) -> Answer:
    """Who may open the address and has no tie to the family."""
    return all_of(may_reveal(user, person), conflict_between(user, person))


def may_handle_wish(user: Any, wish: Any) -> Answer:
    nomination = wish.visit.nomination
    return all_of(may_nominate(user, nomination.area_id), conflict_between(user, nomination.person))
