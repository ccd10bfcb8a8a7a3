from celery.schedules import crontab

from welfare_portal.celery import BEAT, app


def test_every_line_of_the_schedule_names_a_task_that_exists():
    app.loader.import_default_modules()

    assert sorted(task for task, _when, _why in BEAT if task not in app.tasks) == []


def test_every_line_of_the_schedule_is_there_once_and_says_why():
    tasks = [task for task, _when, _why in BEAT]

    assert len(set(tasks)) == len(tasks)
    assert all(why for _task, _when, why in BEAT)


def test_a_periodic_message_expires_before_the_next_one_counts():
    entry = app.conf.beat_schedule["portal.note_heartbeat"]

    assert entry["options"] == {"expires": 30}


def test_the_schedule_is_in_the_time_of_the_zone():
    assert str(app.timezone) == "Asia/Shanghai"
    assert any(isinstance(when, crontab) for _task, when, _why in BEAT)


def test_nothing_is_lost_with_a_killed_worker():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.worker_cancel_long_running_tasks_on_connection_loss  # tests/faults/test_broker_gone.py
    assert app.conf.task_time_limit < 900  # the visibility timeout on Redis
