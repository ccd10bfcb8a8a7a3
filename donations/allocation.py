"""What each gift brings from a matching pool: pure arithmetic over plain values (fact book §5.4).

First come, first served by the time of payment; whole fen, rounded down; what is left under a cap goes to the gift that
reaches it in part. The same gifts in whatever order they were imported give the same amounts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Terms:
    """分. None caps nothing; `days` are the caps of single days."""

    total_fen: int
    ratio_given: int = 1
    ratio_for: int = 1
    least_gift_fen: int = 0
    per_gift_fen: int | None = None
    per_donor_day_fen: int | None = None
    days: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True)
class MatchedGift:
    """`giver` is the donor, or for a gift of nobody something of its own: then no cap per donor can hold it."""

    key: int
    giver: str
    day: date
    amount_fen: int


class _Room:
    """What is left under each cap."""

    def __init__(self, terms: Terms) -> None:
        self.total, self.days, self.terms = terms.total_fen, dict(terms.days), terms
        self.given: dict[tuple[str, date], int] = defaultdict(int)

    def for_giver(self, gift: MatchedGift, amount: int) -> int:
        cap = self.terms.per_donor_day_fen
        return amount if cap is None else min(amount, max(cap - self.given[gift.giver, gift.day], 0))

    def for_pool(self, gift: MatchedGift, amount: int) -> int:
        return max(min(amount, self.total, self.days.get(gift.day, amount)), 0)

    def take(self, gift: MatchedGift, amount: int) -> None:
        self.total -= amount
        self.given[gift.giver, gift.day] += amount
        if gift.day in self.days:
            self.days[gift.day] -= amount


def wanted_fen(terms: Terms, gift: MatchedGift) -> int:
    """By ratio, minimum and the cap per gift alone."""
    if gift.amount_fen < terms.least_gift_fen:
        return 0
    wanted = gift.amount_fen * terms.ratio_given // terms.ratio_for
    return wanted if terms.per_gift_fen is None else min(wanted, terms.per_gift_fen)


def first_come(terms: Terms, gifts: Iterable[MatchedGift], fixed: Mapping[int, int]) -> dict[int, int]:
    """Gifts in the order of their payment; `fixed` are amounts that stand already and take their room first.

    Returns the amounts above zero of the others, by key.
    """
    listed = list(gifts)
    room, found = _Room(terms), {}
    for gift in listed:
        if gift.key in fixed:
            room.take(gift, fixed[gift.key])
    for gift in listed:
        if gift.key in fixed:
            continue
        amount = room.for_pool(gift, room.for_giver(gift, wanted_fen(terms, gift)))
        if amount > 0:
            room.take(gift, amount)
            found[gift.key] = amount
    return found


def pro_rata(terms: Terms, gifts: Iterable[MatchedGift]) -> dict[int, int]:
    """Everybody gets the same share of what he could have had: first inside each day's cap, then inside the total."""
    room = _Room(Terms(0, per_donor_day_fen=terms.per_donor_day_fen))
    wanted: dict[int, int] = {}
    day_of: dict[int, date] = {}
    for gift in gifts:
        amount = room.for_giver(gift, wanted_fen(terms, gift))
        room.given[gift.giver, gift.day] += amount
        wanted[gift.key], day_of[gift.key] = amount, gift.day
    shares = _day_shares(terms, wanted, day_of)
    within_days = {key: amount * shares[day_of[key]] for key, amount in wanted.items()}
    whole = sum(within_days.values(), Fraction(0))
    share = min(Fraction(1), Fraction(terms.total_fen) / whole) if whole else Fraction(0)
    return {key: fen for key, amount in within_days.items() if (fen := int(amount * share)) > 0}


def _day_shares(terms: Terms, wanted: Mapping[int, int], day_of: Mapping[int, date]) -> dict[date, Fraction]:
    by_day: dict[date, int] = defaultdict(int)
    for key, amount in wanted.items():
        by_day[day_of[key]] += amount
    caps = terms.days
    return {
        day: min(Fraction(1), Fraction(caps[day], total)) if day in caps and total else Fraction(1)
        for day, total in by_day.items()
    }
