"""Meals are kept for three years (domain fact book §6.2). Then the rows go, and how many there were stays."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from audit.recording import record
from delivery.porridge_house.models import (
    FraudSignal,
    MealRedemption,
    MealSite,
    MonthTotal,
    RefusedScan,
    WelfareSignal,
)

KEPT_YEARS = 3  # the database lets nothing go earlier (migration 0002)
AT_ONCE = 2_000
KEPT_LONGER_DAYS = 2  # so that a clock of the database in another zone never disagrees


def forget_old_meals(*, at: datetime) -> int:
    """Meals and refused scans older than three years, in pieces; returns how many meals. A meal that nobody has settled
    yet stays until it is."""
    last = timezone.localdate(at) - relativedelta(years=KEPT_YEARS, days=KEPT_LONGER_DAYS)
    RefusedScan.objects.filter(day__lt=last).delete()
    WelfareSignal.objects.filter(last_seen_on__lt=last).delete()
    FraudSignal.objects.filter(day__lt=last).delete()
    count = 0
    while piece := _forget_piece(last, at):
        count += piece
    return count


@transaction.atomic
def _forget_piece(last: date, at: datetime) -> int:
    settled = Q(statement__isnull=False) | Q(voided_at__isnull=False) | Q(worth_fen=0)
    rows = MealRedemption.objects.filter(settled, day__lt=last).order_by("pk").select_for_update(of=("self",))
    found = list(rows.values_list("pk", "site", "day", "is_donated", "voided_at")[:AT_ONCE])
    if not found:
        return 0
    meals: Counter[tuple[int, date]] = Counter()
    donated: Counter[tuple[int, date]] = Counter()
    for _pk, site, day, is_donated, voided_at in found:
        if voided_at is None:
            meals[site, day.replace(day=1)] += 1
            donated[site, day.replace(day=1)] += is_donated
    for (site, month), number in sorted(meals.items()):
        _add(site, month, number, donated[site, month], at)
    MealRedemption.objects.filter(pk__in=[row[0] for row in found]).delete()
    return len(found)


def _add(site: int, month: date, meals: int, donated: int, at: datetime) -> Any:
    total, _is_new = MonthTotal.objects.get_or_create(site_id=site, month=month, defaults={"meals": 0, "donated": 0})
    MonthTotal.objects.filter(pk=total.pk).update(meals=F("meals") + meals, donated=F("donated") + donated)
    data = {"month": f"{month:%Y-%m}", "meals": meals}
    return record("porridge_house.meals_forgotten", subject=MealSite(pk=site), by=None, at=at, data=data)
