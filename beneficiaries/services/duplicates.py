"""Looking for records that may be one person. Runs as often as one likes, and goes on where it was stopped."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from audit.recording import Occurrence, record_many
from beneficiaries.blocking import neighbours
from beneficiaries.duplicate_workflow import UNDECIDED, WORKFLOW
from beneficiaries.matching import Commonness, Match, Traits, cannot_be_one, commonness, compare
from beneficiaries.models import ComparedPerson, DuplicatePair, Person
from beneficiaries.traits import all_traits, traits_of
from protection.access import AccessContext
from protection.indexing import tokens_of
from protection.sealing import unseal_many
from web.references import new_reference

PREFIX = "CF"  # 重复
PART = 25_000
ADDRESSES = 500
AT_ONCE = 900  # SQLite refuses more than 999 parameters on old builds
Pair = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True)
class Search:
    """How many people were compared, and how many pairs were not known before."""

    compared: int
    found: int


def find_duplicates(*, at: datetime, part: int = PART) -> Search:
    """Compares everybody who is new or was changed with the whole register, a part at a time.

    What one part found is committed with the note that its people were compared, so a run that is stopped loses one
    part, and a second run beside it finds nothing new. Pairs that people decided about stay as they are.
    """
    index_old_addresses(at=at)
    people = all_traits()
    common = commonness(people.values())
    fresh = sorted(people.keys() - set(ComparedPerson.objects.values_list("person_id", flat=True)))
    found = 0
    for ids in _parts(fresh, part):
        matches = _matches(ids, people, common)
        with transaction.atomic():
            found += _store(matches, at)
            _note_compared(ids, people, at)
    return Search(compared=len(fresh), found=found)


def index_old_addresses(*, at: datetime) -> int:
    """Gives people registered before addresses were compared their keyed tokens; each opening leaves its row."""
    done = 0
    while rows := list(Person.objects.filter(building_index__isnull=True).exclude(address="")[:ADDRESSES]):
        with transaction.atomic():
            plain = unseal_many(rows, "address", AccessContext(by=None, purpose="duplicate_check", at=at))
            for person in rows:
                for column, token in tokens_of(Person, "address", plain[person.pk]).items():
                    setattr(person, column, token or None)
            Person.objects.bulk_update(rows, ["home_index", "building_index"])
        done += len(rows)
    return done


def _matches(fresh: Collection[int], people: Mapping[int, Traits], common: Commonness) -> dict[Pair, Match]:
    found = {}
    for first, second in neighbours(fresh, people):
        if cannot_be_one(people[first], people[second]):
            continue
        match = compare(people[first], people[second], common)
        if match.is_likely:
            found[first, second] = match
    return found


def _store(matches: Mapping[Pair, Match], at: datetime) -> int:
    """Adds the pairs that are new, brings the score of undecided ones up to date. Returns how many are new."""
    known: dict[Pair, DuplicatePair] = {}
    for ids in _parts(sorted({first for first, _second in matches}), AT_ONCE):
        for pair in DuplicatePair.objects.filter(first__in=ids):
            known[pair.first_id, pair.second_id] = pair
    _refresh([(known[ids], match) for ids, match in matches.items() if ids in known])
    rows = [_row(ids, match, at) for ids, match in sorted(matches.items()) if ids not in known]
    DuplicatePair.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    stored = _stored(rows)
    record_many(
        [
            Occurrence("beneficiaries.duplicate_suspected", pair, f"duplicate:{pair.first_id}:{pair.second_id}")
            for pair in stored
        ],
        at=at,
    )
    return len(stored)


@transaction.atomic
def suspect(*, first: Person, second: Person, match: Match, at: datetime) -> DuplicatePair:
    """One pair, noted at once; known already: as it is."""
    ids = (min(first.pk, second.pk), max(first.pk, second.pk))
    _store({ids: match}, at)
    return DuplicatePair.objects.select_related("first", "second").get(first_id=ids[0], second_id=ids[1])


def _stored(rows: Sequence[DuplicatePair]) -> list[DuplicatePair]:
    """Those that this run inserted: a pair of a rival run has another reference."""
    found: list[DuplicatePair] = []
    for some in _parts(rows, AT_ONCE):
        found += DuplicatePair.objects.filter(reference__in=[row.reference for row in some])
    return found


def _row(ids: Pair, match: Match, at: datetime) -> DuplicatePair:
    return DuplicatePair(
        reference=new_reference(PREFIX, length=8),
        first_id=ids[0],
        second_id=ids[1],
        score=match.score,
        reasons=[list(reason) for reason in match.reasons],
        found_at=at,
        state=WORKFLOW.initial,
        state_since=at,
    )


def _refresh(pairs: Sequence[tuple[DuplicatePair, Match]]) -> None:
    changed = []
    for pair, match in pairs:
        reasons = [list(reason) for reason in match.reasons]
        if pair.state in UNDECIDED and pair.reasons != reasons:
            pair.score, pair.reasons = match.score, reasons
            changed.append(pair)
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=500)


def _note_compared(ids: Collection[int], people: Mapping[int, Traits], at: datetime) -> None:
    """Whoever was changed since the register was read stays for the next run; the lock keeps others from changing."""
    now = traits_of(ids, lock=True)
    same = [pk for pk in ids if now.get(pk) == people[pk]]
    rows = [ComparedPerson(person_id=pk, at=at) for pk in same]
    ComparedPerson.objects.bulk_create(rows, batch_size=2_000, ignore_conflicts=True)


def _parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
