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
from beneficiaries.affiliates import affiliates_tied_to
from beneficiaries.selectors import conflicts_between, kind_of
from workflow.machine import Refused

FEDERATION = (roles.FEDERATION_REVIEWER,)
ABOVE_COMMUNITY = tuple(code for code in (*CASE_ROLES, *MONEY_ROLES) if code != roles.COMMUNITY_WORKER)
BY_HIGHER = _("Somebody of the staff has a tie to this family: the sub-district or the federation has to visit too.")
BY_FEDERATION = _(
    "The family is that of a member of staff, the council or a donor: somebody of the federation has to visit it too."
)
BY_COMMITTEE = _("Somebody of the council or a major donor has a tie to this family. Refer the case to the committee.")
NOT_AT_ONCE = _(
    "Somebody of the council or a major donor has a tie to this family, so two people cannot grant it at once. Use the "
    "standard procedure; the committee decides there."
)
LOOK_BY_HIGHER = _(
    "Somebody of the staff has a tie to this family: the sub-district or the federation has to take this step."
)
LOOK_BY_FEDERATION = _(
    "The family is that of a member of staff, the council or a donor: somebody of the federation has to take this step."
)


def register_ties(application: Application, *, at: datetime) -> list[ConflictRecord]:
    """Looks at everybody who could come to work on the case and keeps each tie; known ones are left as they are."""
    known = set(application.conflicts.values_list("user", flat=True))
    people = (person for person in (application.applicant, application.guardian) if person)
    persons = list(people)
    found = []
    colleagues = list(colleagues_in(application.area, *CASE_ROLES, *MONEY_ROLES, at=at))
    conflicts = [conflicts_between(colleagues, person) for person in persons]
    for user in colleagues:
        tie = next(filter(None, (kind_of(answers[user.pk]) for answers in conflicts)), "")
        if tie and user.pk not in known:
            found.append(ConflictRecord(application=application, user=user, tie=tie, found_at=at))
    found += _new_affiliates(application, persons, at)
    if found:
        record("applications.ties_registered", subject=application, by=None, at=at, data={"people": len(found)})
        ConflictRecord.objects.bulk_create(found)
    return found


def _new_affiliates(application: Application, persons: Sequence[Any], at: datetime) -> list[ConflictRecord]:
    """People of the council and donors who are, or live with, somebody of the case."""
    known = set(application.conflicts.values_list("affiliate", flat=True))
    tied = {row.pk: row for person in persons for row in affiliates_tied_to(person) if row.pk not in known}
    return [ConflictRecord(application=application, affiliate=row, tie=row.tie, found_at=at) for row in tied.values()]


def refuse_single_decision(application: Application, sentence: Any = BY_COMMITTEE) -> None:
    """The family of somebody of the council or of a donor is not helped by one person's word (慈善法 40, 59).

    Looks again, because people are entered after a case was accepted. Raises Refused with `sentence`, which says where
    the committee comes in on the road of the case.
    """
    people = filter(None, (application.applicant, application.guardian))
    if any(affiliates_tied_to(person) for person in people) or application.conflicts.exclude(affiliate=None).exists():
        raise Refused(sentence)


def refuse_visit_without_higher_level(application: Application, investigators: Sequence[Any]) -> None:
    """Where a tie is registered, somebody above the one who has it takes part in the visit. Raises Refused."""
    _demand_higher_level(application, investigators, FEDERATION, BY_HIGHER, BY_FEDERATION)


def refuse_step_without_higher_level(application: Application, by: Any) -> None:
    """Where nobody visits, the second look is taken by somebody above the one who has the tie. Raises Refused."""
    federation = (*FEDERATION, roles.FEDERATION_APPROVER)
    _demand_higher_level(application, [by], federation, LOOK_BY_HIGHER, LOOK_BY_FEDERATION)


def _demand_higher_level(
    application: Application, people: Sequence[Any], federation: Sequence[str], by_higher: Any, by_federation: Any
) -> None:
    rows = list(application.conflicts.select_related("user"))
    if not rows:
        return
    tied = [row.user for row in rows if row.user]
    is_close = len(tied) < len(rows) or any(has_role(user, *ABOVE_COMMUNITY, area=application.area) for user in tied)
    higher = federation if is_close else (roles.SUBDISTRICT_OFFICER, *federation)
    if not any(has_role(user, *higher, area=application.area) for user in people):
        raise Refused(by_federation if is_close else by_higher)
