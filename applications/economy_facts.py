"""Income and property of a household as rules read them: from the register, of one person or of everybody.

The register stands before what the family answered, because staff entered it with its proof. It is only used when
nothing of the twelve months is open; what a month lacks would make a family poorer than it is. Income that was declared
for a part of them and ends before the month before the case is neither used nor passed over: it may contradict what the
family answers now, so the income is not known until it is declared anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from beneficiaries.economy import PerCapita
from beneficiaries.household_economy import declared_homes, economy_of, income_of
from beneficiaries.models import Person, PropertyDeclaration
from beneficiaries.selectors import household_of
from programs.household import RegisteredEconomy

LIVED_IN, SECOND_HOME, CAR = "home", "house", "car"  # kinds of property that are not counted as money


def economy_fact(person: Person, *, on: date) -> RegisteredEconomy | None:
    """Of the household where the person lives now; None when the register cannot say anything of the twelve months."""
    home = household_of(person)
    if home is None:
        return None
    economy = economy_of(home, on=on)
    return as_fact(economy.result, economy.properties)


class EconomyBook:
    """`economy_fact` of everybody on one day."""

    def __init__(self, kept: Mapping[int, int], *, on: date) -> None:
        self._facts: dict[int, RegisteredEconomy] = {}
        for home in declared_homes():
            if fact := as_fact(income_of(home, on=on), home[2]):
                self._facts |= {kept.get(row.person_id, row.person_id): fact for row in home[0]}

    def of(self, person_id: int) -> RegisteredEconomy | None:
        return self._facts.get(person_id)


class EconomyCalendar:
    """`economy_fact` of everybody on any day, each home and day counted once."""

    def __init__(self, kept: Mapping[int, int]) -> None:
        self._kept = kept
        self._homes = {kept.get(row.person_id, row.person_id): home for home in declared_homes() for row in home[0]}
        self._known: dict[tuple[int, date], RegisteredEconomy | None] = {}

    def of(self, person_id: int, *, on: date) -> RegisteredEconomy | None:
        home = self._homes.get(self._kept.get(person_id, person_id))
        if home is None:
            return None
        key = id(home), on
        if key not in self._known:
            self._known[key] = as_fact(income_of(home, on=on), home[2])
        return self._known[key]


def as_fact(result: PerCapita, properties: Iterable[PropertyDeclaration]) -> RegisteredEconomy | None:
    if not result.is_settled and not result.ends_early:
        return None
    income_fen = result.total_fen if result.is_settled else None
    owned = list(properties)
    if not owned:
        return RegisteredEconomy(result.members, income_fen)
    has = {row.kind for row in owned if row.value_fen}
    money = sum(row.value_fen for row in owned if row.kind not in (LIVED_IN, SECOND_HOME, CAR))
    return RegisteredEconomy(result.members, income_fen, money, SECOND_HOME in has, CAR in has)
