"""What the benefit ledger of a household tells of Spring Festival visits (shape: beneficiaries.benefits)."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone

from beneficiaries.benefits import ASKED, ENDED, RECEIVED, REFUSED, Benefit, People
from delivery.festival_visits import states
from delivery.festival_visits.choices import CODE
from delivery.festival_visits.models import CashPart, Nomination, StockMovement

OUTCOMES = {states.VISITED: RECEIVED, states.DECLINED: REFUSED, states.WITHDRAWN: ENDED, states.UNREACHED: ENDED}


def told_homes(user: Any, people: People) -> QuerySet[Nomination]:
    """The nominations of these people that the user may know of."""
    return Nomination.objects.visible_to(user).filter(person__in=people)


def visit_benefits(user: Any, people: People) -> list[Benefit]:
    """Four queries. Money counts once it is paid."""
    rows = list(told_homes(user, people).select_related("season").prefetch_related("visits").order_by("pk"))
    goods = goods_value_of([home.pk for home in rows])
    paid = CashPart.objects.filter(nomination__in=rows, state=states.PAID)
    money = dict(paid.values_list("nomination_id", "amount_fen"))
    return [_line(home, goods.get(home.pk, 0) + money.get(home.pk, 0)) for home in rows]


def goods_value_of(nomination_ids: Collection[int]) -> dict[int, int]:
    """Fen of the goods handed over, by primary key of the nomination."""
    given = StockMovement.objects.filter(kind="give", visit__nomination__in=nomination_ids)
    worth = given.values_list("visit__nomination", "lot__price_fen").annotate(units=Sum("quantity"))
    found: dict[int, int] = {}
    for nomination, price, units in worth.order_by():
        found[nomination] = found.get(nomination, 0) + price * units
    return found


def _line(home: Nomination, value_fen: int) -> Benefit:
    outcome = OUTCOMES.get(home.state, ASKED)
    visited = next((one.visited_at for one in home.visits.all() if one.state == states.DELIVERED), None)
    return Benefit(
        on=timezone.localdate(visited or home.nominated_at),
        person_id=home.person_id,
        title=str(home.season),
        state=home.status.label,
        amount_fen=value_fen if outcome == RECEIVED else None,
        url=home.get_absolute_url(),
        outcome=outcome,
        kind=CODE,
        source=home.source_key,
    )
