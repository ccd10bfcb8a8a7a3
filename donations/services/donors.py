"""Entering donors, and how the public reads their name."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations.choices import DonorKind, NameMode
from donations.models import Donor
from donations.models.donors import SHOWN_MODES
from donations.permissions import may_keep_donors
from donations.services.asking import demand, locked
from protection import validators
from protection.sealing import seal
from web.references import insert_drawn, new_reference
from workflow.machine import Refused

PREFIX = "JZ"  # 捐赠人
SEALED = ("id_number", "phone", "email", "address")


class DonorKnown(Refused):
    """Somebody with this ID number or credit code is entered already."""


@transaction.atomic
def enter_donor(
    *,
    kind: str,
    name: str,
    id_number: str = "",
    credit_code: str = "",
    phone: str = "",
    email: str = "",
    address: str = "",
    employer: Donor | None = None,
    public_name_mode: str = NameMode.MASKED,
    consented_on: date | None = None,
    by: Any,
    at: datetime,
) -> Donor:
    """A new donor; numbers are sealed. Raises NotAllowed, DonorKnown, Refused for a name mode without consent, and
    ValidationError for numbers that cannot be."""
    demand(may_keep_donors(by))
    donor = Donor(
        reference=new_reference(PREFIX),
        kind=kind,
        name=name.strip(),
        credit_code=validators.normalise_credit_code(credit_code) if credit_code else None,
        employer=employer,
        registered_at=at,
        registered_by=by,
    )
    _refuse_misfits(donor, id_number)
    _set_public_name(donor, public_name_mode, consented_on, at)
    plain = {"id_number": _present(id_number), "phone": phone, "email": email, "address": address}
    for field in SEALED:
        seal(donor, field, plain[field])
    try:
        insert_drawn(donor, lambda: new_reference(PREFIX))
    except IntegrityError as error:
        raise DonorKnown(_("A donor with this number is entered already. Search for it in the list.")) from error
    record("donations.donor_entered", subject=donor, by=by, at=at, data={"kind": kind})
    return donor


@transaction.atomic
def choose_public_name(*, donor: Donor, mode: str, consented_on: date | None, by: Any, at: datetime) -> Donor:
    """For gifts from now on and for those before: the donor decides about the name, not about each gift.

    Raises NotAllowed, and Refused where the mode shows the name and nobody agreed.
    """
    demand(may_keep_donors(by))
    donor = locked(donor)
    _set_public_name(donor, mode, consented_on, at)
    donor.save(update_fields=["public_name_mode", "consented_on"])
    donor.gifts.update(public_name_mode=mode)
    record("donations.public_name_chosen", subject=donor, by=by, at=at, data={"mode": mode})
    return donor


def _set_public_name(donor: Donor, mode: str, consented_on: date | None, at: datetime) -> None:
    if (mode, donor.kind) in ((NameMode.REAL, DonorKind.COMPANY), (NameMode.COMPANY, DonorKind.PERSON)):
        raise Refused(_("This way of showing the name belongs to the other kind of donor."))
    if mode in SHOWN_MODES and consented_on is None:
        raise Refused(_("The name is public only with the donor's consent. Enter the day on which it was given."))
    if consented_on and consented_on > localdate(at):
        raise Refused(_("The day of the consent lies ahead."))
    donor.public_name_mode, donor.consented_on = mode, consented_on if mode in SHOWN_MODES else None


def _refuse_misfits(donor: Donor, id_number: str) -> None:
    if donor.kind == DonorKind.COMPANY and (id_number or donor.employer):
        raise Refused(_("An organisation has a credit code; ID number and employer belong to a person."))
    if donor.kind == DonorKind.PERSON and donor.credit_code:
        raise Refused(_("A person has an ID number; the credit code belongs to an organisation."))
    if donor.employer and donor.employer.kind != DonorKind.COMPANY:
        raise Refused(_("Somebody works for an organisation, not for a person."))


def _present(id_number: str) -> str:
    """18 characters. Raises ValidationError."""
    if not id_number:
        return ""
    return validators.parse_resident_id(validators.eighteen_characters(id_number) or id_number).number
