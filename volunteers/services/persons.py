"""Volunteers who do not register themselves: elders, children, members of a group."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.services import change_phone, open_account_for
from protection.indexing import index_of
from volunteers.models import VolunteerProfile
from volunteers.services.profiles import AlreadyRegistered, register_volunteer
from workflow.machine import Refused


@dataclass(frozen=True)
class Person:
    """The least that is known of a volunteer: the name; the rest as far as it is given.

    `contact_name` and `contact_phone`: whoever is told after an accident, for a minor the guardian as well.
    """

    name: str
    id_number: str = ""
    birth_date: date | None = None
    sex: str = ""
    phone: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@transaction.atomic
def known_or_registered(*, person: Person, by: Any, at: datetime) -> VolunteerProfile:
    """The volunteer of this ID number and name, or a new one with an account that nobody signs in with yet.

    Whoever knows the number but another name learns nothing but AlreadyRegistered.
    """
    known = _known(person)
    if known is not None:
        return known
    user = open_account_for(display_name=person.name, role=roles.VOLUNTEER, by=by, at=at)
    if person.phone:
        change_phone(user=user, phone=person.phone, by=by, at=at)
    return register_volunteer(user=user, by=by, at=at, **_columns(person, localdate(at)))


def _known(person: Person) -> VolunteerProfile | None:
    if not person.id_number:
        return None
    index = index_of(VolunteerProfile, "id_number", person.id_number)
    known = VolunteerProfile.objects.filter(id_number_index=index).first()
    if known is not None and known.name != person.name:
        raise AlreadyRegistered(_("Name and ID number do not belong together. Please compare both with the ID card."))
    return known


def _columns(person: Person, today: date) -> dict[str, Any]:
    if not person.name.strip():
        raise Refused(_("Please enter the name."))
    columns: dict[str, Any] = {
        "name": person.name.strip(),
        "id_number": person.id_number,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "emergency_contact": f"{person.contact_name} {person.contact_phone}".strip(),
    }
    if person.contact_phone and _is_minor(person.birth_date, today):
        columns |= {"guardian_name": person.contact_name, "guardian_phone": person.contact_phone}
    return columns


def _is_minor(birth_date: date | None, today: date) -> bool:
    return VolunteerProfile(birth_date=birth_date).is_minor_on(today) if birth_date else False
