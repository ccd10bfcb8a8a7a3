"""Signals of misuse with their reasons, and regular guests who stopped coming."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from delivery.porridge_house.misuse import Found, Sight, find_all
from delivery.porridge_house.models import FraudSignal, RosterEntry, WelfareSignal
from delivery.porridge_house.policy import Misuse
from delivery.porridge_house.selectors import signal_lines
from delivery.porridge_house.services import watching
from tests.factories.porridge_house import BREAKFAST, DAY, card_in_use, eat, make_site
from workflow.machine import NotAllowed, Refused

LIMITS = Misuse(30, 10, Decimal(60), 4, 2, Decimal(50), 5)
CLOSES = {1: time(9)}


def at(clock: str):
    return timezone.make_aware(timezone.datetime.combine(DAY, time.fromisoformat(clock)))


def kinds(sights, leave=None):
    return [
        (str(one.kind), one.site, one.card, dict(one.data)) for one in find_all(sights, LIMITS, CLOSES, leave or {})
    ]


def test_one_card_at_two_places_is_seen_although_the_second_refused_it():
    first, second = Sight(7, 1, at("07:00"), "scan"), Sight(7, 2, at("07:29"), "", is_meal=False)

    assert kinds([first, second]) == [("two_shops", 2, 7, {"other": 1, "minutes": 29})]
    assert kinds([first, Sight(7, 2, at("07:30"), "", is_meal=False)]) == []
    assert kinds([Sight(7, 1, at("07:00"), "paper"), second]) == []


def test_most_meals_in_the_last_minutes():
    early = [Sight(n, 1, at(f"07:{10 * n:02d}"), "scan") for n in range(2)]
    late = [Sight(10 + n, 1, at(f"08:5{3 * n}"), "scan") for n in range(3)]

    assert kinds(early + late) == []  # exactly 60 per cent
    assert kinds([*early, *late, Sight(20, 1, at("08:52"), "scan")]) == [
        ("late_rush", 1, None, {"late": 4, "all": 6, "minutes": 10})
    ]


def test_cards_one_after_the_other_typed_numbers_and_a_holder_on_leave():
    quick = [Sight(n, 1, at(f"07:0{n // 2}"), "scan") for n in range(4)]
    typed = [Sight(n, 1, at(f"0{6 + n // 2}:{30 * (n % 2):02d}"), "typed") for n in range(3)]
    rest = [Sight(8 + n, 1, at(f"06:1{n}"), "scan") for n in range(2)]

    assert kinds(quick) == [("pace", 1, None, {"cards": 4, "minutes": 2, "from": "07:00"})]
    assert kinds(typed + rest) == [("typed", 1, None, {"typed": 3, "all": 5})]
    assert kinds(rest[:1], {8: "2026-04-20"}) == [("on_leave", 1, 8, {"until": "2026-04-20"})]
    assert find_all([], LIMITS, CLOSES, {}) == list[Found]()


@pytest.mark.django_db
def test_the_night_finds_a_signal_once_and_somebody_answers_it(card, shop, cast, community):
    other = make_site(community, partner=shop.partner, clerk=cast["partner"])
    eat(card, shop, cast["partner"])
    eat(card, other, cast["partner"], BREAKFAST + timedelta(minutes=12))
    RosterEntry.objects.update(leave_from=DAY, leave_until=DAY + timedelta(days=4))
    night = BREAKFAST + timedelta(hours=15)

    assert [watching.find_misuse(day=DAY, at=night) for _ in range(2)] == [2, 0]
    lines = {line.signal.kind: line for line in signal_lines(FraudSignal.objects.select_related("site"))}
    assert lines["two_shops"].sentence == f"The card was at {shop} and 12 minutes later at {other}."
    assert "on leave until 2026-04-18" in lines["on_leave"].sentence
    signal = lines["two_shops"].signal
    words = {"signal": signal, "outcome": "explained", "answer": "同事代领，已提醒", "at": night}
    with pytest.raises(NotAllowed):
        watching.answer_signal(by=cast["partner"], **words)
    watching.answer_signal(by=cast["reviewer"], **words)
    with pytest.raises(Refused, match="already"):
        watching.answer_signal(by=cast["reviewer"], **words)
    assert watching.find_misuse(day=DAY, at=night) == 0


@pytest.fixture
def regular(card, shop, cast, community, db):
    """Came on eight mornings, then no more; somebody else keeps the place busy."""
    busy = card_in_use(cast, community)
    for day in range(12):
        moment = BREAKFAST + timedelta(days=day)
        eat(busy, shop, cast["partner"], moment + timedelta(minutes=5))
        if day < 8:
            eat(card, shop, cast["partner"], moment)
    return card


LAST_SEEN = DAY + timedelta(days=7)


def night(days: int):
    return BREAKFAST + timedelta(days=days, hours=-4)


@pytest.mark.django_db
def test_a_regular_guest_is_missed_after_three_serving_days(regular, cast):
    assert [watching.find_missing(at=night(10)), watching.find_missing(at=night(11))] == [0, 1]
    assert watching.find_missing(at=night(12)) == 0
    signal = WelfareSignal.objects.get()
    assert (signal.card, signal.last_seen_on) == (regular, LAST_SEEN)

    assert [WelfareSignal.objects.visible_to(cast[name]).count() for name in ("worker", "worker2", "partner")] == [
        1,
        0,
        0,
    ]
    words = {"signal": signal, "outcome": "needs_help", "answer": "腿伤在家，已报社区", "at": night(12)}
    with pytest.raises(NotAllowed):
        watching.answer_welfare(by=cast["worker2"], **words)
    watching.answer_welfare(by=cast["worker"], **words)
    assert list(WelfareSignal.objects.open()) == []


@pytest.mark.django_db
def test_a_holder_on_leave_is_not_missed_and_who_comes_again_closes_it(regular, shop, cast):
    RosterEntry.objects.filter(person=regular.person).update(leave_from=DAY, leave_until=date(2026, 5, 1))
    assert watching.find_missing(at=night(11)) == 0
    RosterEntry.objects.update(leave_from=None, leave_until=None)
    assert watching.find_missing(at=night(11)) == 1

    eat(regular, shop, cast["partner"], BREAKFAST + timedelta(days=11))

    assert [watching.close_returned(at=night(12)) for _ in range(2)] == [1, 0]
    assert WelfareSignal.objects.get().returned_on == DAY + timedelta(days=11)
