"""What other terms would change: how many people, how much money, where, and who is newly in or out.

Pure, no database. `applications.simulation` brings the real cases and the registry as rows; `compare` judges each
distinct set of facts under both terms once, so that a million rows take seconds.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from programs.bulk import Judge, Verdict
from programs.rules import NO
from programs.scheme import Scheme

LISTED = 200  # people of each list that are kept; the counts are whole


class Row(NamedTuple):
    """One case or one person: `facts` in the order of the names given to `compare`."""

    key: int
    place: int
    on: date
    facts: tuple[Any, ...]


def counts_as_case(verdict: Verdict) -> bool:
    """A case is in as long as nothing refuses it: what is open is settled before it is decided."""
    return verdict.outcome is not NO


def counts_as_person(verdict: Verdict) -> bool:
    """Somebody of the registry is in when a need is shown and nothing refuses. What is unknown is no entitlement."""
    return verdict.is_shown and verdict.outcome is not NO


class Change(NamedTuple):
    """The two verdicts on one set of facts."""

    before: Verdict
    after: Verdict
    was_in: bool
    is_in: bool
    moves: bool

    @property
    def comes_in(self) -> bool:
        return self.is_in and not self.was_in

    @property
    def drops_out(self) -> bool:
        return self.was_in and not self.is_in

    @property
    def is_repriced(self) -> bool:
        return self.was_in and self.is_in and self.before.fen != self.after.fen


@dataclass
class Tally:
    """`fen` adds up the amounts that are known, `unpriced` counts the people without one."""

    people: int = 0
    fen: int = 0
    unpriced: int = 0

    def add(self, verdict: Verdict, times: int) -> None:
        self.people += times
        if verdict.fen is None:
            self.unpriced += times
        else:
            self.fen += verdict.fen * times


@dataclass
class Place:
    """One community, or all of them."""

    before: Tally = field(default_factory=Tally)
    after: Tally = field(default_factory=Tally)
    newly_in: int = 0
    newly_out: int = 0
    other_amount: int = 0

    def add(self, change: Change, times: int) -> None:
        if change.was_in:
            self.before.add(change.before, times)
        if change.is_in:
            self.after.add(change.after, times)
        self.newly_in += times * change.comes_in
        self.newly_out += times * change.drops_out
        self.other_amount += times * change.is_repriced


@dataclass
class Comparison:
    """`newly_in` and `newly_out` hold the first keys of each list."""

    rows: int = 0
    total: Place = field(default_factory=Place)
    places: dict[int, Place] = field(default_factory=dict)
    newly_in: list[int] = field(default_factory=list)
    newly_out: list[int] = field(default_factory=list)

    def note(self, key: int, change: Change) -> None:
        kept = self.newly_in if change.is_in else self.newly_out
        if len(kept) < LISTED:
            kept.append(key)


def compare(
    scheme: Scheme,
    rows: Iterable[Row],
    *,
    names: Sequence[str],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    counts: Callable[[Verdict], bool],
) -> Comparison:
    """Both terms on every row. `counts` says which verdict is in."""
    judge, found = Judge(scheme, names, before, after), Comparison()
    changes: list[Change] = []
    tallies = Counter[tuple[int, int]]()
    for key, place, on, facts in rows:
        number = judge.number(on, facts)
        if number == len(changes):
            changes.append(_change(judge.verdicts[number], counts))
        tallies[place, number] += 1
        if changes[number].moves:
            found.note(key, changes[number])
    for (place, number), times in tallies.items():
        found.rows += times
        found.places.setdefault(place, Place()).add(changes[number], times)
        found.total.add(changes[number], times)
    return found


def _change(verdicts: tuple[Verdict, ...], counts: Callable[[Verdict], bool]) -> Change:
    before, after = verdicts
    was_in, is_in = counts(before), counts(after)
    return Change(before, after, was_in, is_in, was_in != is_in)


def changed_parameters(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [name for name, value in after.items() if before.get(name) != value]


def places_by_people(found: Comparison) -> list[tuple[int, Place]]:
    """The communities in which somebody is in, those with the most people after the change first."""
    rows = [(pk, place) for pk, place in found.places.items() if place.before.people or place.after.people]
    return sorted(rows, key=lambda row: (-row[1].after.people, -row[1].before.people, row[0]))
