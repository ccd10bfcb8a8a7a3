"""Households, guardians and the relatives that staff declare."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import AdminArea
from audit.recording import record
from beneficiaries.models import DeclaredRelative, Document, GuardianLink, Household, HouseholdMember, Person
from protection import masks, validators
from protection.indexing import index_of
from web.references import new_reference

PREFIX = "JT"  # 家庭


class LivesElsewhere(Exception):
    """The person lives in a household already, or the household has its head."""


class AlreadyDeclared(Exception):
    """The relative is on the list already."""


@transaction.atomic
def open_household(
    *, head: Person, area: AdminArea | None = None, since: date | None = None, by: User | None, at: datetime
) -> Household:
    """Opens a household with its head, in the head's area unless another is given. Raises LivesElsewhere."""
    household = Household.objects.create(
        reference=new_reference(PREFIX), head=head, area=area or head.area, opened_at=at
    )
    record("beneficiaries.household_opened", subject=household, by=by, at=at, data={"head": head.pk})
    add_member(household=household, person=head, relation="self", since=since, by=by, at=at)
    return household


@transaction.atomic
def add_member(
    *,
    household: Household,
    person: Person,
    relation: str,
    since: date | None = None,
    by: User | None,
    at: datetime,
) -> HouseholdMember:
    """`relation` is to the head. Raises LivesElsewhere: a person lives in one household at a time."""
    try:
        with transaction.atomic():
            member = HouseholdMember.objects.create(
                household=household, person=person, relation=relation, valid_from=since or timezone.localdate(at)
            )
    except IntegrityError as error:
        raise LivesElsewhere(
            _("This person lives in a household already. End that membership first, then add the person here.")
        ) from error
    data = {"person": person.pk, "relation": relation}
    record("beneficiaries.member_added", subject=household, by=by, at=at, data=data)
    return member


@transaction.atomic
def end_membership(*, member: HouseholdMember, on: date, by: User | None, at: datetime) -> HouseholdMember:
    """The person lived here up to and including `on`. A second call changes nothing."""
    member = HouseholdMember.objects.select_for_update(of=("self",)).select_related("household").get(pk=member.pk)
    if member.valid_to is not None:
        return member
    if on < member.valid_from:
        raise ValidationError({"on": _("The last day lies before the first.")})
    member.valid_to = on
    member.save(update_fields=["valid_to"])
    data = {"person": member.person_id, "on": on.isoformat()}
    record("beneficiaries.membership_ended", subject=member.household, by=by, at=at, data=data)
    return member


@transaction.atomic
def name_guardian(
    *,
    ward: Person,
    guardian: Person,
    relation: str,
    proof: Document | None = None,
    since: date | None = None,
    by: User | None,
    at: datetime,
) -> GuardianLink:
    """`relation` is what the guardian is to the ward ("parent"). Naming the same guardian again changes nothing."""
    if ward.pk == guardian.pk:
        raise ValidationError({"guardian": _("Nobody is the own guardian.")})
    link, created = GuardianLink.objects.get_or_create(
        ward=ward,
        guardian=guardian,
        valid_to=None,
        defaults={"relation": relation, "proof": proof, "valid_from": since or timezone.localdate(at)},
    )
    if created:
        data = {"guardian": guardian.pk, "relation": relation}
        record("beneficiaries.guardian_named", subject=ward, by=by, at=at, data=data)
    return link


@transaction.atomic
def declare_relative(
    *, user: User, relation: str, id_number: str = "", phone: str = "", by: User | None, at: datetime
) -> DeclaredRelative:
    """Keeps `user` away from the cases of this person ("self": of himself). Only indexes and masks are stored.

    Raises ValidationError for numbers that cannot be, AlreadyDeclared.
    """
    if not id_number.strip() and not phone.strip():
        raise ValidationError(_("Enter the ID number or the telephone of the relative."))
    row = DeclaredRelative(user=user, relation=relation, declared_at=at)
    note_keys(row, id_number, phone)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyDeclared(_("This relative is on your list already.")) from error
    record("beneficiaries.relative_declared", subject=row, by=by, at=at, data={"user": user.pk, "relation": relation})
    return row


def note_keys(row: Any, id_number: str, phone: str) -> None:
    """Index and mask of the numbers by which a tie is recognised; ValidationError for numbers that cannot be."""
    if id_number.strip():
        number = validators.parse_resident_id(id_number).number
        row.id_number_index, row.id_number_mask = index_of(Person, "id_number", number), masks.id_number(number)
    if phone.strip():
        number = validators.normalise_phone(phone)
        row.phone_index, row.phone_mask = index_of(Person, "phone", number), masks.phone(number)


@transaction.atomic
def end_declaration(*, declaration: DeclaredRelative, by: User | None, at: datetime) -> DeclaredRelative:
    """The tie ended or was declared by mistake. The row stays. A second call changes nothing."""
    declaration = DeclaredRelative.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
    if declaration.ended_at is None:
        declaration.ended_at = at
        declaration.save(update_fields=["ended_at"])
        record("beneficiaries.declaration_ended", subject=declaration, by=by, at=at)
    return declaration
