"""Conflicts of interest (慈善法 59; 低保审核确认办法 11, 20): ties are registered, and a higher level visits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications.models import Application, ConflictRecord
from applications.scopes import CASE_ROLES, MONEY_ROLES
from applications.selectors import colleagues_in
from audit.recording import record
from beneficiaries.selectors import conflict_between, kind_of
from workflow.machine import Refused

HIGHER = (roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)


def register_ties(application: Application, *, at: datetime) -> list[ConflictRecord]:
    """Looks at everybody who could come to work on the case and keeps each tie; known ones are left as they are."""
    known = set(application.conflicts.values_list("user", flat=True))
    people = (person for person in (application.applicant, application.guardian) if person)
    persons = list(people)
    found = []
    for user in colleagues_in(application.area, *CASE_ROLES, *MONEY_ROLES, at=at):
        tie = next(filter(None, (kind_of(conflict_between(user, person)) for person in persons)), "")
        if tie and user.pk not in known:
            found.append(ConflictRecord(application=application, user=user, tie=tie, found_at=at))
    if found:
        record("applications.ties_registered", subject=application, by=None, at=at, data={"people": len(found)})
        ConflictRecord.objects.bulk_create(found)
    return found


def refuse_visit_without_higher_level(application: Application, investigators: Sequence[Any]) -> None:
    """Where a tie is registered the visit is not left to the nearest office alone. Raises Refused."""
    if not application.conflicts.exists():
        return
    if not any(has_role(user, *HIGHER, area=application.area) for user in investigators):
        raise Refused(
            _("Somebody of the staff has a tie to this family: the sub-district or the federation has to visit too.")
        )
