"""A donor may not name somebody related as the one who is to be helped (慈善法 40)."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from beneficiaries.affiliates import affiliates_tied_to
from beneficiaries.models import Affiliate, Person
from beneficiaries.selectors import guardians_of, records_at_home_with
from donations.choices import DonorKind
from donations.models import Donor
from protection.access import AccessContext
from protection.indexing import index_of
from protection.sealing import unseal_fields
from workflow.answers import YES, Answer, no

SAME = _("The named person is the donor, or lives with the donor. A donor may not name somebody related.")
REGISTERED = _("The register of the council and donors has a tie between this donor and the named person.")
GUARDIAN = _("The donor is the guardian of the named person. A donor may not name somebody related.")
UNKNOWN = _("Somebody may be named only by a donor whose ID number or telephone is known, so that ties can be seen.")


def may_name(donor: Donor | None, person: Person, *, by: Any, at: datetime) -> Answer:
    """No, with the reason, where donor and person are one, live together, or are tied in a register.

    Compares blind indexes only; opening the donor's own numbers for it is recorded. A company is compared by its name
    in the register of donors, because its people cannot be known.
    """
    if donor is None:
        return no(UNKNOWN)
    registered = [row for row in affiliates_tied_to(person) if row.kind == Affiliate.Kind.DONOR]
    if any(row.name == donor.name for row in registered):
        return no(REGISTERED)
    if donor.kind == DonorKind.COMPANY:
        return YES
    if not donor.id_number and not donor.phone:
        return no(UNKNOWN)
    numbers, phones = _indexes_of(donor, by, at)
    at_home = Person.objects.filter(pk__in=records_at_home_with(person))
    if at_home.filter(id_number_index__in=numbers).exists() or at_home.filter(phone_index__in=phones).exists():
        return no(SAME)
    if _is_guardian(person, numbers, phones, at):
        return no(GUARDIAN)
    return YES


def _indexes_of(donor: Donor, by: Any, at: datetime) -> tuple[list[str], list[str]]:
    """The donor's numbers as the register of people indexes them: each column has a key of its own."""
    plain = unseal_fields(donor, ["id_number", "phone"], AccessContext(by=by, purpose="look_up", at=at))
    numbers = [index_of(Person, "id_number", plain["id_number"])] if plain["id_number"] else []
    phones = [index_of(Person, "phone", plain["phone"])] if plain["phone"] else []
    return numbers, phones


def _is_guardian(person: Person, numbers: list[str], phones: list[str], at: datetime) -> bool:
    links = guardians_of(person, on=localdate(at)).select_related("guardian")
    return any(link.guardian.id_number_index in numbers or link.guardian.phone_index in phones for link in links)
