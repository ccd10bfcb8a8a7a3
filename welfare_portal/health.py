"""/healthz, /readyz and /metrics: for load balancers, monitoring and the supervisor. No personal data, no details."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from audit.models import OutboxEntry
from notifications import breaker
from volunteers.series_pages import late_series
from welfare_portal import heartbeat
from welfare_portal.celery import app as celery_app
from welfare_portal.checks import pending_migrations

OLDEST_OUTBOX = timedelta(minutes=5)
OLDEST_HEARTBEAT = timedelta(minutes=3)


@login_not_required
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else, so that a slow database does not get the web server restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """503 when this server should get no traffic: names what is wrong, without details."""
    at = timezone.now()
    answers = {name: _works(look, at) for name, look in READINESS.items()}
    ready = all(answers.values())
    body = {name: "ok" if works else "failed" for name, works in answers.items()}
    return JsonResponse(body, status=200 if ready else 503)


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text. Outside demo mode it asks for the token PORTAL_METRICS_TOKEN; without one it does not exist."""
    if not settings.PORTAL_DEMO:
        given = request.headers.get("Authorization", "")
        token = settings.PORTAL_METRICS_TOKEN
        if not token or not constant_time_compare(given.encode(), f"Bearer {token}".encode()):
            raise Http404
    return HttpResponse(metrics_text(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")


def metrics_text(at: datetime) -> str:
    outbox = OutboxEntry.objects.aggregate(entries=Count("pk"), oldest=Min("created_at"))
    beat = heartbeat.age(at=at)
    gauges = [
        ("portal_outbox_entries", "Events whose messages are not planned yet", outbox["entries"]),
        ("portal_outbox_oldest_seconds", "Age of the oldest of them", _seconds(outbox["oldest"], at)),
        ("portal_channels_paused", "Channels whose provider refuses the portal itself", len(breaker.pauses())),
        ("portal_beat_age_seconds", "Since beat and a worker were last seen to work", beat and beat.total_seconds()),
        ("portal_series_late", "Series of shifts that the planner has not seen for more than a night", late_series(at)),
        ("portal_broker_waiting_messages", "Celery messages that no worker has taken", _waiting_messages()),
        ("portal_web_resident_bytes", "Memory of the web process that answered", _resident_bytes()),
    ]
    lines = []
    for name, meaning, value in gauges:
        if value is not None:
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", f"{name} {value:g}"]
    return "\n".join([*lines, ""])


# --- What readiness looks at ------------------------------------------------------------------------------------------


def _database_answers(_at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _is_migrated(_at: datetime) -> bool:
    return not pending_migrations()


def _broker_answers(_at: datetime) -> bool:
    return _waiting_messages() is not None


def _outbox_moves(at: datetime) -> bool:
    return not OutboxEntry.objects.filter(created_at__lt=at - OLDEST_OUTBOX).exists()


def _beat_beats(at: datetime) -> bool:
    """A portal that was just started has no heartbeat yet, and that is no reason to keep people out."""
    age = heartbeat.age(at=at)
    return age is None or age < OLDEST_HEARTBEAT


READINESS: dict[str, Callable[[datetime], bool]] = {
    "database": _database_answers,
    "migrations": _is_migrated,
    "broker": _broker_answers,
    "outbox": _outbox_moves,
    "beat": _beat_beats,
}


def _works(look: Callable[[datetime], bool], at: datetime) -> bool:
    try:
        return look(at)
    except DatabaseError:
        return False


def _waiting_messages() -> int | None:
    """None when the broker does not answer within two seconds."""
    try:
        with celery_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            queue = celery_app.conf.task_default_queue
            return broker.default_channel.queue_declare(queue=queue, durable=True).message_count
    except (OperationalError, OSError):
        return None


def _seconds(since: datetime | None, at: datetime) -> float:
    return (at - since).total_seconds() if since else 0.0


def _resident_bytes() -> int | None:
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None
