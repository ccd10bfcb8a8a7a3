"""Questions about gifts, donors and campaigns."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from donations import states as s
from donations.choices import Channel, GiftKind
from donations.models import Campaign, Donation, Donor, MatchEntry, Pledge, Reach
from funds.models import Line
from funds.posted import campaign_costs, posted_lines

SEALED_OF_DONOR = ("id_number", "phone", "email", "address")


def gifts_of(user: Any) -> QuerySet[Donation]:
    """Visible ones with what a row shows; numbers stay closed."""
    rows = Donation.objects.visible_to(user).select_related("donor", "fund", "campaign", "area")
    return rows.defer(*(f"donor__{field}" for field in SEALED_OF_DONOR))


def donors_of(user: Any) -> QuerySet[Donor]:
    """With the number and sum of the gifts in the books."""
    booked = Q(gifts__state=s.BOOKED)
    return (
        Donor.objects.visible_to(user)
        .defer(*SEALED_OF_DONOR)
        .annotate(gift_count=Count("gifts", filter=booked), total_fen=Sum("gifts__amount_fen", filter=booked))
    )


def pledges_of(user: Any) -> QuerySet[Pledge]:
    """With what was paid for each."""
    paid = Sum("gifts__amount_fen", filter=Q(gifts__state=s.BOOKED))
    rows = Pledge.objects.visible_to(user).select_related("donor", "fund").annotate(paid_fen=paid)
    return rows.defer(*(f"donor__{field}" for field in SEALED_OF_DONOR))


def totals_of(gifts: QuerySet[Donation]) -> dict[str, int]:
    """Number and sum of the gifts that are in the books and were not given back."""
    return gifts.filter(state=s.BOOKED).aggregate(number=Count("pk"), total_fen=Sum("amount_fen", default=0))


@dataclass(frozen=True)
class ChannelSum:
    label: Any
    number: int
    total_fen: int


@dataclass(frozen=True)
class Progress:
    """What a campaign raised and what it cost, from posted lines. Money and the value of goods are kept apart."""

    campaign: Campaign
    number: int
    money_fen: int
    goods_fen: int
    by_day: tuple[tuple[date, int, int], ...]  # day, gifts, 分
    by_channel: tuple[ChannelSum, ...]
    cost_fen: int
    reach: dict[str, int]
    matched_fen: int  # what sponsors have paid for their matches; it is among money and goods

    @property
    def raised_fen(self) -> int:
        return self.money_fen + self.goods_fen

    @property
    def percent(self) -> int:
        """Whole percent of the target, rounded down."""
        return self.raised_fen * 100 // self.campaign.target_fen


def progress_of(campaign: Campaign, until: date | None = None) -> Progress:
    """Six queries, whatever the number of gifts. Days are those on which the donors paid, all days of the campaign.

    With `until` what was booked or counted up to that day, as a report of a period tells it.
    """
    pledges = _pledges_of_pools(campaign)
    gifts, matched = _gifts_of(campaign, pledges), _pays_a_match(campaign, pledges)
    costs, reached = campaign_costs(campaign.code), campaign.reached.order_by()
    if until is not None:
        gifts, costs = gifts.filter(voucher__booked_on__lte=until), costs.filter(voucher__booked_on__lte=until)
        reached = reached.filter(reached_on__lte=until)
    sums = gifts.aggregate(
        number=Count("pk"),
        money_fen=Sum("posted_fen", filter=Q(kind=GiftKind.MONEY), default=0),
        goods_fen=Sum("posted_fen", filter=~Q(kind=GiftKind.MONEY), default=0),
        matched_fen=Sum("posted_fen", filter=matched, default=0),
    )
    return Progress(
        campaign=campaign,
        by_day=_by_day(campaign, gifts),
        by_channel=_by_channel(gifts),
        cost_fen=costs.aggregate(total=Sum("amount_fen", default=0))["total"],
        reach={unit: 0 for unit in Reach.Unit.values} | dict(reached.values_list("unit").annotate(total=Sum("number"))),
        **sums,
    )


def lines_behind(campaign: Campaign, figure: str) -> QuerySet[Line]:
    """The posted lines that a figure of the campaign's page is the sum of. Raises KeyError for another figure."""
    if figure == "cost":
        return campaign_costs(campaign.code)
    pledges = _pledges_of_pools(campaign)
    matched = _pays_a_match(campaign, pledges)
    part = {"money": Q(kind=GiftKind.MONEY), "goods": ~Q(kind=GiftKind.MONEY), "matched": matched}[figure]
    gifts = _gifts_of(campaign, pledges).filter(part)
    return posted_lines().filter(voucher__in=gifts.values("voucher"), amount_fen__gt=0)


def promised_matches_of(campaign: Campaign) -> int:
    """What sponsors have confirmed and not paid yet; no income, so that only the desk reads it. 分."""
    entries = MatchEntry.objects.filter(pool__campaign=campaign, state=MatchEntry.State.CONFIRMED)
    return entries.aggregate(total=Sum("amount_fen", default=0))["total"]


def _gifts_of(campaign: Campaign, pledges: list[int]) -> QuerySet[Donation]:
    """What is in the books for it: gifts that name it, and what its sponsors paid without naming it."""
    unnamed = Q(campaign__isnull=True, pledge__in=pledges)
    return Donation.objects.in_the_books().filter(Q(campaign=campaign) | unnamed).order_by()


def _pays_a_match(campaign: Campaign, pledges: list[int]) -> Q:
    """Paid for a sponsor's pledge, or settled by the platform."""
    return Q(pledge__in=pledges) | Q(match_paid__pool__campaign=campaign)


def _pledges_of_pools(campaign: Campaign) -> list[int]:
    """A few, so that they are named one by one: each confirmation of a pool makes one."""
    owed = MatchEntry.objects.filter(pool__campaign=campaign, pledge__isnull=False)
    return list(owed.order_by().values_list("pledge", flat=True).distinct())


def _by_day(campaign: Campaign, gifts: QuerySet[Donation]) -> tuple[tuple[date, int, int], ...]:
    rows = gifts.annotate(day=TruncDate("paid_at")).values_list("day").annotate(Count("pk"), Sum("posted_fen"))
    found = {day: (number, total) for day, number, total in rows}
    days = sorted({*campaign.days, *found}) if len(campaign.days) <= 366 else sorted(found)
    return tuple((day, *found.get(day, (0, 0))) for day in days)


def _by_channel(gifts: QuerySet[Donation]) -> tuple[ChannelSum, ...]:
    rows = {
        code: (n, total) for code, n, total in gifts.values_list("channel").annotate(Count("pk"), Sum("posted_fen"))
    }
    return tuple(ChannelSum(Channel(code).label, *rows[code]) for code in Channel.values if code in rows)
