"""The Celery app and the whole beat schedule in one table.

Celery is the doorbell, never the truth: what must happen is a row, a task looks for such rows, and running a task
twice or late changes nothing. So a message that waited longer than its own period may be dropped.
"""

import logging.config
import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.schedules import crontab, schedule
from celery.signals import beat_init, setup_logging, task_postrun, worker_init
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["sqlite3"] = "welfare_portal.broker:Transport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "welfare_portal.settings")

app = Celery("welfare_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)  # each line of a task carries its id


def every(**period: float) -> schedule:
    return schedule(timedelta(**period))


def daily(clock: str) -> crontab:
    """Once a day at a time of the zone's clock, for instance "06:30"."""
    hour, minute = clock.split(":")
    return crontab(hour=hour, minute=minute)


# Task, when it runs, why. Times are Asia/Shanghai. One line per task; the task lives in <app>/tasks.py.
BEAT: list[tuple[str, schedule, Any]] = [
    ("portal.note_heartbeat", every(seconds=30), _("readiness sees that beat and worker are alive")),
    ("notifications.sweep", every(seconds=30), _("messages arrive though a doorbell was lost or a worker died")),
    ("jobs.sweep", every(seconds=30), _("work in the background goes on though its worker died")),
    ("imports.empty_old", daily("02:45"), _("uploaded lists hold people's data and are emptied after thirty days")),
    ("jobs.delete_old", every(hours=1), _("files of finished exports are deleted after three days")),
    ("volunteers.plan_shift_reminders", every(minutes=5), _("shift tomorrow, shift soon; a missed night is caught up")),
    ("volunteers.fill_free_places", every(minutes=5), _("who waits moves up as soon as nothing keeps him any more")),
    (
        "applications.plan_deadline_reminders",
        every(minutes=15),
        _("cases due, late and very late to handler, leader, supervisor; answers and visits due"),
    ),
    ("oversight.plan_complaint_reminders", every(hours=1), _("complaints due and overdue to those who answer them")),
    ("payments.plan_check_reminders", every(hours=1), _("checks after payment due and overdue to those who make them")),
    ("applications.end_notices", every(minutes=5), _("a public notice ends after seven full days")),
    ("applications.fold_tallies", every(minutes=10), _("the counts of the worklist stay a handful of rows")),
    ("applications.plan_follow_ups", daily("09:10"), _("paid cases are followed up between 30 and 90 days later")),
    ("applications.close_finished", daily("02:30"), _("paid cases without follow-up are closed after 90 days")),
    (
        "applications.lapse_unanswered_requests",
        daily("02:35"),
        _("papers that never came: more time once, then the case ends"),
    ),
    ("applications.delete_expired_drafts", daily("02:40"), _("drafts nobody touched for 90 days, and files of none")),
    ("applications.find_unclaimed_aid", daily("02:50"), _("who seems to qualify for aid and has not asked for it")),
    ("applications.plan_renewal_reminders", daily("09:20"), _("aid ends soon and may be asked for again")),
    ("portal.clear_expired_sessions", daily("03:10"), _("expired sessions are personal data too")),
    ("beneficiaries.find_duplicates", daily("02:10"), _("people registered twice are shown side by side")),
    ("beneficiaries.sweep_papers", every(hours=1), _("an upload that was interrupted leaves no file behind")),
    (
        "web.delete_old_idempotency_keys",
        daily("03:20"),
        _("a form is remembered for 30 days, where money moved for ever"),
    ),
    ("portal.verify_promises", daily("03:30"), _("a broken promise is in the log before the office opens")),
]


def _expires_after(when: schedule) -> int:
    """Seconds: a periodic message is worthless once the next one is due."""
    return 60 * 60 * 12 if isinstance(when, crontab) else int(when.run_every.total_seconds())


app.conf.beat_schedule = {
    task: {"task": task, "schedule": when, "options": {"expires": _expires_after(when)}} for task, when, _why in BEAT
}


@setup_logging.connect
def use_the_logging_of_the_portal(**_kwargs: object) -> None:
    """Otherwise Celery would install handlers of its own, past the filter for personal data."""
    logging.config.dictConfig(settings.LOGGING)


@worker_init.connect
@beat_init.connect
def refuse_a_bad_start(**_kwargs: object) -> None:
    """The same gate as the web server's. Celery swallows the exceptions of signal handlers, but not this one."""
    from welfare_portal import checks  # noqa: PLC0415 - needs Django's apps, which are ready only now

    try:
        checks.refuse_a_bad_start()
    except checks.BadStart as refusal:
        raise SystemExit(str(refusal)) from refusal


@task_postrun.connect
def note_the_run(task: Any = None, state: str = "", **_kwargs: object) -> None:
    """For the page of the schedule. Celery logs and swallows what goes wrong here."""
    from welfare_portal import runs  # noqa: PLC0415 - the cache needs Django's apps, which are ready only now

    if task.name in app.conf.beat_schedule:
        runs.note(task.name, succeeded=state == "SUCCESS", at=timezone.now())
