"""Gifts that have to be used until a day, and what of each is not spent yet by the trace of the books."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils.timezone import localdate

from audit.recording import Occurrence, record_many
from disclosure.models import DisclosurePolicy, Lot
from disclosure.policy import policy_on
from donations.models import Donation
from donations.selectors import SEALED_OF_DONOR


def unspent_in_time() -> QuerySet[Any]:
    """In the books, with `left_fen` above zero, the earliest day first. What is not traced yet appears with the next
    pass."""
    lots = Lot.objects.filter(origin=OuterRef("voucher")).order_by().values("origin")
    left = Subquery(lots.annotate(total=Sum("left_fen")).values("total"))
    gifts = Donation.objects.standing().filter(use_by__isnull=False, voucher__isnull=False)
    gifts = gifts.annotate(left_fen=left).filter(left_fen__gt=0).select_related("donor", "fund")
    return gifts.defer("named_person", *(f"donor__{field}" for field in SEALED_OF_DONOR)).order_by("use_by", "pk")


def nearly_over(on: date) -> QuerySet[Any]:
    """Those whose day is as near as the first reminder, or has passed."""
    return unspent_in_time().filter(use_by__lte=on + timedelta(days=policy_on(on).gift_first_days))


def stage_of(gift: Donation, on: date, policy: DisclosurePolicy) -> str:
    """ "over", "last", "first", or "" while there is time."""
    left = (gift.use_by - on).days if gift.use_by else policy.gift_first_days + 1
    if left < 0:
        return "over"
    if left <= policy.gift_last_days:
        return "last"
    return "first" if left <= policy.gift_first_days else ""


def plan_gift_reminders(*, at: datetime) -> int:
    """Records what is due at `at`; returns how many. Planned twice is planned once, a missed night is caught up, and
    another day agreed with the donor is reminded of anew."""
    return record_many(list(_occurrences(localdate(at))), at=at)


def _occurrences(on: date) -> Iterator[Occurrence]:
    policy = policy_on(on)
    for gift in nearly_over(on):
        stage, day = stage_of(gift, on, policy), gift.use_by.isoformat()
        code = "disclosure.gift_time_over" if stage == "over" else "disclosure.gift_time_near"
        yield Occurrence(code, gift, f"gift-time-{stage}:{gift.reference}:{day}", {"use_by": day})
