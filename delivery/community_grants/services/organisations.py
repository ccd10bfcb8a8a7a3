"""Organisations, who acts for them, and their account, which a second person compares with the papers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from areas.models import AdminArea, Level
from audit.recording import record
from delivery.community_grants import permissions as may
from delivery.community_grants.models import Organisation, OrganisationKind, Representative
from delivery.community_grants.models.organisations import COMMITTEES
from delivery.community_grants.services.moving import demand
from protection.sealing import companions, seal
from protection.validators import normalise_bank_account, normalise_credit_code, normalise_phone
from web.references import insert_drawn, new_reference
from workflow.machine import Refused

PREFIX = "SZ"  # 社会组织


@dataclass(frozen=True)
class OrganisationFacts:
    """`sponsor`: the committee that stands behind a social organisation. Numbers as they were typed."""

    kind: str
    name: str
    credit_code: str
    area: AdminArea
    contact_name: str
    phone: str
    sponsor: Organisation | None = None


@transaction.atomic
def register_organisation(
    *, facts: OrganisationFacts, by: Any, at: datetime, becomes_representative: bool = True
) -> Organisation:
    """An organisation with its credit code, once. Whoever registers his own acts for it.

    Raises ValidationError for a wrong code or number, Refused when the code is registered or the sponsor is missing.
    """
    _demand_fitting(facts)
    code = normalise_credit_code(facts.credit_code)
    organisation = Organisation(
        reference=new_reference(PREFIX),
        kind=facts.kind,
        name=facts.name.strip(),
        credit_code=code,
        area=facts.area,
        sponsor=facts.sponsor if facts.kind == OrganisationKind.SOCIAL else None,
        contact_name=facts.contact_name.strip(),
        contact_at=at,
        registered_at=at,
        registered_by=by,
    )
    seal(organisation, "phone", normalise_phone(facts.phone))
    try:
        insert_drawn(organisation, lambda: new_reference(PREFIX))
    except IntegrityError as problem:
        raise Refused(
            _("An organisation with this credit code is registered. Ask its sub-district to add you to it.")
        ) from problem
    record("community_grants.organisation_registered", subject=organisation, by=by, at=at)
    if becomes_representative:
        _add(organisation, by, by=by, at=at)
    return organisation


@transaction.atomic
def change_contact(*, organisation: Organisation, contact_name: str, phone: str, by: Any, at: datetime) -> Organisation:
    """Another contact person. Raises NotAllowed, ValidationError for a wrong number."""
    organisation = _locked(organisation)
    demand(may.may_change_organisation(by, organisation))
    organisation.contact_name, organisation.contact_at = contact_name.strip(), at
    seal(organisation, "phone", normalise_phone(phone))
    organisation.save(update_fields=["contact_name", "contact_at", *companions(Organisation, "phone")])
    record("community_grants.organisation_changed", subject=organisation, by=by, at=at)
    return organisation


@transaction.atomic
def set_account(*, organisation: Organisation, bank_name: str, number: str, by: Any, at: datetime) -> Organisation:
    """The organisation's own account; nothing is paid to it until somebody else has checked it. Raises NotAllowed."""
    organisation = _locked(organisation)
    demand(may.may_change_organisation(by, organisation))
    organisation.bank_name = bank_name.strip()
    seal(organisation, "bank_account", organisation_account(number))
    organisation.account_set_at, organisation.account_set_by = at, by
    organisation.account_checked_at = organisation.account_checked_by = None
    columns = ("bank_name", "account_set_at", "account_set_by", "account_checked_at", "account_checked_by")
    organisation.save(update_fields=[*columns, *companions(Organisation, "bank_account")])
    record("community_grants.account_set", subject=organisation, by=by, at=at)
    return organisation


def organisation_account(number: str) -> str:
    """Accounts of organisations have 8 to 30 digits, those on cards 16 to 19. Raises ValidationError."""
    digits = "".join(c for c in number if not c.isspace() and c != "-")
    if digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 30:
        return digits
    return normalise_bank_account(number)


@transaction.atomic
def check_account(*, organisation: Organisation, by: Any, at: datetime) -> Organisation:
    """A second person has compared it with the account licence. Raises NotAllowed, Refused when there is none."""
    organisation = _locked(organisation)
    demand(may.may_check_account(by, organisation))
    if not organisation.bank_account:
        raise Refused(_("No account is entered yet."))
    organisation.account_checked_at, organisation.account_checked_by = at, by
    organisation.save(update_fields=["account_checked_at", "account_checked_by"])
    record("community_grants.account_checked", subject=organisation, by=by, at=at)
    return organisation


@transaction.atomic
def add_representative(*, organisation: Organisation, username: str, by: Any, at: datetime) -> Representative:
    """Somebody with an account of his own acts for the organisation too. Raises NotAllowed, Refused."""
    organisation = _locked(organisation)
    demand(may.may_change_organisation(by, organisation))
    user = User.objects.filter(username=username.strip(), is_active=True).first()
    if user is None:
        raise Refused(_("Nobody has an account with this name. The person signs up first."))
    known = organisation.representatives.in_force().filter(user=user).first()
    return known or _add(organisation, user, by=by, at=at)


@transaction.atomic
def end_representative(*, representative: Representative, by: Any, at: datetime) -> Representative:
    """Raises NotAllowed, Refused for the last one: nobody would be left to act."""
    organisation = _locked(representative.organisation)
    demand(may.may_change_organisation(by, organisation))
    in_force = organisation.representatives.in_force()
    if not in_force.filter(pk=representative.pk).exists():
        return representative
    if in_force.count() == 1:
        raise Refused(_("Add somebody else first: one person must be able to act for the organisation."))
    representative.ended_at = at
    representative.save(update_fields=["ended_at"])
    data = {"user": representative.user_id}
    record("community_grants.representative_ended", subject=organisation, by=by, at=at, data=data)
    return representative


def _add(organisation: Organisation, user: Any, *, by: Any, at: datetime) -> Representative:
    row = Representative.objects.create(organisation=organisation, user=user, added_at=at, added_by=by)
    record("community_grants.representative_added", subject=organisation, by=by, at=at, data={"user": user.pk})
    return row


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _demand_fitting(facts: OrganisationFacts) -> None:
    if facts.area.level not in (Level.COMMUNITY, Level.VILLAGE):
        raise ValidationError(_("Choose the community or village."))
    if facts.kind == OrganisationKind.SOCIAL and (facts.sponsor is None or facts.sponsor.kind not in COMMITTEES):
        raise Refused(_("A social organisation names the committee that sponsors it; the committee registers first."))
