"""What the night looks for, and what people answer: meals that look wrong, people who stopped coming."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.porridge_house import states
from delivery.porridge_house.misuse import Found, Sight, find_all
from delivery.porridge_house.models import (
    FraudSignal,
    MealCard,
    MealRedemption,
    MealSite,
    RefusedScan,
    RosterEntry,
    WelfareSignal,
)
from delivery.porridge_house.permissions import may_answer_welfare, may_keep_office
from delivery.porridge_house.policy import meal_terms_on, misuse_on, welfare_on
from workflow.machine import NotAllowed, Refused

LOOK_BACK = 14  # days: who came regularly, and how long meals that arrive late are still looked at


@transaction.atomic
def find_misuse(*, day: date, at: datetime) -> int:
    """Signals of one day; found twice is found once, and an answered one stays. Returns how many are new."""
    meals = MealRedemption.objects.standing().filter(day=day)
    sights = [Sight(*row) for row in meals.order_by("pk").values_list("card", "site", "eaten_at", "source")]
    refused = RefusedScan.objects.filter(day=day, card__isnull=False).order_by("pk")
    sights += [
        Sight(card, site, seen, "", False) for card, site, seen in refused.values_list("card", "site", "seen_at")
    ]
    if not sights:
        return 0
    closes = {}
    for site in MealSite.objects.filter(pk__in={sight.site for sight in sights}):
        terms = meal_terms_on(site, day)
        if terms is not None:
            closes[site.pk] = terms.closes_at
    found = find_all(sights, misuse_on(day), closes, _on_leave({sight.card for sight in sights}, day))
    return sum(_store(one, day, at) for one in found)


def _store(found: Found, day: date, at: datetime) -> bool:
    signal, is_new = FraudSignal.objects.get_or_create(
        kind=found.kind,
        site_id=found.site,
        card_id=found.card,
        day=day,
        defaults={"data": dict(found.data), "found_at": at},
    )
    if is_new:
        record("porridge_house.misuse_suspected", subject=signal, by=None, at=at, data={"kind": str(found.kind)})
    return is_new


def _on_leave(cards: set[int], day: date) -> dict[int, str]:
    """Cards whose holder is on leave that day, with the last day of it."""
    entries = RosterEntry.objects.active().filter(leave_from__lte=day, leave_until__gte=day)
    rows = entries.filter(person__meal_cards__in=cards).values_list("person__meal_cards", "leave_until")
    return {card: f"{until}" for card, until in rows if card in cards}


@transaction.atomic
def answer_signal(*, signal: FraudSignal, outcome: str, answer: str, by: Any, at: datetime) -> FraudSignal:
    if not (allowed := may_keep_office(by)):
        raise NotAllowed(allowed.reason)
    signal = FraudSignal.objects.select_for_update(of=("self",)).get(pk=signal.pk)
    _refuse_answered(signal, answer)
    signal.outcome, signal.answer, signal.answered_at, signal.answered_by = outcome, answer.strip(), at, by
    signal.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    record("porridge_house.misuse_answered", subject=signal, by=by, at=at, data={"outcome": outcome})
    return signal


@transaction.atomic
def find_missing(*, at: datetime) -> int:
    """Regular guests without a meal on the last serving days; holders on leave are not missed. Returns how many."""
    today = timezone.localdate(at)
    limits = welfare_on(today)
    serving = _serving_days(today)
    if len(serving) < limits.missing_days or limits.missing_days < 1:
        return 0
    quiet_since = serving[limits.missing_days - 1]
    days = _days_by_card(quiet_since, today)
    regular = {
        card: max(seen)
        for card, seen in days.items()
        if max(seen) < quiet_since and len([day for day in seen if day < quiet_since]) >= limits.regular_days
    }
    cards = MealCard.objects.filter(pk__in=regular, state__in=(states.ACTIVE, states.FROZEN)).select_related("person")
    away = _on_leave(set(regular), today)
    return sum(_miss(card, regular[card.pk], at) for card in cards.order_by("pk") if card.pk not in away)


def _serving_days(today: date) -> list[date]:
    """Days before today on which anybody was given a meal, the newest first."""
    rows = MealRedemption.objects.standing().filter(day__lt=today, day__gte=today - timedelta(days=LOOK_BACK))
    return sorted(set(rows.order_by().values_list("day", flat=True).distinct()), reverse=True)


def _days_by_card(quiet_since: date, today: date) -> dict[int, set[date]]:
    """The days on which each card had a meal: the fortnight before, and since; today counts as seen."""
    rows = MealRedemption.objects.standing().filter(day__gte=quiet_since - timedelta(days=LOOK_BACK), day__lte=today)
    found: dict[int, set[date]] = defaultdict(set)
    for card, day in rows.order_by().values_list("card", "day"):
        found[card].add(day)
    return found


def _miss(card: MealCard, last_seen_on: date, at: datetime) -> bool:
    signal, is_new = WelfareSignal.objects.get_or_create(
        card=card, last_seen_on=last_seen_on, defaults={"raised_at": at}
    )
    if is_new:
        data = {"last_seen_on": last_seen_on.isoformat()}
        record("porridge_house.guest_missed", subject=signal, by=None, at=at, data=data)
    return is_new


@transaction.atomic
def answer_welfare(*, signal: WelfareSignal, outcome: str, answer: str, by: Any, at: datetime) -> WelfareSignal:
    """Somebody looked after the person and writes how he is. Raises NotAllowed, Refused."""
    rows = WelfareSignal.objects.select_for_update(of=("self",)).select_related("card__person")
    signal = rows.get(pk=signal.pk)
    if not (allowed := may_answer_welfare(by, signal)):
        raise NotAllowed(allowed.reason)
    _refuse_answered(signal, answer)
    signal.outcome, signal.answer, signal.answered_at, signal.answered_by = outcome, answer.strip(), at, by
    signal.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    record("porridge_house.guest_looked_after", subject=signal, by=by, at=at, data={"outcome": outcome})
    return signal


def _refuse_answered(signal: FraudSignal | WelfareSignal, answer: str) -> None:
    if signal.answered_at is not None:
        raise Refused(_("Somebody has answered this already."))
    if not answer.strip():
        raise Refused(_("Write what was found out."))


def close_returned(*, at: datetime) -> int:
    """Open signs about people who have come again close themselves; returns how many."""
    count = 0
    for signal in WelfareSignal.objects.open().select_related("card"):
        meals = MealRedemption.objects.standing().filter(Q(card=signal.card) | Q(card__person=signal.card.person_id))
        back = meals.filter(day__gt=signal.last_seen_on).order_by("day").first()
        count += back is not None and _come_back(signal.pk, back.day, at)
    return count


@transaction.atomic
def _come_back(pk: int, day: date, at: datetime) -> bool:
    signal = WelfareSignal.objects.select_for_update(of=("self",)).get(pk=pk)
    if signal.answered_at is not None:
        return False
    signal.returned_on = day
    signal.save(update_fields=["returned_on"])
    record("porridge_house.guest_came_back", subject=signal, by=None, at=at, data={"day": day.isoformat()})
    return True
