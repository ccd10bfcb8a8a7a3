"""A hundred thousand reminders of tomorrow's shifts: recorded as events, planned, handed to the recording channel."""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.figures import Figure, at_least, at_most
from bench.private_portal import Portal

PER_SHIFT, PER_SECOND, MORE_MB = 20, 1_000, 100


def measure(portal: Portal, subject: str, *, reminders: int, deliveries: int) -> list[Figure]:
    got = portal.run("bench.reminders", str(reminders), str(deliveries))
    planned, each = got["planned"], got["rows"] / max(1, got["planned"])
    planning = planned / (got["recorded_s"] + got["planned_s"])
    named = f"{planned:,} reminders"
    return [
        Figure(subject, f"{named} recorded as events", f"{planned / got['recorded_s']:,.0f}/s"),
        Figure(subject, f"{named} planned, {each:.1f} messages each", f"{planned / got['planned_s']:,.0f}/s"),
        at_least(subject, f"{named}, both together", planning, PER_SECOND, "/s"),
        at_most(subject, f"{named}: more memory from the first tenth to the end", got["more_mb"], MORE_MB, " MB", 0),
        Figure(
            subject,
            f"{got['delivered']:,} messages handed to inbox and recording SMS, one process",
            f"{got['delivered'] / got['delivered_s']:,.0f}/s, "
            f"CPU {got['delivered_cpu_s'] / got['delivered'] * 1000:.1f} ms each",
        ),
    ]


# --- Inside the portal ---


def run(reminders: int, deliveries: int) -> dict[str, Any]:
    from datetime import timedelta  # noqa: PLC0415 - needs Django below

    from django.utils import timezone  # noqa: PLC0415

    from audit.models import OutboxEntry  # noqa: PLC0415
    from notifications.delivery import deliver_due  # noqa: PLC0415
    from notifications.models import Delivery  # noqa: PLC0415
    from notifications.planning import plan_pending  # noqa: PLC0415
    from volunteers.reminders import plan_shift_reminders  # noqa: PLC0415
    from welfare_portal.population.progress import Progress  # noqa: PLC0415
    from welfare_portal.population.shifts import make_shifts, make_volunteers  # noqa: PLC0415

    now = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    plan_pending(at=now, limit=1_000_000)  # what the demo left
    Delivery.objects.all().delete()
    count = reminders // PER_SHIFT
    make_volunteers(count=reminders, seed=1, at=now, bar=Progress("volunteers", reminders, sys.stderr))
    bar = Progress("shifts", count, sys.stderr)
    make_shifts(count=count, seed=1, at=now, bar=bar, starts=[now + timedelta(hours=23)], full=True)
    before = OutboxEntry.objects.count()
    recorded_s, _cpu, _more = timed(lambda: plan_shift_reminders(now))
    planned = OutboxEntry.objects.count() - before
    plan_pending(at=now, limit=planned // 10)
    rss = peak_mb()
    planned_s, _cpu, _more = timed(lambda: plan_pending(at=now, limit=1_000_000))
    rows = Delivery.objects.count()
    delivered_s, delivered_cpu_s, delivered = timed(lambda: deliver_due(at=now, limit=deliveries))
    return {
        "planned": planned,
        "rows": rows,
        "recorded_s": recorded_s,
        "planned_s": planned_s / 0.9,  # the first tenth warmed it up
        "delivered": delivered,
        "delivered_s": delivered_s,
        "delivered_cpu_s": delivered_cpu_s,
        "more_mb": peak_mb() - rss,
    }


def timed(act: Callable[[], Any]) -> tuple[float, float, Any]:
    started, cpu = time.perf_counter(), time.process_time()
    result = act()
    return time.perf_counter() - started, time.process_time() - cpu, result


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
