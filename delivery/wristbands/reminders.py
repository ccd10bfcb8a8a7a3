"""What whoever works with bands has to be told: an event of tomorrow, an event that is over and not closed, bands that
were handed out and never scanned. Events with a dedupe key: planned twice is planned once, a missed night is caught
up."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from areas.deadlines import period_of
from audit.recording import Occurrence, record_many
from delivery.wristbands import states
from delivery.wristbands.models import Issue, PublicityEvent, Scan

LANE = "wristbands"  # of the table of deadlines


def plan_reminders(*, at: datetime) -> int:
    """Records the reminders due at `at`; returns how many."""
    return record_many([*_near(at), *_not_closed(at), *_untested(at)], at=at)


def not_closed(at: datetime) -> QuerySet[PublicityEvent]:
    """Events that ended and have no counts yet."""
    return PublicityEvent.objects.filter(state=states.PLANNED, ends_at__lte=at)


def untested(issuer_id: int, day: date) -> QuerySet[Issue]:
    """Bands in use that this person handed out on this day and of which nobody has scanned the code so far."""
    first, last = _midnight(day), _midnight(day + timedelta(days=1))
    handed_out = Issue.objects.filter(issued_by=issuer_id, issued_at__gte=first, issued_at__lt=last)
    return _never_scanned(handed_out).order_by("pk")


def _near(at: datetime) -> Iterator[Occurrence]:
    """From the morning of the day that many days before it on, until it begins."""
    day = timezone.localdate(at) + timedelta(days=_days("event_ahead") + 1)
    rows = PublicityEvent.objects.filter(state=states.PLANNED, starts_at__gt=at)
    near = rows.filter(starts_at__lt=timezone.make_aware(datetime.combine(day, time.min)))
    for event in near.only("pk", "starts_at").order_by("pk"):
        yield Occurrence("wristbands.event_due", event, f"band-event-due:{event.pk}:{event.starts_at:%Y%m%dT%H%M}")


def _not_closed(at: datetime) -> Iterator[Occurrence]:
    rows = not_closed(at - timedelta(days=_days("event_close"))).only("pk", "ends_at")
    for event in rows.order_by("pk"):
        yield Occurrence("wristbands.event_open", event, f"band-event-open:{event.pk}:{event.ends_at:%Y%m%dT%H%M}")


def _untested(at: datetime) -> Iterator[Occurrence]:
    """One per person and day, however many bands: a worker who hands out a hundred at an event reads one message."""
    before = at - timedelta(days=_days("test_scan"))
    rows = _never_scanned(Issue.objects.filter(issued_at__lt=before)).only("pk", "issued_by", "issued_at")
    told = set()
    for issue in rows.order_by("pk"):
        turn = issue.issued_by_id, timezone.localdate(issue.issued_at)
        if turn not in told:
            told.add(turn)
            data = {"issuer": turn[0], "day": f"{turn[1]}"}
            yield Occurrence("wristbands.untested", issue, f"band-untested:{turn[0]}:{turn[1]}", data)


def _never_scanned(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    """An alarm shows as well as a test that the code opens the page and the telephone rings."""
    live = rows.filter(state=states.ACTIVE, tested_at__isnull=True)
    return live.filter(~Exists(Scan.objects.filter(issue=OuterRef("pk"))))


def _days(key: str) -> int:
    return period_of(LANE, key)[0]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
