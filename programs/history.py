"""What the rules need to know about earlier aid. Declared here, filled by `applications.selectors`.

Pure values, so that the rules run without a database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Claim:
    """Something that may be used for aid only once: an invoice by anybody, a criminal case by the same person.

    `number` is normalised (upper case, no blanks). `per_person` says whose earlier use counts.
    """

    kind: str  # invoice | judicial_case
    number: str
    per_person: bool = False


@dataclass(frozen=True)
class PastGrant:
    """A decision to help, whether or not the money has arrived yet. Withdrawn and rejected cases are none."""

    scheme_code: str
    decided_on: date
    amount_fen: int


@dataclass(frozen=True)
class AidHistory:
    """Earlier aid of one person, without the application being judged.

    `live` holds the references of open applications under the same scheme; `taken` those claims of this application
    that another application, live or granted, already uses.
    """

    grants: tuple[PastGrant, ...] = ()
    live: tuple[str, ...] = ()
    taken: frozenset[Claim] = frozenset()

    def grants_of(self, scheme_code: str, first: date, last: date) -> list[PastGrant]:
        return [g for g in self.grants if g.scheme_code == scheme_code and first <= g.decided_on <= last]

    def granted_fen(self, scheme_code: str, first: date, last: date) -> int:
        return sum(grant.amount_fen for grant in self.grants_of(scheme_code, first, last))


NO_HISTORY = AidHistory()
Given = Callable[[Any], Iterable[tuple[int, PastGrant]]]  # keys of people, None for everybody → whom, and what
_given: dict[str, Given] = {}


def register_given(scheme_code: str, source: Given) -> None:
    """From an app above, once, when it is ready: what it gave under a scheme without an application."""
    _given[scheme_code] = source


def given_without_application(scheme_code: str, people: Any = None) -> list[tuple[int, PastGrant]]:
    """(person, grant); no query for schemes whose help always has an application."""
    source = _given.get(scheme_code)
    return list(source(people)) if source else []


def claims_of(kind: str, numbers: Iterable[str], *, per_person: bool = False) -> tuple[Claim, ...]:
    return tuple(Claim(kind, number, per_person) for number in dict.fromkeys(map(normal, numbers)))


def normal(number: str) -> str:
    return "".join(number.split()).upper()
