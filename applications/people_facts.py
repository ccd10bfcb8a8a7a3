"""What the registry knows of very many people: the facts of `applications.facts` in a handful of queries.

Nobody is asked anything here and no paper is opened: what the registry does not know stays unknown to the rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from applications import states
from applications.models import Application
from beneficiaries.models import Consent, GuardianLink, HardshipCertificate, HouseholdMember, Person
from programs.hardship import POOR_FAMILY
from programs.history import NO_HISTORY, AidHistory, PastGrant

NAMES = ("birth_date", "identity_checked", "hardship_categories", "history")
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
    """Read once; `facts_of` then gives each person's facts in the order of NAMES, as of the day."""

    def __init__(self, *, on: date) -> None:
        self._hardship = proven_hardship_of_all(on=on)
        self._grants = grants_of_all()
        self._live = live_cases_of_all()
        self._without_consent = people_who_withdrew()

    def stretches(self) -> Iterator[Stretch]:
        """Everybody by primary key, but for those who took back the consent to be handled."""
        last = 0
        while rows := _people_after(last):
            first, last = rows[0].pk, rows[-1].pk
            yield Stretch(first, last, [row for row in rows if row.pk not in self._without_consent])

    def facts_of(self, row: PersonRow, *, program_id: int) -> tuple[Any, ...]:
        hardship = self._hardship.get(row.pk, NONE)
        return row.birth_date, row.identity_checked, hardship, self.history_of(row.pk, program_id=program_id)

    def history_of(self, person_id: int, *, program_id: int) -> AidHistory:
        grants, live = self._grants.get(person_id, ()), self._live.get((person_id, program_id), ())
        return AidHistory(grants=grants, live=live) if grants or live else NO_HISTORY


def _people_after(pk: int) -> list[PersonRow]:
    is_checked = ExpressionWrapper(Q(id_number_index__isnull=False), output_field=BooleanField())
    rows = Person.objects.filter(pk__gt=pk).order_by("pk").annotate(is_checked=is_checked)
    columns = rows.values_list("pk", "area_id", "birth_date", "is_checked")[:CHUNK]
    return [PersonRow(pk, area, born, True if checked else None) for pk, area, born, checked in columns]


def proven_hardship_of_all(*, on: date) -> dict[int, frozenset[str]]:
    """applications.facts.proven_hardship for everybody who has any; the same sets are the same objects."""
    valid = HardshipCertificate.objects.filter(valid_from__lte=on, checked_at__isnull=False).exclude(valid_to__lt=on)
    proven: dict[int, set[str]] = defaultdict(set)
    for person_id, category in valid.values_list("person_id", "category"):
        proven[person_id].add(category)
    poor = {person_id: found for person_id, own in proven.items() if (found := own.intersection(POOR_FAMILY))}
    for person_id, shared in _shared_in_families(poor, valid):
        proven[person_id] |= shared
    same: dict[frozenset[str], frozenset[str]] = {}
    return {person_id: same.setdefault(found := frozenset(own), found) for person_id, own in proven.items()}


def _shared_in_families(poor: dict[int, set[str]], valid: Any) -> Iterator[tuple[int, set[str]]]:
    """What a household or a guardian hands on: computed from the people's own certificates, so one step far."""
    holders = valid.filter(category__in=POOR_FAMILY).values("person")
    homes = HouseholdMember.objects.current().filter(person__in=holders).values("household")
    members: dict[int, list[int]] = defaultdict(list)
    current = HouseholdMember.objects.current().filter(household__in=homes)
    for household_id, person_id in current.values_list("household_id", "person_id"):
        members[household_id].append(person_id)
    for people in members.values():
        shared = set[str]().union(*(poor.get(person_id, ()) for person_id in people))
        yield from ((person_id, shared) for person_id in people)
    links = GuardianLink.objects.filter(valid_to__isnull=True, guardian__in=holders)
    for ward_id, guardian_id in links.values_list("ward_id", "guardian_id"):
        yield ward_id, poor[guardian_id]


def grants_of_all(people: Iterable[int] | None = None) -> dict[int, tuple[PastGrant, ...]]:
    """Earlier grants by person, in the order of the cases."""
    cases = Application.objects.filter(state__in=sorted(states.DECIDED_YES))
    if people is not None:
        cases = cases.filter(applicant__in=people)
    columns = ("applicant_id", "program__scheme_code", "decided_at", "state_since", "approved_amount_fen")
    found: dict[int, list[PastGrant]] = defaultdict(list)
    for person_id, code, decided_at, since, fen in cases.order_by("pk").values_list(*columns).iterator():
        found[person_id].append(PastGrant(code, timezone.localdate(decided_at or since), fen or 0))
    return {person_id: tuple(grants) for person_id, grants in found.items()}


def live_cases_of_all() -> dict[tuple[int, int], tuple[str, ...]]:
    """References of open cases by person and program."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    cases = Application.objects.open().order_by("pk").values_list("applicant_id", "program_id", "reference")
    for person_id, program_id, reference in cases.iterator():
        found[person_id, program_id].append(reference)
    return {key: tuple(references) for key, references in found.items()}


def people_who_withdrew() -> set[int]:
    """Who took back the consent to be handled and gave no new one (PIPL 15): nobody looks for aid for them."""
    consents = Consent.objects.filter(purpose="PROCESS_BASIC")
    withdrew = set(consents.filter(withdrawal__isnull=False).values_list("person_id", flat=True))
    return withdrew - set(consents.in_force().filter(person__in=withdrew).values_list("person_id", flat=True))
