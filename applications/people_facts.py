"""What the registry knows of very many people: the facts of `applications.facts` in a handful of queries.

Nobody is asked anything here and no paper is opened: what the registry does not know stays unknown to the rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import permutations
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from applications import states
from applications.economy_facts import EconomyBook
from applications.models import Application
from beneficiaries.models import Consent, GuardianLink, HardshipCertificate, HouseholdMember, Person
from programs.hardship import POOR_FAMILY
from programs.history import (
    NO_HISTORY,
    AidHistory,
    Claim,
    PastGrant,
    given_without_application,
)
from programs.scheme import Scheme

NAMES = ("birth_date", "identity_checked", "hardship_categories", "history", "economy")
CHUNK = 20_000
NONE: frozenset[str] = frozenset()


class PersonRow(NamedTuple):
    pk: int
    area_id: int
    birth_date: date | None
    identity_checked: bool | None  # without a number in the register nothing is known: the card can still be shown


class Stretch(NamedTuple):
    """The people of one span of primary keys, without those whom nobody looks for."""

    first: int
    last: int
    people: list[PersonRow]


class Registry:
    """Read once; `facts_of` then gives each person's facts in the order of NAMES, as of the day.

    A record that was merged into another is not listed: what was written for it counts for the one that is kept.
    Incomes and property are read only for `schemes` that judge by them.
    """

    def __init__(self, *, on: date, schemes: Iterable[Scheme]) -> None:
        kept, asked = kept_records(), list(schemes)
        self.on, self._hardship = on, HardshipBook(kept)
        self._histories = Histories(kept, [scheme.code for scheme in asked])
        asks_economy = any(fact.name == "economy" for scheme in asked for fact in scheme.facts)
        self._economies = EconomyBook(kept, on=on) if asks_economy else None
        self._without_consent = people_who_withdrew(kept)

    def stretches(self) -> Iterator[Stretch]:
        """Everybody by primary key, but for those who took back the consent to be handled."""
        last = 0
        while rows := _people_after(last):
            first, last = rows[0].pk, rows[-1].pk
            yield Stretch(first, last, [row for row in rows if row.pk not in self._without_consent])

    def facts_of(self, row: PersonRow, *, program_id: int) -> tuple[Any, ...]:
        hardship = self._hardship.proven(row.pk, on=self.on)
        history = self._histories.of(row.pk, program_id=program_id)
        economy = self._economies.of(row.pk) if self._economies else None
        return row.birth_date, row.identity_checked, hardship, history, economy


def _people_after(pk: int) -> list[PersonRow]:
    is_checked = ExpressionWrapper(Q(id_number_index__isnull=False), output_field=BooleanField())
    rows = Person.objects.filter(pk__gt=pk, merged_into__isnull=True).order_by("pk").annotate(is_checked=is_checked)
    columns = rows.values_list("pk", "area_id", "birth_date", "is_checked")[:CHUNK]
    return [PersonRow(pk, area, born, True if checked else None) for pk, area, born, checked in columns]


def kept_records() -> dict[int, int]:
    """Merged records and the record that each stands under now; nobody else is in it."""
    return dict(Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))


class Certificate(NamedTuple):
    category: str
    valid_from: date
    valid_to: date | None


class HardshipBook:
    """applications.facts.proven_hardship for everybody and every day; equal sets are the same object."""

    def __init__(self, kept: Mapping[int, int]) -> None:
        self._kept = kept
        checked = HardshipCertificate.objects.filter(checked_at__isnull=False).order_by("pk")
        own: dict[int, list[Certificate]] = defaultdict(list)
        for person_id, *columns in checked.values_list("person_id", "category", "valid_from", "valid_to"):
            own[kept.get(person_id, person_id)].append(Certificate(*columns))
        self._certificates: dict[int, list[Certificate]] = defaultdict(list, {pk: [*c] for pk, c in own.items()})
        self._same: dict[frozenset[str], frozenset[str]] = {}
        for person_id, holder_id in _families(checked, kept):
            shared = [certificate for certificate in own[holder_id] if certificate.category in POOR_FAMILY]
            self._certificates[person_id] += shared

    def proven(self, person_id: int, *, on: date) -> frozenset[str]:
        certificates = self._certificates.get(self._kept.get(person_id, person_id))
        if not certificates:
            return NONE
        found = frozenset(
            c.category for c in certificates if c.valid_from <= on and (c.valid_to is None or c.valid_to >= on)
        )
        return self._same.setdefault(found, found)


def _families(checked: Any, kept: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """(person, holder of a certificate), once each, where the holder's certificate counts for the person too."""
    pairs = {(kept.get(one, one), kept.get(other, other)): None for one, other in _family_pairs(checked)}
    return (pair for pair in pairs if pair[0] != pair[1])


