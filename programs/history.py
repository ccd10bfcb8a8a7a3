"""What the rules need to know about earlier aid. Declared here, filled by `applications.selectors`.

Pure values, so that the rules run without a database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


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


def claims_of(kind: str, numbers: Iterable[str], *, per_person: bool = False) -> tuple[Claim, ...]:
    return tuple(Claim(kind, number, per_person) for number in dict.fromkeys(map(normal, numbers)))


def normal(number: str) -> str:
    return "".join(number.split()).upper()
