"""Income and property of a household as rules read them: from the register, of one person or of everybody.

The register stands before what the family answered, because staff entered it with its proof. It is only used when
nothing of the twelve months is open; what a month lacks would make a family poorer than it is.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from beneficiaries.economy import PerCapita
from beneficiaries.household_economy import economies, economy_of
from beneficiaries.models import Person, PropertyDeclaration
from beneficiaries.selectors import household_of
from programs.household import RegisteredEconomy

LIVED_IN, SECOND_HOME, CAR = "home", "house", "car"  # kinds of property that are not counted as money


def economy_fact(person: Person, *, on: date) -> RegisteredEconomy | None:
    """Of the household where the person lives now; None when the register leaves something open."""
    home = household_of(person)
    if home is None:
        return None
    economy = economy_of(home, on=on)
    return as_fact(economy.result, economy.properties)


class EconomyBook:
    """`economy_fact` of everybody on one day."""

    def __init__(self, kept: Mapping[int, int], *, on: date) -> None:
        self._facts: dict[int, RegisteredEconomy] = {}
        for members, result, properties in economies(on=on):
            if fact := as_fact(result, properties):
                self._facts |= {kept.get(row.person_id, row.person_id): fact for row in members}

    def of(self, person_id: int) -> RegisteredEconomy | None:
        return self._facts.get(person_id)


def as_fact(result: PerCapita, properties: Iterable[PropertyDeclaration]) -> RegisteredEconomy | None:
    if not result.is_settled:
        return None
    owned = list(properties)
    if not owned:
        return RegisteredEconomy(result.members, result.total_fen)
    has = {row.kind for row in owned if row.value_fen}
    money = sum(row.value_fen for row in owned if row.kind not in (LIVED_IN, SECOND_HOME, CAR))
    return RegisteredEconomy(result.members, result.total_fen, money, SECOND_HOME in has, CAR in has)
