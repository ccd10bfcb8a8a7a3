"""Who restricts a case, who names its people, and who may be named."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications.models import NamedPerson
from applications.permissions import may_handle, staff
from applications.scopes import CASE_ROLES
from workflow.answers import Answer, no

NAMING = (roles.FEDERATION_APPROVER,)
READING = (*NAMING, roles.SUPERVISOR, roles.SYSTEM_ADMIN)  # that such a case exists, and who is named
DECIDING = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)

may_restrict = staff(*CASE_ROLES)


def may_name(user: Any, application: Any) -> Answer:
    """A leader of the federation, who need not know the case himself."""
    if not has_role(user, *NAMING, area=application.area):
        return no(_("The leader of the federation names the people of a restricted case."))
    return may_handle(user, application)


def may_be_named(user: Any, application: Any, place: int) -> Answer:
    """Works on cases of that area and has no tie to the family; who decides is of the federation."""
    needed = DECIDING if place == NamedPerson.Place.DECIDER else CASE_ROLES
    if not (user.is_active and has_role(user, *needed, area=application.area)):
        return no(_("This person has no role for that part in the case."))
    return may_handle(user, application)
