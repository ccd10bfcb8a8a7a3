"""Where and whom the payments of programs that deliver things helped (ADR 0025): a share of a voucher is told by the
parts of what the voucher paid for, to the fen.
"""

from collections.abc import Collection, Iterator, Sequence

from delivery.community_grants.fund_sources import helped as by_grants
from delivery.festival_visits.fund_sources import helped as by_visits
from delivery.porridge_house.fund_sources import helped as by_meals
from delivery.seedling_protection.fund_sources import helped as by_schools
from delivery.wristbands.fund_sources import helped as by_bands
from funds.sources import Helped, HelpedOf

HELPED = (by_grants, by_visits, by_meals, by_schools, by_bands)


def helped_by(sources: Collection[str]) -> HelpedOf:
    """By source of the voucher; one or two queries per program that is among them."""
    return {source: parts for of_program in HELPED for source, parts in of_program(sources).items() if parts}


def divided(amount_fen: int, parts: Sequence[Helped]) -> Iterator[tuple[Helped, int]]:
    """The amount over the places of the parts, in proportion to their weights, to the fen: each gets the whole fen of
    its part, and what is left goes to the largest remainders, the first place before the others."""
    places = merged(parts)
    whole = sum(part.weight for part in places)
    if whole <= 0:
        yield Helped(None, frozenset(), 0), amount_fen
        return
    shares = [divmod(amount_fen * part.weight, whole) for part in places]
    left = amount_fen - sum(fen for fen, _rest in shares)
    first = sorted(range(len(places)), key=lambda place: (-shares[place][1], place))[:left]
    for place, part in enumerate(places):
        yield part, shares[place][0] + (place in first)


def merged(parts: Sequence[Helped]) -> list[Helped]:
    """One part for each place, in the order of the places; the one that is nowhere comes last."""
    people: dict[int | None, set[str]] = {}
    weights: dict[int | None, int] = {}
    for part in parts:
        people.setdefault(part.area_id, set()).update(part.people)
        weights[part.area_id] = weights.get(part.area_id, 0) + part.weight
    places = sorted(people, key=lambda place: (place is None, place or 0))
    return [Helped(place, frozenset(people[place]), weights[place]) for place in places]
