"""Questions about cards, meals, counts, statements and signals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications import states as case_states
from applications.models import Application
from delivery.porridge_house import states
from delivery.porridge_house.choices import Reason
from delivery.porridge_house.misuse import sentence_of
from delivery.porridge_house.models import (
    DayCount,
    FraudSignal,
    MealCard,
    MealRedemption,
    MealSite,
    MealStatement,
    MonthTotal,
    RefusedScan,
    RosterEntry,
    SiteClerk,
)
from delivery.porridge_house.policy import difference_shares
from web.tabs import StateTab

SCHEME = "porridge_house"
CARD_TABS = (
    StateTab("active", pgettext_lazy("card", "In use"), (states.ACTIVE,)),
    StateTab("made", pgettext_lazy("card", "To be handed over"), (states.MADE,), is_hot=True),
    StateTab("frozen", pgettext_lazy("card", "Frozen"), (states.FROZEN,), is_hot=True),
    StateTab("over", _("Replaced or ended"), (states.REPLACED, states.ENDED)),
)
STATEMENT_TABS = (
    StateTab("open", _("To be settled"), states.OPEN_STATEMENTS, is_hot=True),
    StateTab("paid", pgettext_lazy("statement", "Settled"), (states.PAID,)),
    StateTab("cancelled", pgettext_lazy("statement", "Taken back"), (states.CANCELLED,)),
)
CARD_ORDER = ("-made_at", "-id")
STATEMENT_ORDER = ("-month", "-id")
MEAL_ORDER = ("-eaten_at", "-id")
SHOWN_LAST = 5
MONTHS = 12


def sites_of(user: Any) -> QuerySet[MealSite]:
    """The places at whose counter the user stands now."""
    clerks = SiteClerk.objects.current().filter(user=user).values("site")
    return MealSite.objects.filter(pk__in=clerks).order_by("code")


def count_of(site: MealSite, day: date) -> int:
    return MealRedemption.objects.standing().filter(site=site, day=day).count()


def last_meals(site: MealSite, day: date) -> list[MealRedemption]:
    rows = MealRedemption.objects.standing().filter(site=site, day=day).select_related("card")
    return list(rows.order_by("-eaten_at", "-pk")[:SHOWN_LAST])


def meal_of_day(refused: RefusedScan) -> MealRedemption | None:
    """For "has had its meal today": when; never where, which is nobody's business at another counter."""
    if refused.reason != Reason.ALREADY or refused.card_id is None:
        return None
    rows = MealRedemption.objects.standing().filter(card=refused.card_id, day=refused.day)
    return rows.order_by("-number").first()


# --- Cards ---


def cards_in(user: Any, tab: StateTab) -> QuerySet[MealCard]:
    return MealCard.objects.visible_to(user).filter(state__in=tab.states).select_related("person__area", "employer")


def with_last_meal(cards: Sequence[MealCard]) -> dict[int, tuple[int, datetime | None]]:
    """Meals and the last one, by card; one query."""
    rows = MealRedemption.objects.standing().filter(card__in=[card.pk for card in cards]).order_by()
    return {card: (n, last) for card, n, last in rows.values_list("card").annotate(n=Count("pk"), last=Max("eaten_at"))}


def waiting_cases(user: Any) -> QuerySet[Application]:
    """Approved applications for breakfast that are no card yet; `on_roster`: an employer lists the person."""
    cards = MealCard.objects.live().filter(application=OuterRef("pk"))
    listed = RosterEntry.objects.active().filter(person=OuterRef("applicant"), hardship=True)
    cases = Application.objects.visible_to(user).filter(
        program__scheme_code=SCHEME, state=case_states.APPROVED, lane=case_states.IN_KIND
    )
    rows = (
        cases.filter(~Exists(cards)).annotate(on_roster=Exists(listed)).select_related("applicant", "area", "program")
    )
    return rows.defer("answers", "sensitive_answers", "assessment").order_by("decided_at", "pk")


# --- Counts ---


@dataclass(frozen=True)
class CountLine:
    """A day of a place: the portal's count beside the place's own."""

    count: DayCount
    system: int
    is_different: bool
    is_open: bool

    @property
    def difference(self) -> int:
        return self.count.own_count - self.system


def count_lines(counts: Iterable[DayCount], needs: Any, differs: Any) -> list[CountLine]:
    """`needs` and `differs` as services.counts judges. Two queries for all."""
    rows = list(counts)
    if not rows:
        return []
    meals = MealRedemption.objects.standing().filter(
        site__in={row.site_id for row in rows}, day__in={row.day for row in rows}
    )
    totals = {(s, d): n for s, d, n in meals.order_by().values_list("site", "day").annotate(n=Count("pk"))}
    shares = difference_shares({row.day for row in rows})
    lines = []
    for row in rows:
        system = totals.get((row.site_id, row.day), 0)
        share = shares[row.day]
        lines.append(CountLine(row, system, differs(system, row.own_count, share), needs(row, system, share)))
    return lines


