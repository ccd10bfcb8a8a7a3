"""Schools, and who speaks for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from areas.models import AdminArea
from audit.recording import record
from delivery.seedling_protection.models import School, SchoolContact
from delivery.seedling_protection.permissions import may_organise, may_represent
from delivery.seedling_protection.services.moving import demand, locked
from workflow.machine import Refused


@dataclass(frozen=True)
class SchoolFacts:
    name: str
    stage: str
    area: AdminArea
    pupils: int


@transaction.atomic
def enter_school(*, facts: SchoolFacts, by: Any, at: datetime) -> School:
    """Raises NotAllowed, Refused for a name that is there already."""
    demand(may_organise(by))
    school = _saved(School(entered_at=at, **vars(facts)))
    record("seedling_protection.school_entered", subject=school, by=by, at=at)
    return school


@transaction.atomic
def change_school(*, school: School, facts: SchoolFacts, by: Any, at: datetime) -> School:
    """Raises NotAllowed, Refused for a name that is there already."""
    demand(may_organise(by))
    school = locked(school)
    for name, value in vars(facts).items():
        setattr(school, name, value)
    school = _saved(school)
    record("seedling_protection.school_changed", subject=school, by=by, at=at)
    return school


@transaction.atomic
def add_contact(*, school: School, user: User, by: Any, at: datetime) -> SchoolContact:
    """From now on the account acts for the school. Raises NotAllowed, Refused."""
    demand(may_organise(by))
    if not (answer := may_represent(user)):
        raise Refused(answer.reason)
    school = locked(school)
    if school.contacts.filter(user=user, ended_at__isnull=True).exists():
        raise Refused(_("This account speaks for the school already."))
    contact = SchoolContact.objects.create(school=school, user=user, since=at)
    record("seedling_protection.contact_added", subject=school, by=by, at=at, data={"user": user.pk})
    return contact


@transaction.atomic
def end_contact(*, contact: SchoolContact, by: Any, at: datetime) -> SchoolContact:
    """Pressed twice is ended once. Raises NotAllowed."""
    demand(may_organise(by))
    contact = locked(contact, "school")
    if contact.ended_at is None:
        contact.ended_at = at
        contact.save(update_fields=["ended_at"])
        record(
            "seedling_protection.contact_ended", subject=contact.school, by=by, at=at, data={"user": contact.user_id}
        )
    return contact


def _saved(school: School) -> School:
    try:
        with transaction.atomic():
            school.save()
    except IntegrityError as problem:
        raise Refused(_("A school of this name is entered already.")) from problem
    return school
