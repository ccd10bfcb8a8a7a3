"""Promise R24: a bad deploy never serves, and says in one sentence per problem what to change."""

import secrets
import sqlite3
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.demo import load_demo_accounts
from accounts.models import User
from areas.services import load_areas
from certificates.models import SigningKey
from donations.models import ReceiptKey
from protection import keys
from tests.processes import plain_environment
from welfare_portal import checks

ROOT = Path(__file__).resolve().parent.parent.parent
FIELD_KEY = "k1:" + b64encode(bytes(range(32))).decode()
SIGNING_KEY = "s1:" + b64encode(bytes(range(32, 64))).decode()
TEMPLATE_SECRET = "django-insecure-" + "abcdefgh" * 8  # pragma: allowlist secret

BROKEN = {
    "no secret": ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
    "demo secret": ({"SECRET_KEY": "<demo>"}, "SECRET_KEY is the published one"),
    "short secret": ({"SECRET_KEY": "abcdefgh"}, "SECRET_KEY is weak"),
    "monotonous secret": ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is weak"),
    "no field key": ({"PORTAL_FIELD_KEYS": []}, "PORTAL_FIELD_KEYS is not set"),
    "malformed field key": ({"PORTAL_FIELD_KEYS": ["k1:short"]}, "PORTAL_FIELD_KEYS: each entry is kid:base64"),
    "field key twice": ({"PORTAL_FIELD_KEYS": [FIELD_KEY, FIELD_KEY]}, "PORTAL_FIELD_KEYS names the same key id"),
    "demo field key": ({"PORTAL_FIELD_KEYS": "<demo>"}, "PORTAL_FIELD_KEYS holds the published key"),
    "secret of a template": ({"SECRET_KEY": TEMPLATE_SECRET}, "SECRET_KEY is weak"),
    "monotonous field key": (
        {"PORTAL_FIELD_KEYS": ["k1:" + b64encode(bytes(32)).decode()]},
        "PORTAL_FIELD_KEYS: the key named k1 is weak",
    ),
    "weak old field key": (
        {"PORTAL_FIELD_KEYS": [FIELD_KEY, "k0:" + b64encode(b"password" * 4).decode()]},
        "PORTAL_FIELD_KEYS: the key named k0 is weak",
    ),
    "no signing key": ({"PORTAL_SIGNING_KEYS": []}, "PORTAL_SIGNING_KEYS is not set"),
    "malformed signing key": ({"PORTAL_SIGNING_KEYS": ["s1:short"]}, "PORTAL_SIGNING_KEYS: each entry is kid:base64"),
    "signing key twice": (
        {"PORTAL_SIGNING_KEYS": [SIGNING_KEY, SIGNING_KEY]},
        "PORTAL_SIGNING_KEYS names the same key id",
    ),
    "demo signing key": ({"PORTAL_SIGNING_KEYS": "<demo>"}, "PORTAL_SIGNING_KEYS holds the published key"),
    "monotonous signing key": (
        {"PORTAL_SIGNING_KEYS": ["s1:" + b64encode(bytes(32)).decode()]},
        "PORTAL_SIGNING_KEYS: the key named s1 is weak",
    ),
    "uploads elsewhere": ({"MEDIA_STORAGE_URL": "s3://bucket"}, "MEDIA_STORAGE_URL must name a folder"),
    "debug": ({"DEBUG": True}, "DEBUG is on"),
    "no hosts": ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS is empty"),
    "any host": ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS has a wildcard"),
    "http address": ({"PORTAL_BASE_URL": "http://portal.example.org"}, "PORTAL_BASE_URL must be the https://"),
    "foreign address": ({"PORTAL_BASE_URL": "https://other.example.org"}, "PORTAL_BASE_URL names other.example.org"),
    "time zone": ({"TIME_ZONE": "UTC"}, "TIME_ZONE is UTC"),
    "naive times": ({"USE_TZ": False}, "USE_TZ is off"),
    "mail to the terminal": (
        {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
        "EMAIL_URL is not set to a mail server",
    ),
    "mail into a folder": ({"EMAIL_BACKEND": "notifications.mailbox.FileMailbox"}, "EMAIL_URL is not set to a mail"),
    "broker of another kind": ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must begin with redis://"),
    "unknown SMS provider": ({"SMS_PROVIDER": "nothing.here"}, "SMS_PROVIDER names nothing.here, which does not exist"),
}


@pytest.fixture
def production(settings):
    """Settings that a good deploy would have."""
    keys.forget()
    settings.PORTAL_DEMO = settings.PORTAL_TEST = False
    settings.SECRET_KEY = secrets.token_urlsafe(60)
    settings.PORTAL_FIELD_KEYS = [FIELD_KEY]
    settings.PORTAL_SIGNING_KEYS = [SIGNING_KEY]
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    settings.PORTAL_BASE_URL = "https://portal.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def test_good_settings_have_no_problem(production):
    assert list(checks.problems_of_settings()) == []


@pytest.mark.parametrize(("change", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_setting_refuses_the_start_and_names_the_variable(production, change, sentence):
    for name, value in change.items():
        setattr(
            production,
            name,
            getattr(production, f"DEMO_{name.removeprefix('PORTAL_')}") if value == "<demo>" else value,
        )
    keys.forget()

    with pytest.raises(checks.BadStart) as refused:
        checks.refuse_a_bad_start()

    lines = str(refused.value).splitlines()
    assert lines[0] == "The portal does not start:"
    assert [line for line in lines[1:] if line.startswith(f"- {sentence}")] == lines[1:]


@pytest.mark.both_databases
def test_a_migrated_database_has_no_problem(db):
    assert list(checks.problems_of_database()) == []


@pytest.mark.both_databases
def test_a_missing_migration_is_named(db):
    MigrationRecorder.Migration.objects.filter(app="audit", name="0002_events_are_append_only").delete()

    (problem,) = checks.problems_of_database()

    assert problem == ("1 migrations are missing (first: audit.0002_events_are_append_only); run `manage.py migrate`.")


@pytest.mark.both_databases
def test_a_field_key_that_the_database_needs_is_named(db, settings):
    keys.make_missing([])
    settings.PORTAL_FIELD_KEYS = [FIELD_KEY]
    keys.forget()

    (problem,) = checks.problems_of_database()

    assert problem.startswith("PORTAL_FIELD_KEYS lacks the key named demo1,")


@pytest.mark.both_databases
@pytest.mark.parametrize("known", [SigningKey, ReceiptKey])
def test_another_signing_key_under_a_used_name_is_named(db, settings, known):
    known.objects.create(kid="s1", public_key="another", first_used_at=timezone.now())
    settings.PORTAL_SIGNING_KEYS = [SIGNING_KEY]

    (problem,) = checks.problems_of_database()

    assert problem.startswith("PORTAL_SIGNING_KEYS: papers were signed by another key named s1;")


def test_sqlite_without_recursive_triggers_is_refused(transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")

    (problem,) = checks.problems_of_database()

    assert problem == "SQLite runs without PRAGMA recursive_triggers; the audit trail could be overwritten."


@pytest.fixture
def demo_accounts(db, production):
    production.PORTAL_FIELD_KEYS = production.DEMO_FIELD_KEYS
    keys.forget()
    production.PORTAL_DEMO = True
    load_areas(at=timezone.now())
    accounts = load_demo_accounts(timezone.now())
    production.PORTAL_DEMO = False
    return accounts


def test_a_demo_account_outside_demo_mode_is_refused(demo_accounts):
    User.objects.exclude(username="cashier").update(is_active=False)

    assert list(checks.problems_of_database()) == [
        "The account cashier of the demo has its published password; close it, or set PORTAL_DEMO for a demo."
    ]


def test_an_account_that_only_has_the_name_of_one_is_welcome(demo_accounts):
    User.objects.exclude(username="admin").update(is_active=False)
    admin = demo_accounts["admin"]
    admin.set_password("another-long-pass-1")
    admin.save()

    assert list(checks.problems_of_database()) == []


@pytest.mark.parametrize("entrance", ["web", "worker", "beat"])
def test_every_entrance_refuses(tmp_path, entrance):
    code = {
        "web": "import welfare_portal.wsgi",
        "worker": "from welfare_portal.celery import app; app.start(['worker', '-c', '1'])",
        "beat": "from welfare_portal.celery import app; app.start(['beat', '--pidfile', ''])",
    }[entrance]
    environment = plain_environment(PORTAL_DATA_DIR=tmp_path, ALLOWED_HOSTS="*", SECRET_KEY="s" * 60)
    command = [sys.executable, "-c", code]

    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False
    )

    assert result.returncode != 0
    assert "PORTAL_FIELD_KEYS is not set" in result.stderr + result.stdout
    assert "ALLOWED_HOSTS has a wildcard" in result.stderr + result.stdout


def test_an_unreadable_variable_is_named(tmp_path):
    environment = plain_environment(PORTAL_DATA_DIR=tmp_path, PORTAL_DEMO="perhaps")
    command = [sys.executable, "manage.py", "check"]

    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert result.returncode != 0
    assert "PORTAL_DEMO" in result.stderr


def test_sqlite_itself_forgets_recursive_triggers():
    """The control: without the pragma, INSERT OR REPLACE really walks past a trigger."""
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        db.execute("CREATE TRIGGER stays BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'append-only'); END")
        db.execute("INSERT INTO t VALUES (1)")

        db.execute("INSERT OR REPLACE INTO t VALUES (1)")

        assert db.execute("SELECT count(*) FROM t").fetchone() == (1,)