def uncounted(last: date, days: int = 14) -> list[tuple[MealSite, date, int]]:
    """Days with meals before `last` whose place has not counted them; the oldest first."""
    meals = MealRedemption.objects.standing().filter(day__lt=last, day__gte=last - timedelta(days=days))
    counted = set(DayCount.objects.filter(day__gte=last - timedelta(days=days)).values_list("site", "day"))
    rows = meals.order_by("day", "site").values_list("site", "day").annotate(n=Count("pk"))
    missing = [row for row in rows if (row[0], row[1]) not in counted]
    sites = MealSite.objects.in_bulk({site for site, _day, _n in missing})
    return [(sites[site], day, n) for site, day, n in missing]


# --- Signals ---


@dataclass(frozen=True)
class SignalLine:
    signal: FraudSignal
    sentence: str


def signal_lines(signals: Iterable[FraudSignal]) -> list[SignalLine]:
    """With their sentences; one query more for the names of other places."""
    rows = list(signals)
    others = {row.data.get("other") for row in rows if row.data.get("other")}
    names = {site.pk: site.name for site in MealSite.objects.filter(pk__in=others)} if others else {}
    return [
        SignalLine(row, sentence_of(row.kind, row.data, row.site.name, names.get(row.data.get("other"), "")))
        for row in rows
    ]


# --- Figures ---


@dataclass(frozen=True)
class Totals:
    """All meals ever, those of today and of this month; places that are open; people with a card in use."""

    ever: int
    today: int
    month: int
    donated: int
    places: int
    people: int


def totals_on(today: date) -> Totals:
    """What the public counter says; rows that were forgotten after their time are in the totals of months."""
    standing = MealRedemption.objects.standing()
    counts = standing.aggregate(
        ever=Count("pk"),
        today=Count("pk", filter=Q(day=today)),
        month=Count("pk", filter=Q(day__gte=today.replace(day=1), day__lte=today)),
        donated=Count("pk", filter=Q(is_donated=True)),
    )
    kept = MonthTotal.objects.aggregate(meals=Sum("meals"), donated=Sum("donated"))
    return Totals(
        ever=counts["ever"] + (kept["meals"] or 0),
        today=counts["today"],
        month=counts["month"],
        donated=counts["donated"] + (kept["donated"] or 0),
        places=MealSite.objects.open().count(),
        people=MealCard.objects.filter(state=states.ACTIVE).values("person").distinct().count(),
    )


def meals_by_month(today: date) -> list[tuple[str, int]]:
    """Of the last twelve months, this one included."""
    first = today.replace(day=1) - relativedelta(months=MONTHS - 1)
    rows = MealRedemption.objects.standing().filter(day__gte=first, day__lte=today).order_by()
    found = dict(rows.annotate(month=TruncMonth("day")).values_list("month").annotate(n=Count("pk")))
    months = [first + relativedelta(months=n) for n in range(MONTHS)]
    return [(f"{month:%y-%m}", found.get(month, 0)) for month in months]


def meals_by_day(today: date, days: int = 14) -> list[tuple[str, int]]:
    first = today - timedelta(days=days - 1)
    rows = MealRedemption.objects.standing().filter(day__gte=first, day__lte=today).order_by()
    found = dict(rows.values_list("day").annotate(n=Count("pk")))
    return [(f"{day:%m-%d}", found.get(day, 0)) for day in (first + timedelta(days=n) for n in range(days))]


def meals_by_site(first: date, last: date) -> list[tuple[MealSite, int, int]]:
    """Each place with its meals of the span, and how many of them were donated."""
    rows = MealRedemption.objects.standing().filter(day__gte=first, day__lte=last).order_by()
    grouped = rows.values_list("site").annotate(n=Count("pk"), donated=Count("pk", filter=Q(is_donated=True)))
    found = {site: (n, donated) for site, n, donated in grouped}
    return [(site, *found.get(site.pk, (0, 0))) for site in MealSite.objects.order_by("code")]


def refused_by_reason(first: date, last: date) -> list[tuple[str, int]]:
    rows = RefusedScan.objects.filter(day__gte=first, day__lte=last).order_by()
    found = rows.values_list("reason").annotate(n=Count("pk"))
    return [(str(Reason(reason).label), n) for reason, n in sorted(found, key=lambda row: -row[1])]


def statements_of(user: Any, tab: StateTab) -> QuerySet[MealStatement]:
    rows = MealStatement.objects.visible_to(user).filter(state__in=tab.states)
    return rows.select_related("partner", "program").annotate(meals_total=Sum("lines__meals"))
