"""What of a day's meals looks wrong. Pure: rows in, findings out; each with the numbers of its sentence.

A signal accuses nobody. It says what was seen and why that is unusual; a person looks and answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text

from delivery.porridge_house.choices import FraudKind, Source
from delivery.porridge_house.policy import Misuse


@dataclass(frozen=True)
class Sight:
    """A card seen at a place, with a meal or without one."""

    card: int
    site: int
    at: datetime
    source: str = ""
    is_meal: bool = True


@dataclass(frozen=True)
class Found:
    kind: FraudKind
    site: int
    card: int | None
    data: Mapping[str, Any] = field(default_factory=dict)


def find_all(
    sights: Sequence[Sight], limits: Misuse, closes_at: Mapping[int, time], on_leave: Mapping[int, str]
) -> list[Found]:
    """`closes_at`: end of breakfast by place; `on_leave`: cards whose holder is on leave that day, until when."""
    meals = [sight for sight in sights if sight.is_meal]
    by_site: dict[int, list[Sight]] = defaultdict(list)
    for meal in sorted(meals, key=lambda sight: sight.at):
        by_site[meal.site].append(meal)
    found = list(_two_places(sights, limits))
    found += [
        Found(FraudKind.ON_LEAVE, m.site, m.card, {"until": on_leave[m.card]}) for m in meals if m.card in on_leave
    ]
    for site, rows in sorted(by_site.items()):
        live = [row for row in rows if row.source != Source.PAPER]
        found += [one for one in (_late(site, live, limits, closes_at), _typed(site, live, limits)) if one]
        found += [one for one in (_pace(site, live, limits),) if one]
    return found


def _two_places(sights: Iterable[Sight], limits: Misuse) -> Iterator[Found]:
    """Also when the second place refused it, which is what the limit of a day is for."""
    by_card: dict[int, list[Sight]] = defaultdict(list)
    for sight in sights:
        if sight.source != Source.PAPER:
            by_card[sight.card].append(sight)
    for card, rows in sorted(by_card.items()):
        for before, after in pairwise(sorted(rows, key=lambda row: row.at)):
            apart = after.at - before.at
            if before.site != after.site and apart < timedelta(minutes=limits.two_shops_minutes):
                yield Found(
                    FraudKind.TWO_SHOPS, after.site, card, {"other": before.site, "minutes": int(apart.seconds // 60)}
                )
                break


def _late(site: int, rows: Sequence[Sight], limits: Misuse, closes_at: Mapping[int, time]) -> Found | None:
    if len(rows) < limits.least_meals or site not in closes_at:
        return None
    day = timezone.localtime(rows[0].at)
    end = closes_at[site]
    closes = day.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    late = sum(row.at >= closes - timedelta(minutes=limits.late_minutes) for row in rows)
    if late * 100 <= limits.late_share * len(rows):
        return None
    return Found(FraudKind.LATE_RUSH, site, None, {"late": late, "all": len(rows), "minutes": limits.late_minutes})


def _typed(site: int, rows: Sequence[Sight], limits: Misuse) -> Found | None:
    typed = sum(row.source == Source.TYPED for row in rows)
    if len(rows) < limits.least_meals or typed * 100 <= limits.typed_share * len(rows):
        return None
    return Found(FraudKind.TYPED, site, None, {"typed": typed, "all": len(rows)})


def _pace(site: int, rows: Sequence[Sight], limits: Misuse) -> Found | None:
    """So many cards within so few minutes that no queue can be behind them."""
    span = timedelta(minutes=limits.pace_minutes)
    most = limits.pace_cards
    for first, last in zip(rows, rows[most - 1 :], strict=False):
        if last.at - first.at <= span:
            clock = f"{timezone.localtime(first.at):%H:%M}"
            return Found(FraudKind.PACE, site, None, {"cards": most, "minutes": limits.pace_minutes, "from": clock})
    return None


def sentence_of(kind: str, data: Mapping[str, Any], site: str, other: str = "") -> str:
    """The reason in words, with its numbers. `other`: the name of the other place."""
    words = {**data, "site": site, "other": other}
    sentences = {
        FraudKind.TWO_SHOPS: _text("The card was at %(other)s and %(minutes)s minutes later at %(site)s."),
        FraudKind.LATE_RUSH: _text("%(late)s of %(all)s meals were given in the last %(minutes)s minutes."),
        FraudKind.PACE: _text("From %(from)s on, %(cards)s cards followed each other within %(minutes)s minutes."),
        FraudKind.ON_LEAVE: _text("The employer's list says that the holder is on leave until %(until)s."),
        FraudKind.TYPED: _text("%(typed)s of %(all)s numbers were typed in instead of scanned."),
    }
    return sentences[FraudKind(kind)] % words
