"""Who does what at the porridge house. Every refusal says what to do next."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from delivery.porridge_house.models.rosters import EmployerContact
from delivery.porridge_house.models.sites import MealSite, SiteClerk
from delivery.porridge_house.roles import FIELD, OFFICE, READERS
from workflow.answers import YES, Answer, no

CARD_READERS = (*READERS, *FIELD)


def may_read_office(user: Any) -> Answer:
    return YES if has_role(user, *READERS) else no(_("The figures of the porridge house are open to the federation."))


def may_keep_office(user: Any) -> Answer:
    """Cards, statements, counts and signals are kept by the reviewers of the federation."""
    return YES if has_role(user, *OFFICE) else no(_("A reviewer of the federation does this."))


def may_send_rosters(user: Any) -> Answer:
    """The office for every employer, a contact person for the own one."""
    if has_role(user, *OFFICE) or sends_for(user).exists():
        return YES
    return no(_("Lists of workers are sent by their employer. The federation enters who sends them."))


def may_list_worker(user: Any, employer: Any) -> Answer:
    if has_role(user, *OFFICE) or sends_for(user).filter(employer=employer).exists():
        return YES
    return no(_("Lists of workers are sent by their employer. The federation enters who sends them."))


def sends_for(user: Any) -> Any:
    """Who stands for which employer, of this account; a contact needs the role of a partner all the while."""
    rows = EmployerContact.objects.current()
    return rows.filter(user=user) if has_role(user, roles.PARTNER_OPERATOR) else rows.none()


def may_read_cards(user: Any) -> Answer:
    return YES if has_role(user, *CARD_READERS) else no(_("Meal cards are read by the federation and work stations."))


def may_give_meals(user: Any, site: MealSite) -> Answer:
    """Whoever stands at the counter of this place now; a card alone gives nobody a meal."""
    if SiteClerk.objects.current().filter(site=site, user=user).exists():
        return YES
    return no(_("You are no clerk of this place. The federation enters who stands at the counter."))


def may_enter_day(user: Any, site: MealSite) -> Answer:
    """Paper tallies, the day's own count, the food log: the place itself, or the office for it."""
    return YES if has_role(user, *OFFICE) else may_give_meals(user, site)


def countable(user: Any, sites: QuerySet[MealSite]) -> set[int]:
    """Those of these places whose day the user may write (`may_enter_day`), in one query."""
    mine = sites if has_role(user, *OFFICE) else sites.filter(clerks__in=SiteClerk.objects.current().filter(user=user))
    return set(mine.values_list("pk", flat=True))


def may_handle_card(user: Any, card: Any) -> Answer:
    """To freeze a card that was lost, anybody who looks after the holder; everything else is the office's."""
    if has_role(user, *OFFICE) or has_role(user, *FIELD, area=card.person.area_id):
        return YES
    if card.person.user_id is not None and card.person.user_id == user.pk:
        return YES
    return no(_("Ask the work station or the federation to freeze the card."))


def may_hand_over_card(user: Any, card: Any) -> Answer:
    """At the work station of the holder, or by the office."""
    if has_role(user, *OFFICE) or has_role(user, *FIELD, area=card.person.area_id):
        return YES
    return no(_("The work station of the holder's community hands the card over."))


def may_keep_card(user: Any, _card: Any) -> Answer:
    return may_keep_office(user)


def signs_for(user: Any, partner_id: int) -> bool:
    rows = SiteClerk.objects.current().filter(user=user, signs_statements=True, site__partner=partner_id)
    return rows.exists()


def may_sign_for_partner(user: Any, statement: Any) -> Answer:
    """The partner's own signer; the office enters a signature that stands on paper."""
    if has_role(user, *OFFICE) or signs_for(user, statement.partner_id):
        return YES
    return no(_("This statement is signed by whoever signs for the partner."))


def may_sign_for_federation(user: Any, statement: Any) -> Answer:
    """Somebody else than who prepared it: a reviewer or an approver."""
    if not has_role(user, *OFFICE, roles.FEDERATION_APPROVER):
        return no(_("A reviewer or an approver signs for the federation."))
    if statement.prepared_by_id == user.pk:
        return no(_("You prepared this statement, so somebody else signs it for the federation."))
    return YES


def may_take_back_statement(user: Any, _statement: Any) -> Answer:
    return may_keep_office(user)


def may_book_statement(user: Any, _statement: Any) -> Answer:
    return YES if has_role(user, roles.ACCOUNTANT) else no(_("An accountant books the statement."))


def may_pay_statement(user: Any, statement: Any) -> Answer:
    if not has_role(user, roles.CASHIER):
        return no(_("A cashier pays the statement."))
    if statement.booked_by_id == user.pk:
        return no(_("You booked this statement, so somebody else pays it."))
    return YES


def may_answer_welfare(user: Any, signal: Any) -> Answer:
    """The work station or sub-district of the person, else the office."""
    if has_role(user, *OFFICE) or has_role(user, *FIELD, area=signal.card.person.area_id):
        return YES
    return no(_("The work station of the person's community looks after this."))
