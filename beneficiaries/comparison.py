"""Two records line by line, as the decision page shows them: masks only, and whether the sealed values are equal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beneficiaries.benefits import benefits_of
from beneficiaries.models import Consent, Document, DuplicatePair, HardshipCertificate, HouseholdMember, Person

SEALED = ("id_number", "phone", "bank_account", "address")
SAME, DIFFERENT, UNKNOWN = "same", "different", ""


@dataclass(frozen=True)
class Row:
    """`verdict`: same, different, or "" when one of the two is not known or there is nothing to compare."""

    label: str | Promise
    first: Any
    second: Any
    verdict: str = UNKNOWN
    kind: str = "text"  # text | day | count


def sealed_names(path: str) -> tuple[str, ...]:
    """Columns that a page does not need: it never decrypts."""
    return tuple(f"{path}__{name}" for name in SEALED)


def rows_of(pair: DuplicatePair, user: Any) -> list[Row]:
    first, second = pair.first, pair.second
    homes = _homes(pair)
    rows = [
        _row(_("Name"), first, second, lambda p: p.name),
        _row(_("Sex"), first, second, lambda p: p.get_sex_display()),
        _row(_("Date of birth"), first, second, lambda p: p.birth_date, kind="day"),
        _row(_("Kind of document"), first, second, lambda p: p.get_id_type_display()),
        _row(_("ID number"), first, second, _mask("id_number"), lambda p: p.present_number_index or p.id_number_index),
        _row(_("Telephone"), first, second, _mask("phone"), lambda p: p.phone_index),
        _row(_("Bank account"), first, second, _mask("bank_account"), lambda p: p.bank_index),
        _row(_("Address"), first, second, _mask("address"), lambda p: p.home_index or p.building_index),
        _row(_("Community or village"), first, second, lambda p: str(p.area)),
        _row(_("Household"), first, second, lambda p: homes.get(p.pk, "")),
        _row(_("Registered"), first, second, lambda p: p.registered_at, lambda p: None, kind="day"),
    ]
    return [*rows, *_counts(pair, user)]


def _row(
    label: Any,
    first: Person,
    second: Person,
    read: Callable[[Person], Any],
    key: Callable[[Person], Any] | None = None,
    kind: str = "text",
) -> Row:
    keys = [(key or read)(first), (key or read)(second)]
    verdict = UNKNOWN if not all(keys) else SAME if keys[0] == keys[1] else DIFFERENT
    return Row(label, read(first), read(second), verdict, kind)


def _mask(name: str) -> Callable[[Person], Any]:
    return lambda person: getattr(person, f"{name}_mask")


def _homes(pair: DuplicatePair) -> dict[int, str]:
    members = HouseholdMember.objects.current().filter(person__in=(pair.first_id, pair.second_id))
    return dict(members.values_list("person", "household__reference"))


def _counts(pair: DuplicatePair, user: Any) -> list[Row]:
    """What each record carries; nothing of it moves with a merge."""
    ids = (pair.first_id, pair.second_id)
    return [
        _counted(_("Papers"), pair, list(Document.objects.filter(person__in=ids).values_list("person", flat=True))),
        _counted(
            _("Hardship certificates"),
            pair,
            list(HardshipCertificate.objects.filter(person__in=ids).values_list("person", flat=True)),
        ),
        _counted(_("Consents"), pair, list(Consent.objects.filter(person__in=ids).values_list("person", flat=True))),
        _counted(_("Aid received and asked for"), pair, [line.person_id for line in benefits_of(user, ids)]),
    ]


def _counted(label: Any, pair: DuplicatePair, owners: list[int]) -> Row:
    return Row(label, owners.count(pair.first_id), owners.count(pair.second_id), kind="count")
