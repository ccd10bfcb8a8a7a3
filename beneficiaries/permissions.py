"""Who may do what with people's records. Each answer carries its sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role, is_staff
from areas.models import AdminArea
from beneficiaries.conflicts import conflict_between
from beneficiaries.models import Document, DuplicatePair, HardshipCertificate, Household, Person
from beneficiaries.roles import (
    ACCESS_LOG_READERS,
    AFFILIATE_KEEPERS,
    HARDSHIP_READERS,
    REGISTRARS,
    REGISTRY_READERS,
    REVEALERS,
    VALIDITY_SETTERS,
)
from workflow.answers import YES, Answer, all_of, no

NOT_YOUR_AREA = _("This person belongs to another area. Ask the office responsible there.")
READ_ONLY = _("Your role reads the register and does not change it.")
NOT_FOR_YOUR_ROLE = _("Your role works with masked data.")


def may_search(user: Any) -> Answer:
    return (
        YES if has_role(user, *REGISTRY_READERS) else no(_("The register is for the staff who examine applications."))
    )


def may_register(user: Any, area: AdminArea | None = None) -> Answer:
    """Staff in their own area; an applicant himself and his family, wherever they live."""
    if not is_staff(user):
        return YES
    if not has_role(user, *REGISTRARS):
        return no(READ_ONLY)
    return YES if area is None or has_role(user, *REGISTRARS, area=area) else no(NOT_YOUR_AREA)


def may_register_at_the_counter(user: Any) -> Answer:
    """The page on which staff register somebody; families do it by applying."""
    return YES if has_role(user, *REGISTRARS) else no(READ_ONLY)


def may_edit(user: Any, person: Person) -> Answer:
    """Oneself and one's family as an applicant; staff in their area, never their own or a relative's record."""
    if _is_own_as_applicant(user, person):
        return YES
    if not has_role(user, *REGISTRARS):
        return no(READ_ONLY)
    if not has_role(user, *REGISTRARS, area=person.area_id):
        return no(NOT_YOUR_AREA)
    return conflict_between(user, person)


def may_decide_duplicate(user: Any, pair: DuplicatePair) -> Answer:
    """Who may edit both records, and is neither of the two nor related to them."""
    if not has_role(user, *REGISTRARS):
        return no(READ_ONLY)
    return all_of(may_edit(user, pair.first), may_edit(user, pair.second))


def may_change_household(user: Any, household: Household) -> Answer:
    """Staff who register people, in the area of the household, and not in their own or a relative's home."""
    if not has_role(user, *REGISTRARS):
        return no(READ_ONLY)
    if not has_role(user, *REGISTRARS, area=household.area_id):
        return no(NOT_YOUR_AREA)
    return conflict_between(user, household.head)


def may_declare_for(user: Any, person: Person) -> Answer:
    """Income and property are entered by the staff who register people, never for themselves or relatives."""
    if not has_role(user, *REGISTRARS):
        return no(READ_ONLY)
    return may_edit(user, person)


def may_reveal(user: Any, person: Person) -> Answer:
    """Opening masked fields: oneself, or staff who handle cases in the person's area and are not related to him."""
    if _is_own_as_applicant(user, person):
        return YES
    if not has_role(user, *REVEALERS):
        return no(NOT_FOR_YOUR_ROLE)
    if not has_role(user, *REVEALERS, area=person.area_id):
        return no(NOT_YOUR_AREA)
    return conflict_between(user, person)


def may_reveal_certificate(user: Any, certificate: HardshipCertificate) -> Answer:
    return may_reveal(user, certificate.person)


def may_open_document(user: Any, document: Document) -> Answer:
    """Papers show what the masks hide, so the rule is that of revealing."""
    if document.uploaded_by_id == user.pk and not is_staff(user):
        return YES
    return may_reveal(user, document.person)


def may_see_hardship(user: Any, person: Person) -> Answer:
    """Health and hardship are for those who handle cases, and for the person."""
    if _is_own_as_applicant(user, person) or has_role(user, *HARDSHIP_READERS, area=person.area_id):
        return YES
    return no(NOT_FOR_YOUR_ROLE)


def may_check_certificate(user: Any, person: Person) -> Answer:
    """Comparing a paper with the office that issued it: case handlers of the area, never for oneself or a relative."""
    if not has_role(user, *HARDSHIP_READERS, area=person.area_id):
        return no(NOT_FOR_YOUR_ROLE)
    return conflict_between(user, person)


def may_withdraw_consent(user: Any, person: Person) -> Answer:
    """The person himself or who registered him, and the staff to whom he says it."""
    if _is_own_as_applicant(user, person) or has_role(user, *REGISTRARS, area=person.area_id):
        return YES
    return no(READ_ONLY)


def may_see_accesses(user: Any, person: Person) -> Answer:
    """The person sees who looked, by role and time; supervisors see who it was."""
    if person.user_id == user.pk or has_role(user, *ACCESS_LOG_READERS):
        return YES
    return no(_("Who looked is shown to the person and to supervisors."))


def may_keep_affiliates(user: Any) -> Answer:
    """The register of council and donors belongs to the federation; supervisors look after it too."""
    return YES if has_role(user, *AFFILIATE_KEEPERS) else no(NOT_FOR_YOUR_ROLE)


def may_set_validity(user: Any) -> Answer:
    """How long papers hold is decided by those who decide the terms of programs."""
    if has_role(user, *VALIDITY_SETTERS):
        return YES
    return no(_("Only an approver of the federation or a system administrator changes this."))


def may_declare_relatives(user: Any) -> Answer:
    return YES if is_staff(user) else no(_("Only staff declare relatives."))


def _is_own_as_applicant(user: Any, person: Person) -> bool:
    return user.pk in (person.user_id, person.registered_by_id) and not is_staff(user)
