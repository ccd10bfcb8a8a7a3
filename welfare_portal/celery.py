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
    ("notifications.remove_old_messages", daily("03:00"), _("who was told what is deleted after a year")),
    ("jobs.sweep", every(seconds=30), _("work in the background goes on though its worker died")),
    ("imports.empty_old", daily("02:45"), _("uploaded lists hold people's data and are emptied after thirty days")),
    (
        "donations.empty_old_files",
        daily("02:55"),
        _("files of donations name donors and are emptied after thirty days"),
    ),
    ("funds.seal_old_vouchers", daily("02:40"), _("vouchers of before digests are sealed once, after an upgrade")),
    ("donations.acknowledge_gifts", every(minutes=10), _("known donors are thanked with a paper of their own")),
    ("donations.calculate_pools", every(minutes=5), _("matching pools follow the gifts that came since")),
    ("jobs.delete_old", every(hours=1), _("files of finished exports are deleted after three days")),
    ("volunteers.plan_shift_reminders", every(minutes=5), _("shift tomorrow, shift soon; a missed night is caught up")),
    ("volunteers.fill_standing_places", every(minutes=60), _("who comes every week is signed up for new shifts")),
    ("volunteers.fill_free_places", every(minutes=5), _("who waits moves up as soon as nothing keeps him any more")),
    ("volunteers.close_checkins", every(minutes=15), _("who forgot to check out left at the planned end")),
    ("volunteers.plan_record_reminders", daily("09:50"), _("rosters unconfirmed and records incomplete are told")),
    ("volunteers.plan_shortage_alerts", every(minutes=10), _("leaders know the evening before who is missing")),
    ("volunteers.plan_series", daily("03:05"), _("shifts of a series are planned weeks ahead, once per day")),
    ("volunteers.announce_stars", daily("08:30"), _("whoever reaches a star for hours of service is told once")),
    ("volunteers.sweep_evidence", every(hours=1), _("an upload that was interrupted leaves no file behind")),
    ("volunteers.remove_old_messages", daily("03:15"), _("what leaders wrote names people and goes after its time")),
    ("certificates.end_notices", every(hours=1), _("a certificate's notice inside the federation ends after its days")),
    (
        "volunteers.plan_structure_reminders",
        daily("09:40"),
        _("insurance and papers that run out; requests unanswered"),
    ),
    (
        "applications.plan_deadline_reminders",
        every(minutes=15),
        _("cases due, late and very late to handler, leader, supervisor; answers and visits due"),
    ),
    ("porridge_house.find_misuse", daily("03:15"), _("meals that look wrong are shown to somebody, with the reason")),
    ("porridge_house.find_missing", daily("09:30"), _("regular guests of the porridge house who are missed are told")),
    (
        "porridge_house.plan_paper_reminders",
        daily("09:35"),
        _("licences and health certificates that run out are told"),
    ),
    ("porridge_house.forget_old_meals", daily("02:25"), _("meals say where people were and are forgotten after years")),
    ("festival_visits.plan_reminders", daily("08:10"), _("routes and homes left before New Year's Eve are told")),
    ("festival_visits.forget_seasons", daily("02:15"), _("who was visited is forgotten after years, figures stay")),
    ("festival_visits.sweep_boards", every(hours=1), _("an upload that was interrupted leaves no file behind")),
    ("disclosure.trace_gifts", every(minutes=5), _("every donation is followed to what it became")),
    ("disclosure.plan_deadline_reminders", daily("09:00"), _("what must be published is told before it is due")),
    (
        "disclosure.plan_gift_reminders",
        daily("09:05"),
        _("donations are told before the day until which they must be used"),
    ),
    ("oversight.plan_complaint_reminders", every(hours=1), _("complaints due and overdue to those who answer them")),
    ("payments.plan_check_reminders", every(hours=1), _("checks after payment due and overdue to those who make them")),
    ("payments.draw_missing_samples", daily("03:25"), _("settled batches without a sample are drawn from")),
    (
        "seedling_protection.plan_reminders",
        daily("08:20"),
        _("visits, trainings, loans, stock and goods not signed for"),
    ),
    ("seedling_protection.forget_trainers", daily("03:45"), _("numbers of trainers are kept until a month after")),
    ("seedling_protection.sweep_files", daily("03:40"), _("a photograph that nothing names any more is deleted")),
    ("community_grants.end_notices", every(minutes=5), _("a notice of a community grant ends after its full days")),
    ("community_grants.plan_grant_reminders", every(hours=1), _("steps and milestones of grants due and overdue")),
    ("community_grants.tidy_up", daily("03:35"), _("grant drafts nobody touched, and files of none, are deleted")),
    ("applications.end_notices", every(minutes=5), _("a public notice ends after its full days")),
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
    ("portal.refresh_statistics", daily("02:05"), _("the database chooses its indexes by what is in the tables")),
    ("portal.clear_expired_sessions", daily("03:10"), _("expired sessions are personal data too")),
    ("wristbands.plan_reminders", daily("08:40"), _("publicity events near or not closed, bands never tested")),
    ("wristbands.delete_expired", every(hours=1), _("what finders left, old scans, and who wore a band long ago")),
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
