from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import User
from audit.models import OutboxEntry
from audit.recording import record
from welfare_portal import health, heartbeat

ALL_OK = {"database": "ok", "migrations": "ok", "broker": "ok", "outbox": "ok", "beat": "ok"}


@pytest.fixture
def outbox_entry(db):
    """An event recorded an hour ago whose messages nobody has planned."""
    user = User.objects.create(username="zhang")
    event = record("test.happened", subject=user, by=None, at=timezone.now() - timedelta(hours=1))
    return OutboxEntry.objects.get(event=event)


def test_healthz_answers_without_a_database(client, django_db_blocker):
    with django_db_blocker.block():
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_readyz_is_green_on_a_working_portal(client, db):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, ALL_OK)


def test_readyz_is_red_when_the_outbox_stands_still(client, outbox_entry):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {**ALL_OK, "outbox": "failed"})


def test_readyz_is_red_when_beat_fell_silent(client, db):
    heartbeat.note(at=timezone.now() - timedelta(minutes=4))

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {**ALL_OK, "beat": "failed"})


def test_readyz_is_red_when_the_broker_is_gone(client, db, monkeypatch):
    monkeypatch.setattr(health, "_waiting_messages", lambda: None)

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {**ALL_OK, "broker": "failed"})


def test_readyz_hides_what_the_database_said(client, db, monkeypatch):
    def fails(_at):
        raise DatabaseError("password of portal is wrong")

    monkeypatch.setitem(health.READINESS, "database", fails)

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {**ALL_OK, "database": "failed"})


def test_metrics_need_the_token(client, db, settings):
    settings.PORTAL_METRICS_TOKEN = "t0ken"

    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer other"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer t0ken"}).status_code == 200


def test_without_a_token_there_are_no_metrics(client, db):
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_metrics_show_the_age_of_the_outbox(client, settings, outbox_entry):
    settings.PORTAL_DEMO = True
    at = outbox_entry.created_at + timedelta(seconds=90)
    heartbeat.note(at=at - timedelta(seconds=20))

    lines = health.metrics_text(at).splitlines()

    assert "portal_outbox_entries 1" in lines
    assert "portal_outbox_oldest_seconds 90" in lines
    assert "portal_beat_age_seconds 20" in lines
    assert "# TYPE portal_outbox_entries gauge" in lines
