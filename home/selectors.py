"""Questions that no single app can answer, asked for the public home."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Greatest, TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _text

from applications.models import Application, PublicNotice
from areas.models import AdminArea, Level
from funds.models import AccountKind, Fund, Line, Reservation, ReservationState, VoucherKind
from volunteers.models import HoursEntry, ShiftRole, VolunteerProfile

SMALL_GROUP = 5  # a month with fewer payments is shown together with the next one


def places_by_subdistrict(on: date) -> list[tuple[AdminArea, list[AdminArea]]]:
    """Sub-districts with their communities and villages, in one query."""
    areas = list(AdminArea.objects.existing_on(on).exclude(level=Level.ZONE).order_by("code"))
    below: dict[int, list[AdminArea]] = {area.pk: [] for area in areas if area.level == Level.SUBDISTRICT}
    for area in areas:
        if area.parent_id in below:
            below[area.parent_id].append(area)
    return [(area, below[area.pk]) for area in areas if area.pk in below]


def free_places_this_week(now: datetime, on: date) -> int:
    """Places nobody has taken on the announced shifts between now and Sunday."""
    end = midnight(on + timedelta(days=7 - on.weekday()))
    roles = ShiftRole.objects.filter(shift__state="open", shift__starts_at__gt=now, shift__starts_at__lt=end)
    return roles.aggregate(free=Sum(Greatest(F("capacity") - F("taken"), 0)))["free"] or 0


@dataclass(frozen=True)
class Notice:
    url: str
    title: str
    tag: str
    on: date


def latest_notices(now: datetime) -> list[Notice]:
    """Postings that are open now, the newest first. Only what their snapshot shows: community and program, no name."""
    running = PublicNotice.objects.running(now)
    return [notice_line(notice) for notice in running.order_by("-posted_at", "-pk")[:6]]


def notice_line(notice: PublicNotice) -> Notice:
    english = get_language() == "en"
    program = notice.shown.get("program_en" if english else "program") or notice.shown["program"]
    community = notice.shown.get("community_en" if english else "community") or notice.shown["community"]
    return Notice(
        url=reverse("applications:notice", args=[notice.reference]),
        title=_text("%(program)s: proposed grant, %(community)s") % {"program": program, "community": community},
        tag=pgettext("tag of a notice", "Notice"),
        on=timezone.localdate(notice.posted_at),
    )


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    unit: str


@dataclass(frozen=True)
class Figures:
    """What the books and the hours ledger say up to `as_of`. `monthly` is yuan paid, pairs for the bar chart."""

    as_of: date
    numbers: list[Figure]
    monthly: list[tuple[str, float]]


def figures(on: date) -> Figures:
    """Counts of nothing are left out."""
    paid = payments_by_month(since=date(on.year, 1, 1))
    minutes = HoursEntry.objects.filter(day__gte=date(on.year, 1, 1)).aggregate(total=Sum("minutes"))["total"] or 0
    numbers = [
        Figure(
            _text("Grants paid this year"),
            f"{sum(count for count, _fen in paid.values()):,}",
            pgettext("unit of a figure", "grants"),
        ),
        Figure(
            _text("Paid this year"),
            f"{sum(fen for _count, fen in paid.values()) / 100:,.0f}",
            pgettext("unit of a figure", "yuan"),
        ),
        Figure(
            _text("Held in trust for the programs"),
            f"{sum(available_and_reserved_fen()) / 100:,.0f}",
            pgettext("unit of a figure", "yuan"),
        ),
        Figure(
            _text("Hours given by volunteers this year"), f"{minutes / 60:,.0f}", pgettext("unit of a figure", "hours")
        ),
        Figure(
            _text("Volunteers registered"),
            f"{VolunteerProfile.objects.count():,}",
            pgettext("unit of a figure", "people"),
        ),
    ]
    numbers = [figure for figure in numbers if figure.value != "0"]
    return Figures(on, numbers, monthly_bars(payments_by_month(since=first_of_chart(on)), on))


def available_and_reserved_fen() -> tuple[int, int]:
    sums = Fund.objects.aggregate(available=Sum("available_fen"), reserved=Sum("reserved_fen"))
    return sums["available"] or 0, sums["reserved"] or 0


def payments_by_month(*, since: date) -> dict[date, tuple[int, int]]:
    """Month → (grants paid, fen paid), from posted vouchers; a reversal takes back in the month of the reversal."""
    counts: Counter[date] = Counter()
    sums: Counter[date] = Counter()
    lines = Line.objects.filter(
        Q(voucher__kind=VoucherKind.PAYMENT) | Q(voucher__reverses__kind=VoucherKind.PAYMENT),
        account__kind=AccountKind.EXPENSE,
        voucher__posted_at__isnull=False,
        voucher__booked_on__gte=since,
    )
    for month, fen in (
        lines.annotate(month=TruncMonth("voucher__booked_on"))
        .values_list("month")
        .annotate(total=Sum("amount_fen"))
        .order_by("month")
    ):
        sums[month] = fen
    settled = Reservation.objects.filter(state=ReservationState.SETTLED, voucher__booked_on__gte=since)
    standing = settled.filter(voucher__reversed_by__isnull=True)
    for day in standing.values_list("voucher__booked_on", flat=True).iterator():
        counts[day.replace(day=1)] += 1
    return {month: (counts[month], sums[month]) for month in sorted(counts | sums)}


def first_of_chart(on: date) -> date:
    """The first of the month eleven months ago."""
    months = on.year * 12 + on.month - 1 - 11
    return date(months // 12, months % 12 + 1, 1)


def monthly_bars(paid: dict[date, tuple[int, int]], on: date) -> list[tuple[str, float]]:
    """Twelve bars of yuan. Months with few payments wait for the next bar, so that no bar is one family's grant."""
    bars: list[tuple[str, float]] = []
    waiting_count = waiting_fen = 0
    month = first_of_chart(on)
    for _step in range(12):
        count, fen = paid.get(month, (0, 0))
        waiting_count, waiting_fen = waiting_count + count, waiting_fen + fen
        shown = waiting_fen if waiting_count >= SMALL_GROUP else 0
        if shown:
            waiting_count = waiting_fen = 0
        bars.append((f"{month:%y-%m}", round(shown / 100)))
        month = (month + timedelta(days=32)).replace(day=1)
    return bars if any(value for _label, value in bars) else []


def months_of_chart(on: date) -> list[date]:
    """The first days of twelve months, and of the one after them."""
    months = [first_of_chart(on)]
    for _step in range(12):
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    return months


def decisions_by_month(user: Any, on: date) -> list[tuple[str, float]]:
    """Cases of the person's worklist decided in each of the last twelve months, by counts on the index; [] for none."""
    months = months_of_chart(on)
    cases = Application.objects.in_worklist_of(user).order_by()
    bars = [
        (f"{month:%y-%m}", cases.filter(decided_at__gte=midnight(month), decided_at__lt=midnight(following)).count())
        for month, following in pairwise(months)
    ]
    return bars if any(count for _label, count in bars) else []


def paid_by_month(on: date) -> list[tuple[str, float]]:
    """Yuan paid in each of the last twelve months, exact: for people who read the books. [] for nothing."""
    paid = payments_by_month(since=first_of_chart(on))
    bars: list[tuple[str, float]] = [
        (f"{month:%y-%m}", round(paid.get(month, (0, 0))[1] / 100)) for month in months_of_chart(on)[:12]
    ]
    return bars if any(value for _label, value in bars) else []


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
