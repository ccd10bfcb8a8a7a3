"""The numbers of the program: stock, events, bands in use, scans, how fast families answer, who came home (KPI)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from delivery.wristbands import states
from delivery.wristbands.choices import AlertOutcome, CaseOutcome, Place, ScanKind
from delivery.wristbands.models import Alert, Batch, Issue, MissingCase, PublicityEvent, Scan, ScanMonth

COUNTERS = ("ordered", "received", "in_store", "allocated", "issued", "damaged", "lost")
MONTHS = 12
HOME = (CaseOutcome.HOME, CaseOutcome.HOSPITAL)


@dataclass(frozen=True)
class Stock:
    ordered: int
    received: int
    in_store: int
    allocated: int
    issued: int
    damaged: int
    lost: int


@dataclass(frozen=True)
class Figures:
    """`first_contact` is the average time from the first scan to the first answer; None before there was one."""

    stock: Stock
    events: int
    events_closed: int
    attendance: int
    leaflets: int
    in_use: int
    handed_out: int
    bound: int
    tested: int
    scans: int
    alerts: int
    first_contact: timedelta | None
    missing: int
    found: int

    @property
    def bound_share(self) -> int | None:
        return _share(self.bound, self.handed_out)

    @property
    def tested_share(self) -> int | None:
        return _share(self.tested, self.bound)

    @property
    def found_share(self) -> int | None:
        return _share(self.found, self.missing)

    @property
    def first_contact_minutes(self) -> int | None:
        return None if self.first_contact is None else round(self.first_contact.total_seconds() / 60)


def _share(part: int, whole: int) -> int | None:
    """Per cent; None where there is nothing to share."""
    return round(100 * part / whole) if whole else None


def stock() -> Stock:
    sums = Batch.objects.aggregate(**{name: Sum(name, default=0) for name in COUNTERS})
    return Stock(**sums)


def figures_for(user: Any) -> Figures:
    """What this person may see: the stock is one, the rest of the own areas. A constant number of queries."""
    events = PublicityEvent.objects.visible_to(user).aggregate(
        n=Count("pk", filter=~Q(state=states.CANCELLED)),
        closed=Count("pk", filter=Q(state=states.CLOSED)),
        attendance=Sum("attendance", default=0),
        leaflets=Sum("leaflets", default=0),
    )
    issues = Issue.objects.visible_to(user).aggregate(
        in_use=Count("pk", filter=Q(state=states.ACTIVE)),
        handed_out=Count("pk"),
        bound=Count("pk", filter=Q(bound_at__isnull=False)),
        tested=Count("pk", filter=Q(tested_at__isnull=False)),
    )
    alerts = Alert.objects.filter(issue__in=Issue.objects.visible_to(user).values("pk"))
    found = _alert_figures(alerts)
    scans = Scan.objects.filter(issue__in=Issue.objects.visible_to(user).values("pk"))
    cases = MissingCase.objects.filter(alert__in=alerts.values("pk"))
    searched = cases.exclude(outcome=CaseOutcome.NOT_MISSING).aggregate(
        n=Count("pk"), home=Count("pk", filter=Q(outcome__in=HOME))
    )
    return Figures(
        stock=stock(),
        events=events["n"],
        events_closed=events["closed"],
        attendance=events["attendance"],
        leaflets=events["leaflets"],
        in_use=issues["in_use"],
        handed_out=issues["handed_out"],
        bound=issues["bound"],
        tested=issues["tested"],
        scans=scans.count(),
        alerts=found["n"],
        first_contact=found["wait"],
        missing=searched["n"],
        found=searched["home"],
    )


def _alert_figures(alerts: QuerySet[Alert]) -> dict[str, Any]:
    wait = ExpressionWrapper(F("answered_at") - F("opened_at"), output_field=DurationField())
    return alerts.aggregate(n=Count("pk"), wait=Avg(wait, filter=Q(answered_at__isnull=False)))


def issued_by_month(user: Any, on: date) -> Sequence[tuple[str, int]]:
    """The last twelve months, oldest first."""
    first = _months_back(on)
    rows = Issue.objects.visible_to(user).filter(issued_at__gte=_begins(first)).order_by()
    counted = rows.annotate(month=TruncMonth("issued_at")).values("month").annotate(n=Count("pk"))
    return _by_month(first, {timezone.localdate(row["month"]): row["n"] for row in counted})


def issued_by_event(user: Any, most: int = 12) -> Sequence[tuple[str, int]]:
    """The latest closed events, oldest first."""
    rows = PublicityEvent.objects.visible_to(user).filter(state=states.CLOSED).order_by("-starts_at", "-pk")
    return [(number, issued) for number, issued in reversed(rows.values_list("number", "issued")[:most])]


def issued_by_category(user: Any) -> dict[int, int]:
    """Bands in use by the reason for them."""
    rows = Issue.objects.visible_to(user).filter(state=states.ACTIVE).order_by()
    return dict(rows.values_list("category").annotate(n=Count("pk")))


def scans_between(first: date, last: date) -> int:
    """Alarms and tests of the span; months whose scans were folded count when they lie in it as a whole."""
    kept = Scan.objects.filter(at__gte=_begins(first), at__lt=_begins(last + timedelta(days=1)))
    folded = ScanMonth.objects.filter(month__gte=first, month__lte=last)
    alarms = kept.exclude(kind=ScanKind.TEST).count()
    sums = folded.aggregate(n=Sum("scans", default=0), tests=Sum("tests", default=0))
    return alarms + sums["n"] - sums["tests"]


def brought_home_between(first: date, last: date) -> int:
    closed = Alert.objects.filter(closed_at__gte=_begins(first), closed_at__lt=_begins(last + timedelta(days=1)))
    return closed.filter(outcome=AlertOutcome.FOUND).count()


def issued_between(first: date, last: date) -> int:
    span = {"issued_at__gte": _begins(first), "issued_at__lt": _begins(last + timedelta(days=1))}
    return Issue.objects.filter(**span, band__place__in=(Place.ISSUED, Place.LOST, Place.DAMAGED)).count()


def events_between(first: date, last: date) -> dict[str, int]:
    span = {"starts_at__gte": _begins(first), "starts_at__lt": _begins(last + timedelta(days=1))}
    rows = PublicityEvent.objects.filter(**span, state=states.CLOSED)
    return rows.aggregate(events=Count("pk"), attendance=Sum("attendance", default=0))


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _months_back(on: date) -> date:
    year, month = divmod(on.year * 12 + on.month - MONTHS, 12)
    return date(year, month + 1, 1)


def _by_month(first: date, found: dict[date, int]) -> list[tuple[str, int]]:
    months = []
    for step in range(MONTHS):
        year, month = divmod(first.year * 12 + first.month - 1 + step, 12)
        day = date(year, month + 1, 1)
        months.append((f"{day:%Y-%m}", found.get(day, 0)))
    return months
