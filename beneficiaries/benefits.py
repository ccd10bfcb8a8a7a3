"""The benefit ledger of a household: told by the apps above, which know the cases (declare below, fill above)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from beneficiaries.models import Person
from database.existence import having_rows

ASKED, RECEIVED, REFUSED, ENDED = "asked", "received", "refused", "ended"


@dataclass(frozen=True)
class Benefit:
    """One line: `amount_fen` in fen, or None while undecided; `url` leads to the case.

    `outcome`: asked (nobody decided yet), received (granted, whether or not the money has arrived), refused, or ended
    (withdrawn, terminated, paid back). `kind` is the code of the scheme or of the program that delivers.
    """

    on: date
    person_id: int
    title: str | Promise
    state: str | Promise
    amount_fen: int | None
    url: str
    outcome: str = ASKED
    kind: str = ""
    source: str = ""  # the row behind it, as "applications.application:7"


@dataclass(frozen=True)
class Year:
    """What one calendar year brought."""

    year: int
    received_fen: int
    received: int
    asked: int
    refused: int


@dataclass(frozen=True)
class LedgerLine:
    benefit: Benefit
    name: str


@dataclass(frozen=True)
class Ledger:
    lines: tuple[LedgerLine, ...]
    years: tuple[Year, ...]

    @property
    def received_fen(self) -> int:
        return sum(year.received_fen for year in self.years)


People = Collection[int] | QuerySet[Any, Any]  # primary keys, or a query for them
Source = Callable[[Any, People], list[Benefit]]  # (user, people) → lines that this user may see
Behind = Callable[[Any, People], QuerySet[Any, Any]]  # the rows that the lines are made of
_sources: dict[Source, Behind | None] = {}


def register_benefits(source: Source, behind: Behind | None = None) -> None:
    """From an app above, once, when it is ready. `behind`: asked whether it has rows, with all others in one query;
    most families have something from few sources. Without it the source is asked for its lines each time."""
    _sources.setdefault(source, behind)


def benefits_of(user: Any, people: People) -> list[Benefit]:
    """Newest first, from every source that has something."""
    waiting = having_rows({source: rows(user, people) for source, rows in _sources.items() if rows})
    asked = [source for source, rows in _sources.items() if rows is None or source in waiting]
    lines = [line for source in asked for line in source(user, people)]
    return sorted(lines, key=lambda line: line.on, reverse=True)


def ledger_of(user: Any, person_ids: Collection[int]) -> Ledger:
    """Everything that these people asked for, received or were refused, under every record that they have."""
    names = dict(Person.objects.filter(_records_of(person_ids)).values_list("pk", "name"))
    lines = benefits_of(user, list(names))
    return Ledger(tuple(LedgerLine(line, names[line.person_id]) for line in lines), tuple(by_year(lines)))


def by_year(lines: Iterable[Benefit]) -> list[Year]:
    """The newest year first."""
    years: dict[int, list[Benefit]] = defaultdict(list)
    for line in lines:
        years[line.on.year].append(line)
    return [_year(year, years[year]) for year in sorted(years, reverse=True)]


def overlaps(lines: Sequence[Benefit], *, kind: str, on: date, without: str = "") -> list[Benefit]:
    """What a new application of this kind meets: anything of the household that is still open, anything received in
    the same calendar year. The same kind comes first. `without` is the source of the application itself."""
    met = [
        line
        for line in lines
        if line.source != without or not without
        if line.outcome == ASKED or (line.outcome == RECEIVED and line.on.year == on.year)
    ]
    return sorted(met, key=lambda line: line.kind != kind)


def _year(year: int, lines: Sequence[Benefit]) -> Year:
    received = [line for line in lines if line.outcome == RECEIVED]
    return Year(
        year=year,
        received_fen=sum(line.amount_fen or 0 for line in received),
        received=len(received),
        asked=sum(line.outcome == ASKED for line in lines),
        refused=sum(line.outcome == REFUSED for line in lines),
    )


def _records_of(person_ids: Collection[int]) -> Q:
    return Q(pk__in=person_ids) | Q(merged_into__in=person_ids)
