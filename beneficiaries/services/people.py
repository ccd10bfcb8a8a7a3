"""Registering people and changing what is known of them."""

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import AdminArea
from audit.recording import record
from beneficiaries.choices import CHECKED_ID_TYPES, OLD_ID_TYPE
from beneficiaries.models import ComparedPerson, Person
from beneficiaries.search import index_name_again
from beneficiaries.selectors import find_person_by_id_number
from protection import validators
from protection.access import AccessContext
from protection.sealing import companions, record_access, seal
from web.references import insert_drawn, new_reference

PREFIX = "RY"  # 人员


class PersonExists(Exception):
    """Somebody with this ID number is registered already: `person`. Show the person only to who may see him."""

    def __init__(self, person: Person | None) -> None:
        super().__init__(_("A person with this ID number is registered already."))
        self.person = person


class AccountTaken(Exception):
    """The account or the person is connected already."""


class PersonChanges(TypedDict, total=False):
    """What `update_person` can change; a key that is left out stays as it is."""

    name: str
    sex: str
    birth_date: date | None
    phone: str
    bank_account: str
    bank_name: str
    address: str
    area: AdminArea


SEALED = {
    "phone": validators.normalise_phone,
    "bank_account": validators.normalise_bank_account,
    "address": str.strip,
}
PARSERS = {OLD_ID_TYPE: validators.parse_old_resident_id}


@transaction.atomic
def register_person(
    *,
    name: str,
    area: AdminArea,
    id_number: str = "",
    id_type: str = "resident_id",
    sex: str = "",
    birth_date: date | None = None,
    phone: str = "",
    bank_account: str = "",
    bank_name: str = "",
    address: str = "",
    user: User | None = None,
    by: User | None,
    at: datetime,
) -> Person:
    """Registers somebody; sex and birth date come from a resident ID. The account `user` is the person himself.

    Raises ValidationError (with the field's name) for numbers that cannot be, PersonExists when the ID number is known.
    """
    person = Person(
        reference=new_reference(PREFIX),
        name=name.strip(),
        area=area,
        sex=sex,
        birth_date=birth_date,
        bank_name=bank_name.strip(),
        user=user,
        registered_by=by,
        registered_at=at,
    )
    _identify(person, id_type, id_number, timezone.localdate(at))
    for field, text in (("phone", phone), ("bank_account", bank_account), ("address", address)):
        _seal_checked(person, field, text)
    _insert(person, id_number)
    index_name_again(person)
    record("beneficiaries.person_registered", subject=person, by=by, at=at, data={"id_type": id_type})
    return person


@transaction.atomic
def update_person(*, person: Person, by: User | None, at: datetime, **changes: Unpack[PersonChanges]) -> Person:
    """Changes what is given and nothing else; locks the row. The event names the fields, never their values.

    Raises ValidationError (with the field's name).
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    touched: list[str] = []
    for field, value in changes.items():
        touched += _change(person, field, value)
    if not touched:
        return person
    person.save(update_fields=touched)
    if "name" in touched:
        index_name_again(person)
    ComparedPerson.objects.filter(person=person).delete()
    record("beneficiaries.person_updated", subject=person, by=by, at=at, data={"fields": sorted(changes)})
    return person


@transaction.atomic
def give_number(*, person: Person, id_type: str, id_number: str, by: User | None, at: datetime) -> Person:
    """The document of somebody who was registered without one. Raises ValidationError, and PersonExists."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.id_type != "none":
        raise ValidationError({"id_number": _("This person is registered with a document already.")})
    _identify(person, id_type, id_number, timezone.localdate(at))
    try:
        with transaction.atomic():
            person.save(update_fields=[*companions(Person, "id_number"), "id_type", "birth_date", "sex"])
    except IntegrityError as error:
        raise PersonExists(find_person_by_id_number(id_number)) from error
    ComparedPerson.objects.filter(person=person).delete()
    record("beneficiaries.number_given", subject=person, by=by, at=at, data={"id_type": id_type})
    return person


@transaction.atomic
def attach_user(*, person: Person, user: User, by: User | None, at: datetime) -> Person:
    """Connects a person with the account in which he signs in. Raises AccountTaken; again with the same: no change."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.user_id == user.pk:
        return person
    if person.user_id is not None or Person.objects.filter(user=user).exists():
        raise AccountTaken(_("This account, or this person, is connected already."))
    person.user = user
    person.save(update_fields=["user"])
    record("beneficiaries.user_attached", subject=person, by=by, at=at, data={"user": user.pk})
    return person


@transaction.atomic
def look_up(*, id_number: str, by: User, at: datetime) -> Person | None:
    """Finds by exact ID number among the people whom `by` may see; a hit is written to the person's access log."""
    person = find_person_by_id_number(id_number, visible_to=by)
    if person is not None:
        record_access(person, ["id_number"], AccessContext(by=by, purpose="look_up", at=at))
    return person


def _identify(person: Person, id_type: str, id_number: str, today: date) -> None:
    person.id_type = id_type
    if id_type == "none":
        return
    if not id_number.strip():
        raise ValidationError({"id_number": _("Enter the number of the document.")})
    if id_type in CHECKED_ID_TYPES or id_type == OLD_ID_TYPE:
        identity = _on_field("id_number", PARSERS.get(id_type, validators.parse_resident_id), id_number)
        if identity.birth_date > today:
            raise ValidationError({"id_number": _("The date of birth in this number lies in the future.")})
        person.birth_date, person.sex = identity.birth_date, identity.sex
    seal(person, "id_number", id_number)


def _seal_checked(person: Person, field: str, text: str) -> None:
    seal(person, field, _on_field(field, SEALED[field], text) if text.strip() else "")


def _on_field(field: str, parse: Any, text: str) -> Any:
    """The error of a parser, told under the name of the field."""
    try:
        return parse(text)
    except ValidationError as error:
        raise ValidationError({field: error}) from error


def _insert(person: Person, id_number: str) -> None:
    """The unique index decides who was first when two register the same person at once."""
    if not person.name:
        raise ValidationError({"name": _("Enter the name as it is on the document.")})
    try:
        insert_drawn(person, lambda: new_reference(PREFIX))
    except IntegrityError as error:
        known = find_person_by_id_number(id_number)
        if known is None:
            raise
        raise PersonExists(known) from error


def _change(person: Person, field: str, value: Any) -> list[str]:
    if field in SEALED:
        _seal_checked(person, field, value)
        return companions(Person, field)
    if field not in PersonChanges.__annotations__:
        raise TypeError(field)
    value = value.strip() if isinstance(value, str) else value
    if field == "name" and not value:
        raise ValidationError({"name": _("Enter the name as it is on the document.")})
    if getattr(person, field) == value:
        return []
    setattr(person, field, value)
    return [field]
