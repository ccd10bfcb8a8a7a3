"""The register of the council and the major donors."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from beneficiaries.models import Affiliate
from beneficiaries.services.ties import AlreadyDeclared, declare_relative, note_keys


@transaction.atomic
def enter_affiliate(
    *,
    kind: str,
    name: str,
    relation: str,
    id_number: str = "",
    phone: str = "",
    user: User | None = None,
    by: User | None,
    at: datetime,
) -> Affiliate:
    """A council member, a major donor ("self") or a near relative. Only indexes and masks of the numbers are stored.

    With an account, the same numbers keep that account away from the person's cases, as a declared relative does.
    Raises ValidationError for numbers that cannot be, AlreadyDeclared.
    """
    if not id_number.strip() and not phone.strip():
        raise ValidationError(_("Enter the ID number or the telephone."))
    row = Affiliate(kind=kind, name=name.strip(), relation=relation, user=user, entered_at=at, entered_by=by)
    note_keys(row, id_number, phone)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlreadyDeclared(_("This person is in the register already.")) from error
    record("beneficiaries.affiliate_entered", subject=row, by=by, at=at, data={"kind": kind, "relation": relation})
    if user:
        _keep_away(user, relation, id_number, phone, by, at)
    return row


def _keep_away(user: User, relation: str, id_number: str, phone: str, by: User | None, at: datetime) -> None:
    try:
        declare_relative(user=user, relation=relation, id_number=id_number, phone=phone, by=by, at=at)
    except AlreadyDeclared:
        return  # he declared it himself


@transaction.atomic
def end_affiliate(*, affiliate: Affiliate, by: User | None, at: datetime) -> Affiliate:
    """Left the council, or gives no more. The row stays, as does what cases registered. Twice changes nothing."""
    affiliate = Affiliate.objects.select_for_update(of=("self",)).get(pk=affiliate.pk)
    if affiliate.ended_at is None:
        affiliate.ended_at = at
        affiliate.save(update_fields=["ended_at"])
        record("beneficiaries.affiliate_ended", subject=affiliate, by=by, at=at)
    return affiliate
