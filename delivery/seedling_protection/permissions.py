"""Who may do what in the programme. Every refusal says what to do next."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from delivery.seedling_protection.models.schools import School
from delivery.seedling_protection.scopes import BOOKKEEPERS, KEEPERS, ORGANISERS, READERS
from workflow.answers import YES, Answer, no


def may_look_on(user: Any) -> Answer:
    """The overview and figures of the programme."""
    return YES if has_role(user, *READERS) else no(_("The programme is run by the federation and the bureau."))


def may_read(user: Any) -> Answer:
    """Staff, and whoever speaks for a school."""
    if has_role(user, *READERS) or School.objects.of_contact(user).exists():
        return YES
    return no(_("This is open to schools of the programme. Ask the federation to enter you as a contact person."))


def may_organise(user: Any, _row: Any = None) -> Answer:
    """Schools, facilities, distributions and trainings: federation and Social Affairs Bureau alike."""
    if has_role(user, *ORGANISERS):
        return YES
    return no(_("The federation or the Social Affairs Bureau does this."))


def may_keep_store(user: Any, _row: Any = None) -> Answer:
    return YES if has_role(user, *KEEPERS) else no(_("Bags and books are entered by the federation."))


def may_book(user: Any, _row: Any = None) -> Answer:
    return YES if has_role(user, *BOOKKEEPERS) else no(_("An accountant brings costs into the books."))


def speaks_for(user: Any, school_id: int) -> bool:
    return School.objects.of_contact(user).filter(pk=school_id).exists()


def may_act_for(user: Any, school: School) -> Answer:
    """Booking visits, receiving goods, borrowing books: the school's contact persons, and the organisers for them."""
    if may_organise(user) or speaks_for(user, school.pk):
        return YES
    return no(_("Only the contact persons of this school do this."))


def may_act_on(user: Any, row: Any) -> Answer:
    """The same for a row that belongs to a school."""
    return may_act_for(user, row.school)


def may_act_somewhere(user: Any) -> Answer:
    """For pages on which the school is chosen; the service asks again for the school."""
    if may_organise(user) or School.objects.of_contact(user).exists():
        return YES
    return no(_("Only the contact persons of this school do this."))


def may_represent(user: Any) -> Answer:
    """Who can be entered for a school: an account of a partner."""
    if has_role(user, roles.PARTNER_OPERATOR):
        return YES
    return no(_("%(name)s has no account of a partner. Grant the role first.") % {"name": user})
