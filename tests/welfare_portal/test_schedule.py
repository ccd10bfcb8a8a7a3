"""The page of the beat schedule: every line in plain words, with what is known of its runs."""

from datetime import UTC, datetime, timedelta

import pytest
from celery.signals import task_postrun
from django.utils import timezone, translation

from welfare_portal import heartbeat, runs, schedule
from welfare_portal.celery import BEAT, app, daily, every

URL = "/admin/schedule/"
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai


@pytest.fixture(autouse=True)
def _nothing_ran():
    runs._noted.clear()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status"),
    [("admin", 200), ("auditor", 200), ("reviewer", 403), ("accountant", 403), ("cashier", 403), ("worker", 403)],
)
def test_administrators_and_supervisors_read_the_schedule(client, cast, name, status):
    client.force_login(cast[name])

    assert client.get(URL).status_code == status
    assert (f'href="{URL}"' in client.get("/admin/").text) == (status == 200)


@pytest.mark.django_db
def test_the_page_names_every_task(client, administrator):
    heartbeat.note(at=timezone.now())
    client.force_login(administrator)

    response = client.get(URL)

    assert [row.task for row in response.context["rows"]] == [task for task, _when, _why in BEAT]
    assert response.context["beats"] is True
    assert all(task in response.text for task, _when, _why in BEAT)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (every(seconds=30), "every 30 seconds"),
        (every(minutes=1), "every minute"),
        (every(minutes=15), "every 15 minutes"),
        (every(hours=1), "every hour"),
        (daily("02:30"), "daily at 02:30"),
    ],
)
def test_a_period_is_said_in_words(when, words):
    with translation.override("en"):
        assert schedule.in_words(when) == words


def test_the_next_run_of_a_period_counts_from_the_last():
    last = AT - timedelta(minutes=4)

    assert schedule.next_run(every(minutes=15), last, AT) == AT + timedelta(minutes=11)
    assert schedule.next_run(every(minutes=15), None, AT) is None


@pytest.mark.parametrize(("clock", "day"), [("02:30", 3), ("23:00", 2)])
def test_a_daily_task_runs_next_when_the_clock_says_so(clock, day):
    following = timezone.localtime(schedule.next_run(daily(clock), None, AT))

    assert (following.day, f"{following:%H:%M}") == (day, clock)


def test_a_run_is_remembered_with_how_it_ended(db):
    runs.note("portal.verify_promises", succeeded=False, at=AT)
    runs.note("notifications.sweep", succeeded=True, at=AT)
    runs.note("notifications.sweep", succeeded=True, at=AT + timedelta(seconds=1))  # a doorbell; not worth a write

    assert runs.last_runs([task for task, _when, _why in BEAT]) == {
        "portal.verify_promises": runs.Run(AT, False),
        "notifications.sweep": runs.Run(AT, True),
    }


def test_a_task_that_should_have_run_is_late(db):
    runs.note("applications.end_notices", succeeded=True, at=AT - timedelta(minutes=20))
    runs.note("notifications.sweep", succeeded=True, at=AT - timedelta(minutes=2))

    assert [row.task for row in schedule.rows(AT) if row.is_late] == ["applications.end_notices"]


def test_celery_tells_of_runs(db):
    app.loader.import_default_modules()
    task = app.tasks["portal.note_heartbeat"]

    task_postrun.send(sender=task, task=task, state="FAILURE")

    assert runs.last_runs(["portal.note_heartbeat"])["portal.note_heartbeat"].succeeded is False