def _family_pairs(checked: Any) -> Iterator[tuple[int, int]]:
    poor = checked.filter(category__in=POOR_FAMILY).order_by()
    holders = Person.objects.filter(
        Q(pk__in=poor.values("person"))
        | Q(pk__in=poor.values("person__merged_into"))
        | Q(merged_into__in=poor.values("person"))
    ).values("pk")
    homes = HouseholdMember.objects.current().filter(person__in=holders).values("household")
    current = HouseholdMember.objects.current().filter(household__in=homes)
    members: dict[int, list[int]] = defaultdict(list)
    for household_id, person_id in current.values_list("household_id", "person_id"):
        members[household_id].append(person_id)
    for people in members.values():
        yield from permutations(people, 2)
    links = GuardianLink.objects.filter(valid_to__isnull=True, guardian__in=holders)
    yield from links.values_list("ward_id", "guardian_id")


class Histories:
    """applications.facts.history_of for everybody and some schemes; the claims of a case are looked up apart."""

    def __init__(self, kept: Mapping[int, int], scheme_codes: Iterable[str]) -> None:
        self._kept = kept
        self._grants = _grants_of_all(kept, scheme_codes)
        self._live = _live_cases_of_all(kept)

    def of(
        self, person_id: int, *, program_id: int, without: int | None = None, taken: frozenset[Claim] = frozenset()
    ) -> AidHistory:
        person_id = self._kept.get(person_id, person_id)
        grants, live = self._grants.get(person_id, ()), self._live.get((person_id, program_id), ())
        if not (grants or live or taken):
            return NO_HISTORY
        return AidHistory(
            grants=tuple(grant for case_id, grant in grants if case_id != without),
            live=tuple(reference for case_id, reference in live if case_id != without),
            taken=taken,
        )


NO_CASE = 0  # of what was given without an application


def _grants_of_all(kept: Mapping[int, int], scheme_codes: Iterable[str]) -> dict[int, list[tuple[int, PastGrant]]]:
    """Earlier grants by person with their case, in the order of the cases."""
    cases = Application.objects.filter(state__in=sorted(states.DECIDED_YES)).order_by("pk")
    columns = ("applicant_id", "pk", "program__scheme_code", "decided_at", "state_since", "approved_amount_fen")
    found: dict[int, list[tuple[int, PastGrant]]] = defaultdict(list)
    for person_id, case_id, code, decided_at, since, fen in cases.values_list(*columns).iterator():
        found[kept.get(person_id, person_id)].append(
            (case_id, PastGrant(code, timezone.localdate(decided_at or since), fen or 0))
        )
    for code in scheme_codes:
        for person_id, grant in given_without_application(code):
            found[kept.get(person_id, person_id)].append((NO_CASE, grant))
    return found


def _live_cases_of_all(kept: Mapping[int, int]) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """Cases that stand in the way of another one, by person and program, with their references."""
    found: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    cases = Application.objects.in_the_way().order_by("pk").values_list("applicant_id", "program_id", "pk", "reference")
    for person_id, program_id, case_id, reference in cases.iterator():
        found[kept.get(person_id, person_id), program_id].append((case_id, reference))
    return found


def people_who_withdrew(kept: Mapping[int, int]) -> set[int]:
    """Who took back the consent to be handled and gave no new one (PIPL 15): nobody looks for aid for them."""
    consents = Consent.objects.filter(purpose="PROCESS_BASIC")
    withdrew = set(consents.filter(withdrawal__isnull=False).values_list("person_id", flat=True))
    given = consents.in_force().filter(person__in=withdrew).values_list("person_id", flat=True)
    still = {kept.get(person_id, person_id) for person_id in given}
    return {kept.get(person_id, person_id) for person_id in withdrew} - still
