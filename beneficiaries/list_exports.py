"""The register as files: people and households of the reader's areas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from beneficiaries.models import DeclaredRelative, Household, Person
from beneficiaries.permissions import may_search
from beneficiaries.selectors import records_at_home_with
from jobs.list_exports import ListExport
from protection.access import AccessContext
from protection.sealing import unseal_fields_of_many
from web.spreadsheet import Column, Kind
from workflow.answers import YES, Answer


@dataclass(frozen=True)
class ShownPerson:
    """`id_number` and `phone` are masks, or the values where they were opened."""

    person: Person
    id_number: str
    phone: str


PEOPLE_COLUMNS = (
    Column(_("Reference"), lambda p: p.person.reference),
    Column(_("Name"), lambda p: p.person.name),
    Column(_("Sex"), lambda p: p.person.get_sex_display()),
    Column(_("Date of birth"), lambda p: p.person.birth_date, Kind.DATE),
    Column(_("ID number"), lambda p: p.id_number, width=22),
    Column(_("Telephone"), lambda p: p.phone),
    Column(_("Community or village"), lambda p: p.person.area),
    Column(_("Address"), lambda p: p.person.address_mask, width=28),
    Column(_("Registered at"), lambda p: p.person.registered_at, Kind.TIME),
)
HOUSEHOLD_COLUMNS = (
    Column(_("Reference"), lambda h: h.reference),
    Column(_("Head of the household"), lambda h: h.head.name),
    Column(_("ID number of the head"), lambda h: h.head.id_number_mask, width=22),
    Column(_("Members"), lambda h: h.living, Kind.INTEGER),
    Column(_("Community or village"), lambda h: h.area),
    Column(_("Opened at"), lambda h: h.opened_at, Kind.TIME),
)


class RegisterExport(ListExport):
    """Filtered by community at most: the register lists nothing else before a search."""

    event = "beneficiaries.register_exported"

    def may_export(self, user: Any) -> Answer:
        return may_search(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        area = str(query.get("area", ""))
        return {"area": int(area)} if area.isascii() and area.isdigit() and len(area) < 19 else {}


class PeopleExport(RegisterExport):
    code = "people"
    title = _("Registered people")
    sealed = ("id_number", "phone")

    def may_open(self, user: Any) -> Answer:
        is_federation = has_role(user, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
        return YES if is_federation else super().may_open(user)

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        people = Person.objects.visible_to(user).filter(merged_into__isnull=True, **filters)
        return people.select_related("area__parent").defer("bank_account", "address")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return PEOPLE_COLUMNS

    def shown(self, items: Sequence[Person]) -> Iterable[ShownPerson]:
        return (ShownPerson(person, person.id_number_mask, person.phone_mask) for person in items)

    def opened(self, items: Sequence[Person], access: AccessContext) -> Iterable[ShownPerson]:
        openable = openable_people(Person.objects.filter(pk__in=[person.pk for person in items]), access.by)
        values = unseal_fields_of_many(openable, self.sealed, access)
        for masked in self.shown(items):
            plain = values.get(masked.person.pk)
            yield ShownPerson(masked.person, plain["id_number"], plain["phone"]) if plain else masked


class HouseholdExport(RegisterExport):
    code = "households"
    title = _("Households")

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        living = Count("members", filter=Q(members__valid_to__isnull=True))
        open_ones = Household.objects.visible_to(user).filter(closed_at__isnull=True, **filters)
        sealed = ("head__id_number", "head__phone", "head__bank_account", "head__address")
        return open_ones.select_related("head", "area__parent").defer(*sealed).annotate(living=living)

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return HOUSEHOLD_COLUMNS


def openable_people(people: QuerySet[Person], user: Any) -> list[Person]:
    """Those to whom the user has no tie: not himself, no declared relative, nobody at home with one of them. Four
    queries."""
    found = list(people)
    declared = DeclaredRelative.objects.filter(user=user, ended_at__isnull=True)
    indexes = list(declared.values_list("id_number_index", "phone_index"))
    numbers = {number for number, _phone in indexes if number}
    phones = {phone for _number, phone in indexes if phone}
    tied = Person.objects.filter(Q(user=user) | Q(id_number_index__in=numbers) | Q(phone_index__in=phones))
    ties = (numbers, phones, set(records_at_home_with(*tied.only("pk", "merged_into"))))
    return [person for person in found if not _is_tied(person, user, *ties)]


def _is_tied(person: Person, user: Any, numbers: set[str], phones: set[str], home: set[int]) -> bool:
    return (
        person.user_id == user.pk
        or person.pk in home
        or person.id_number_index in numbers
        or person.phone_index in phones
    )


PEOPLE = PeopleExport()
HOUSEHOLDS = HouseholdExport()
