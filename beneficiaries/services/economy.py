"""Declarations of income and property, and why a member counts. Sums stand in no event."""

from datetime import date, datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from beneficiaries.models import Document, HouseholdMember, IncomeDeclaration, Person, PropertyDeclaration

Declared = TypeVar("Declared", IncomeDeclaration, PropertyDeclaration)


@transaction.atomic
def declare_income(
    *,
    person: Person,
    kind: str,
    amount_fen: int,
    first_month: date,
    last_month: date,
    proof: str = "statement",
    document: Document | None = None,
    by: User | None,
    at: datetime,
) -> IncomeDeclaration:
    """`amount_fen` for all months together; any day of a month names it. Raises ValidationError (with the field)."""
    first, last = first_month.replace(day=1), last_month.replace(day=1)
    if last < first:
        raise ValidationError({"last_month": _("The last month lies before the first.")})
    if last > timezone.localdate(at):
        raise ValidationError({"last_month": _("Only months that have begun can be declared.")})
    if amount_fen < 0:
        raise ValidationError({"amount": _("The amount cannot be negative. A loss is zero income.")})
    row = IncomeDeclaration.objects.create(
        person=person,
        kind=kind,
        amount_fen=amount_fen,
        first_month=first,
        last_month=last,
        proof=proof,
        document=document,
        declared_by=by,
        declared_at=at,
    )
    record("beneficiaries.income_declared", subject=person, by=by, at=at, data={"declaration": row.pk, "kind": kind})
    return row


@transaction.atomic
def declare_property(
    *,
    person: Person,
    kind: str,
    value_fen: int,
    as_of: date,
    proof: str = "statement",
    document: Document | None = None,
    by: User | None,
    at: datetime,
) -> PropertyDeclaration:
    """Raises ValidationError (with the field)."""
    if as_of > timezone.localdate(at):
        raise ValidationError({"as_of": _("This day has not come yet.")})
    if value_fen < 0:
        raise ValidationError({"value": _("The value cannot be negative.")})
    row = PropertyDeclaration.objects.create(
        person=person,
        kind=kind,
        value_fen=value_fen,
        as_of=as_of,
        proof=proof,
        document=document,
        declared_by=by,
        declared_at=at,
    )
    record("beneficiaries.property_declared", subject=person, by=by, at=at, data={"declaration": row.pk, "kind": kind})
    return row


@transaction.atomic
def take_back_declaration(*, declaration: Declared, by: User, at: datetime) -> Declared:
    """It was wrong, or another one replaces it. The row stays. A second call changes nothing."""
    row = type(declaration).objects.select_for_update(of=("self",)).select_related("person").get(pk=declaration.pk)
    if row.voided_at is None:
        row.voided_by, row.voided_at = by, at
        row.save(update_fields=["voided_by", "voided_at"])
        data = {"declaration": row.pk, "what": row._meta.model_name}
        record("beneficiaries.declaration_taken_back", subject=row.person, by=by, at=at, data=data)
    return row


@transaction.atomic
def set_standing(
    *,
    member: HouseholdMember,
    support: str = "",
    away: str = "",
    away_since: date | None = None,
    by: User | None,
    at: datetime,
) -> HouseholdMember:
    """Why an adult counts, or since when somebody is away. Raises ValidationError (with the field)."""
    member = HouseholdMember.objects.select_for_update(of=("self",)).select_related("household").get(pk=member.pk)
    if away and away_since is None:
        raise ValidationError({"away_since": _("Say since when.")})
    before = (member.support, member.away, member.away_since)
    member.support, member.away, member.away_since = support, away, away_since if away else None
    if before == (member.support, member.away, member.away_since):
        return member
    member.save(update_fields=["support", "away", "away_since"])
    data = {"person": member.person_id, "support": support, "away": away}
    record("beneficiaries.standing_changed", subject=member.household, by=by, at=at, data=data)
    return member
