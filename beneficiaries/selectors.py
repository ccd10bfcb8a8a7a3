"""Questions about people."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from beneficiaries.conflicts import (
    conflict_between,
    conflicts_between,
    is_relative_of_staff,
    kind_of,
    remember_ties,
)
from beneficiaries.models import (
    Consent,
    Document,
    DuplicatePair,
    GuardianLink,
    HardshipCertificate,
    Household,
    HouseholdMember,
    Person,
)
from beneficiaries.permissions import may_see_accesses
from beneficiaries.search import person_ids_matching
from protection.indexing import index_of
from protection.models import PersonalDataAccess
from protection.validators import eighteen_characters
from web.references import normalise_reference

__all__ = ["conflict_between", "conflicts_between", "is_relative_of_staff", "kind_of", "remember_ties"]


def find_person_by_id_number(number: str, *, visible_to: Any = None) -> Person | None:
    """Exact, by blind index, in the old or the present form; of a merged record the one that is kept.

    With `visible_to` only among the people that this user may see.
    """
    people = Person.objects.all() if visible_to is None else Person.objects.visible_to(visible_to)
    found = people.filter(_has_number(number)).order_by("merged_into", "pk").first()
    if found is None or found.merged_into_id is None:
        return found
    return people.filter(pk=found.merged_into_id).first()


def _of(person_ids: Collection[int]) -> Q:
    """Rows of these people, under every record that they have."""
    return Q(person__in=person_ids) | Q(person__merged_into__in=person_ids)


def decision_about(person: Person, *, user: Any) -> DuplicatePair | None:
    """The decision by which this record was merged into another, for who may see both."""
    if person.merged_into_id is None:
        return None
    pairs = DuplicatePair.objects.visible_to(user)
    return pairs.filter(merges__absorbed=person, merges__undone_at__isnull=True).first()


def is_id_number(text: str) -> bool:
    """Whether somebody typed the number of a document rather than a name or a reference."""
    return sum(character.isdigit() for character in text) >= 8


def search_register(text: str, *, user: Any) -> QuerySet[Person]:
    """People whom the user may see, by reference, by exact ID number (blind index), or by part of the name."""
    people = (
        Person.objects.visible_to(user)
        .select_related("area", "merged_into")
        .defer("address", "bank_account", "phone", "id_number")
    )
    if not text.strip():
        return people.none()
    exact = Q(reference=normalise_reference(text))
    if any(character.isdigit() for character in text):
        return people.filter(exact | _has_number(text))
    return people.filter(exact | Q(pk__in=person_ids_matching(text)))


def _has_number(text: str) -> Q:
    """15 digits find the person who is registered with 18, and the other way round."""
    indexes = [
        index for index in (index_of(Person, "id_number", n) for n in (text, eighteen_characters(text))) if index
    ]
    return Q(id_number_index__in=indexes) | Q(present_number_index__in=indexes)


def guardians_of(person: Person, *, on: date) -> QuerySet[GuardianLink]:
    return (
        GuardianLink.objects.filter(ward__in=Person.objects.same_as(person), valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .select_related("guardian")
        .order_by("valid_from", "pk")
    )


def guardian_of(person: Person, *, on: date) -> Person | None:
    """The guardian registered first among those in force."""
    link = guardians_of(person, on=on).first()
    return link.guardian if link else None


def household_of(person: Person) -> Household | None:
    """Where the person lives now."""
    current = HouseholdMember.objects.current().filter(person__in=Person.objects.same_as(person))
    return Household.objects.filter(pk__in=current.values("household")).order_by("pk").first()


def records_at_home_with(*people: Person) -> list[int]:
    """Keys of every record of these people and of those who live with one of them now; one query."""
    return list(people_at_home_with(*people).order_by("pk").values_list("pk", flat=True))


def people_at_home_with(*people: Person) -> QuerySet[Person]:
    """The records themselves."""
    current = HouseholdMember.objects.current()
    own = Person.objects.filter(_records_of([person.merged_into_id or person.pk for person in people]))
    home = current.filter(person__in=own).values("household")
    living = current.filter(household__in=home).values("person")
    records = Q(pk__in=living) | Q(merged_into__in=living) | Q(pk__in=own)
    return Person.objects.filter(records)


def _records_of(kept: Collection[int]) -> Q:
    return Q(pk__in=kept) | Q(merged_into__in=kept)


def members_of(household: Household) -> QuerySet[HouseholdMember]:
    """Who lives there now, head first."""
    members = HouseholdMember.objects.current().filter(household=household)
    return members.select_related("person__area").order_by("valid_from", "pk")


def certificates_of(person: Person) -> QuerySet[HardshipCertificate]:
    found = HardshipCertificate.objects.filter(person__in=Person.objects.same_as(person))
    return found.select_related("checked_by").order_by("-valid_from", "-pk")


def certificates_of_people(person_ids: Collection[int]) -> QuerySet[HardshipCertificate]:
    return (
        HardshipCertificate.objects.filter(_of(person_ids))
        .select_related("person", "checked_by")
        .order_by("-valid_from", "-pk")
    )


def certificates_visible_to(user: Any) -> QuerySet[HardshipCertificate]:
    return HardshipCertificate.objects.filter(person__in=Person.objects.visible_to(user)).select_related("person")


def certificates_in_force(person: Person, *, on: date) -> QuerySet[HardshipCertificate]:
    """Checked certificates that are valid on the day; their categories are facts for eligibility."""
    return certificates_of(person).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on, checked_at__isnull=False
    )


def consents_of(person: Person) -> QuerySet[Consent]:
    given = Consent.objects.filter(person__in=Person.objects.same_as(person))
    return given.select_related("signer", "withdrawal", "text").order_by("-given_at", "-pk")


def consents_of_people(person_ids: Collection[int]) -> QuerySet[Consent]:
    return (
        Consent.objects.filter(_of(person_ids))
        .select_related("person", "signer", "withdrawal", "text")
        .order_by("-given_at", "-pk")
    )


def consent_in_force(person: Person, purpose: str) -> Consent | None:
    """The newest consent of this purpose that was not withdrawn."""
    return consents_of(person).filter(withdrawal__isnull=True, purpose=purpose).first()


def purposes_in_force(person: Person) -> frozenset[str]:
    """What the person agreed to and did not withdraw, in any of his records."""
    given = Consent.objects.in_force().filter(person__in=Person.objects.same_as(person))
    return frozenset(given.values_list("purpose", flat=True))


def missing_consents(person: Person, purposes: tuple[str, ...]) -> list[str]:
    given = purposes_in_force(person)
    return [purpose for purpose in purposes if purpose not in given]


def documents_of(person: Person) -> QuerySet[Document]:
    papers = Document.objects.filter(person__in=Person.objects.same_as(person))
    return papers.select_related("uploaded_by").order_by("kind", "-uploaded_at", "-pk")


def accesses_to(person: Person, *, user: Any) -> QuerySet[PersonalDataAccess]:
    """Who opened the data of this person, newest first; nothing for people who may not know."""
    if not may_see_accesses(user, person):
        return PersonalDataAccess.objects.none()
    return PersonalDataAccess.objects.filter(
        subject_type=Person._meta.label_lower, subject_id=person.pk
    ).select_related("actor")
