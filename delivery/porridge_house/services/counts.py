"""The place's own count of a day, and the look at it when it differs from the portal's."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.porridge_house.models import DayCount, FoodSafetyLog, MealRedemption, MealSite
from delivery.porridge_house.permissions import may_enter_day, may_keep_office
from delivery.porridge_house.policy import difference_share_on
from workflow.machine import NotAllowed, Refused

MOST_OF_A_DAY = 5_000


@transaction.atomic
def enter_count(*, site: MealSite, day: date, own_count: int, by: Any, at: datetime) -> DayCount:
    """How many meals the place itself counted. Entered again it replaces the number, and a review is asked anew.

    Raises NotAllowed, and Refused: a day ahead, a day that is settled, a kitchen without its food-safety log.
    """
    if not (answer := may_enter_day(by, site)):
        raise NotAllowed(answer.reason)
    if day > timezone.localdate(at):
        raise Refused(_("This day lies ahead."))
    if not 0 <= own_count <= MOST_OF_A_DAY:
        raise Refused(_("This count cannot be."))
    MealSite.objects.select_for_update(of=("self",), no_key=True).get(pk=site.pk)
    if MealRedemption.objects.filter(site=site, day=day, statement__isnull=False).exists():
        raise Refused(_("The meals of this day are on a statement. Nothing is counted any more."))
    if site.keeps_food_log and not FoodSafetyLog.objects.filter(site=site, day=day).exists():
        raise Refused(_("Write the food-safety log of this day first. A kitchen is not closed without it."))
    values = {
        "own_count": own_count,
        "counted_at": at,
        "counted_by": by,
        "reviewed_system": None,
        "review_note": "",
        "reviewed_at": None,
        "reviewed_by": None,
    }
    count, _is_new = DayCount.objects.update_or_create(site=site, day=day, defaults=values)
    system = system_count(site, day)
    differs = is_too_different(system, own_count, difference_share_on(day))
    data = {"own": own_count, "system": system, "differs": differs}
    record("porridge_house.day_counted", subject=count, by=by, at=at, data=data)
    if differs:
        record("porridge_house.count_differs", subject=count, by=by, at=at, data=data)
    return count


@transaction.atomic
def review_count(*, count: DayCount, note: str, by: Any, at: datetime) -> DayCount:
    """Somebody else than who counted says why the two differ. It holds for these two numbers. Raises Refused."""
    if not (answer := may_keep_office(by)):
        raise NotAllowed(answer.reason)
    count = DayCount.objects.select_for_update(of=("self",)).select_related("site").get(pk=count.pk)
    if count.counted_by_id == by.pk:
        raise Refused(_("You entered this count, so somebody else reviews it."))
    if not note.strip():
        raise Refused(_("Write why the two counts differ, and what was done."))
    count.reviewed_system = system_count(count.site, count.day)
    count.review_note, count.reviewed_at, count.reviewed_by = note.strip(), at, by
    count.save(update_fields=["reviewed_system", "review_note", "reviewed_at", "reviewed_by"])
    data = {"own": count.own_count, "system": count.reviewed_system}
    record("porridge_house.count_reviewed", subject=count, by=by, at=at, data=data)
    return count


def system_count(site: MealSite, day: date) -> int:
    return MealRedemption.objects.standing().filter(site=site, day=day).count()


def is_too_different(system: int, own: int, share: Decimal) -> bool:
    """More than `share` per cent of the larger of the two: a difference of exactly the share is none."""
    return abs(system - own) * 100 > share * max(system, own)


def needs_review(count: DayCount, system: int, share: Decimal) -> bool:
    """A review holds for the numbers that it saw; a meal that is entered later asks again."""
    return is_too_different(system, count.own_count, share) and count.reviewed_system != system
