"""/admin/schedule/: what the portal does by itself, when, and whether it did. For administrators and supervisors."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery.schedules import crontab, schedule
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import roles
from accounts.permissions import has_role
from welfare_portal import heartbeat, runs
from welfare_portal.celery import BEAT

READERS = (roles.SYSTEM_ADMIN, roles.SUPERVISOR)
MISSED = timedelta(minutes=3)  # of grace; then a task that should have run counts as late


@dataclass(frozen=True)
class Row:
    """`last` is a runs.Run or None, `next_at` None when it never ran."""

    task: str
    why: Any
    when: str
    last: runs.Run | None
    next_at: datetime | None
    is_late: bool


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    if not has_role(request.user, *READERS):
        raise PermissionDenied
    at = timezone.now()
    age = heartbeat.age(at=at)
    context = {
        **admin.site.each_context(request),
        "title": _text("What the portal does by itself"),
        "rows": rows(at),
        "heartbeat_at": None if age is None else at - age,
        "beats": age is not None and age < MISSED,
    }
    return TemplateResponse(request, "admin/schedule.html", context)


def rows(at: datetime) -> list[Row]:
    last = runs.last_runs([task for task, _when, _why in BEAT])
    return [_row(task, when, why, last.get(task), at) for task, when, why in BEAT]


def _row(task: str, when: schedule, why: Any, last: runs.Run | None, at: datetime) -> Row:
    expected = next_run(when, last.at if last else None, at)
    is_late = expected is not None and expected + MISSED < at
    return Row(task, why, in_words(when), last, expected, is_late)


def next_run(when: schedule, last: datetime | None, at: datetime) -> datetime | None:
    """Of a daily task the next time on the clock; of a periodic one its last run and the period, if it ever ran."""
    if isinstance(when, crontab):
        local = timezone.localtime(at)
        today = local.replace(hour=min(when.hour), minute=min(when.minute), second=0, microsecond=0)
        return today if today > local else today + timedelta(days=1)
    return last + when.run_every if last else None


def in_words(when: schedule) -> str:
    """ "every 30 seconds", "daily at 02:30"."""
    if isinstance(when, crontab):
        clock = f"{min(when.hour):02d}:{min(when.minute):02d}"
        return _text("daily at %(clock)s") % {"clock": clock}
    seconds = int(when.run_every.total_seconds())
    if seconds % 3600 == 0:
        return ngettext("every hour", "every %(n)d hours", seconds // 3600) % {"n": seconds // 3600}
    if seconds % 60 == 0:
        return ngettext("every minute", "every %(n)d minutes", seconds // 60) % {"n": seconds // 60}
    return ngettext("every second", "every %(n)d seconds", seconds) % {"n": seconds}
