"""The start gate (promise R24): a bad deploy says what is wrong in one sentence per problem, and does not serve.

`manage.py check` shows the problems of the settings; `manage.py up`, the web server and the Celery processes refuse to
start on them and on those of the database. Demo mode is allowed its published secrets, and only demo mode is.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import checks
from django.core.checks.security.base import SECRET_KEY_INSECURE_PREFIX
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from accounts.demo import DEMO_PASSWORD, SIGN_INS
from accounts.models import User
from certificates import signing
from donations.models import ReceiptKey
from protection import keys
from protection.signatures import names_taken

SHORTEST_SECRET = 50  # characters, as Django's own deployment check
FEWEST_DIFFERENT_CHARACTERS = 5
FEWEST_DIFFERENT_BYTES = 16  # of 32; random bytes have about 30 and practically never fewer than 20
TIME_ZONE = "Asia/Shanghai"

Problems = Iterator[str]


class BadStart(ImproperlyConfigured):
    """The message has one line per problem."""


def refuse_a_bad_start(*, database: bool = True) -> None:
    """Raises BadStart when this process must not serve."""
    found = list(problems_of_settings())
    if database and not found:
        found = list(problems_of_database())
    if found:
        raise BadStart("\n".join(["The portal does not start:", *(f"- {sentence}" for sentence in found)]))


def refuse_without_a_database() -> None:
    """Raises BadStart when nothing answers: before the migrations, which would say it in a page of code."""
    try:
        connection.ensure_connection()
    except DatabaseError as problem:
        raise BadStart(f"The portal does not start:\n- {_no_answer(problem)}") from problem


def _no_answer(problem: DatabaseError) -> str:
    return f"The database that DATABASE_URL names does not answer: {problem}"


@checks.register()
def settings_are_fit_to_serve(app_configs: Any, **_kwargs: Any) -> list[checks.CheckMessage]:
    return [checks.Error(sentence, id="portal.E001") for sentence in problems_of_settings()]


def problems_of_settings() -> Problems:
    yield from _time_problems()
    yield from _field_key_problems()
    yield from _signing_key_problems()
    yield from _upload_problems()
    yield from _broker_problems()
    yield from _provider_problems()
    if not (settings.PORTAL_DEMO or settings.PORTAL_TEST):
        for look in PRODUCTION_CHECKS:
            yield from look()


def problems_of_database() -> Problems:
    try:
        yield from _schema_problems()
    except DatabaseError as problem:
        yield _no_answer(problem)
        return
    yield from _trigger_problems()
    yield from _stored_key_problems()
    yield from _signing_key_name_problems()
    yield from _demo_account_problems()


# --- Settings -------------------------------------------------------------------------------------------------------


def _time_problems() -> Problems:
    if settings.TIME_ZONE != TIME_ZONE:
        yield f"TIME_ZONE is {settings.TIME_ZONE}; deadlines and quiet hours are counted in {TIME_ZONE}."
    if not settings.USE_TZ:
        yield "USE_TZ is off; times in the database would have no zone."


def _field_key_problems() -> Problems:
    if problem := keys.check_configured():
        yield problem


def _signing_key_problems() -> Problems:
    if problem := signing.check_configured():
        yield problem


def _secret_key_problems() -> Problems:
    try:
        secret = settings.SECRET_KEY
    except ImproperlyConfigured:
        secret = ""
    if not secret:
        yield "SECRET_KEY is not set; sessions and signed links need a long random secret."
    elif secret == settings.DEMO_SECRET_KEY:
        yield "SECRET_KEY is the published one of the demo."
    elif _is_weak(secret):
        yield f"SECRET_KEY is weak; it needs at least {SHORTEST_SECRET} random characters."


def _is_weak(secret: str) -> bool:
    """As Django's own check of a deployment (security.W009) sees it."""
    too_plain = len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT_CHARACTERS
    return too_plain or secret.startswith(SECRET_KEY_INSECURE_PREFIX)


def _demo_key_problems() -> Problems:
    demo_secrets = {entry.partition(":")[2] for entry in settings.DEMO_FIELD_KEYS}
    if any(entry.partition(":")[2].strip() in demo_secrets for entry in settings.PORTAL_FIELD_KEYS):
        yield "PORTAL_FIELD_KEYS holds the published key of the demo; anyone could read the personal data."


def _weak_key_problems() -> Problems:
    if keys.check_configured() or list(_demo_key_problems()):
        return
    for key in keys.field_keys():
        if len(set(key.secret)) < FEWEST_DIFFERENT_BYTES:
            yield f"PORTAL_FIELD_KEYS: the key named {key.kid} is weak; it needs 32 random bytes."


def _weak_signing_key_problems() -> Problems:
    if signing.check_configured():
        return
    demo_seeds = {entry.partition(":")[2] for entry in settings.DEMO_SIGNING_KEYS}
    if any(entry.partition(":")[2].strip() in demo_seeds for entry in settings.PORTAL_SIGNING_KEYS):
        yield "PORTAL_SIGNING_KEYS holds the published key of the demo; anyone could forge certificates."
        return
    for key in signing.signing_keys():
        if len(set(key.seed)) < FEWEST_DIFFERENT_BYTES:
            yield f"PORTAL_SIGNING_KEYS: the key named {key.kid} is weak; it needs 32 random bytes."


def _broker_problems() -> Problems:
    if settings.REDIS_URL and urlsplit(settings.REDIS_URL).scheme not in ("redis", "rediss"):
        yield "REDIS_URL must begin with redis:// or rediss://; without it the portal needs no Redis."


def _provider_problems() -> Problems:
    for name in ("SMS_PROVIDER", "WRISTBAND_RELAY"):
        try:
            if path := getattr(settings, name):
                import_string(path)
        except ImportError:
            yield f"{name} names {path}, which does not exist."


def _upload_problems() -> Problems:
    if not settings.MEDIA_STORAGE_URL.startswith("file:///"):
        yield "MEDIA_STORAGE_URL must name a folder with its whole path, for instance file:///var/lib/portal/uploads."


def _debug_problems() -> Problems:
    if settings.DEBUG:
        yield "DEBUG is on; error pages would show personal data."


def _host_problems() -> Problems:
    if not settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS is empty; name the host names of the portal, separated by commas."
    elif _any_host_is_allowed():
        yield "ALLOWED_HOSTS has a wildcard; links in mails could be turned to a stranger's host."


def _address_problems() -> Problems:
    address = urlsplit(settings.PORTAL_BASE_URL)
    if address.scheme != "https" or not address.hostname:
        yield "PORTAL_BASE_URL must be the https:// address that people use; links in messages start with it."
    elif settings.ALLOWED_HOSTS and not _any_host_is_allowed() and address.hostname not in settings.ALLOWED_HOSTS:
        yield f"PORTAL_BASE_URL names {address.hostname}, which is not in ALLOWED_HOSTS."


def _any_host_is_allowed() -> bool:
    return any("*" in host or host == "." for host in settings.ALLOWED_HOSTS)


def _mail_problems() -> Problems:
    to_nobody = settings.EMAIL_BACKEND.rsplit(".", 2)[-2] in ("console", "locmem", "dummy", "filebased")
    if to_nobody or settings.EMAIL_BACKEND == settings.MAIL_FOLDER_BACKEND:
        yield "EMAIL_URL is not set to a mail server; people would never get their messages."


PRODUCTION_CHECKS: tuple[Callable[[], Problems], ...] = (
    _secret_key_problems,
    _demo_key_problems,
    _weak_key_problems,
    _weak_signing_key_problems,
    _debug_problems,
    _host_problems,
    _address_problems,
    _mail_problems,
)

# --- Database -------------------------------------------------------------------------------------------------------


def pending_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def _schema_problems() -> Problems:
    if missing := pending_migrations():
        yield f"{len(missing)} migrations are missing (first: {missing[0]}); run `manage.py migrate`."


def _trigger_problems() -> Problems:
    """Tries it: without recursive_triggers, INSERT OR REPLACE walks past the append-only triggers of SQLite."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE start_check (id INTEGER PRIMARY KEY)")
        try:
            cursor.execute(
                "CREATE TEMP TRIGGER start_check_stays BEFORE DELETE ON start_check"
                " BEGIN SELECT RAISE(ABORT, 'append-only'); END"
            )
            cursor.execute("INSERT INTO start_check VALUES (1)")
            cursor.execute("INSERT OR REPLACE INTO start_check VALUES (1)")
            yield "SQLite runs without PRAGMA recursive_triggers; the audit trail could be overwritten."
        except DatabaseError:
            return
        finally:
            cursor.execute("DROP TABLE IF EXISTS temp.start_check")


def _stored_key_problems() -> Problems:
    for kid in keys.unreadable_kids():
        yield f"PORTAL_FIELD_KEYS lacks the key named {kid}, or holds another one by that name; the database needs it."


def _signing_key_name_problems() -> Problems:
    for kid in sorted({*signing.names_taken(), *names_taken(ReceiptKey)}):
        yield f"PORTAL_SIGNING_KEYS: papers were signed by another key named {kid}; give the new key a new name."


def _demo_account_problems() -> Problems:
    """One is enough. A real account may have such a name, so its password is tried."""
    if settings.PORTAL_DEMO:
        return
    names = [account.username for account in SIGN_INS]
    for user in User.objects.filter(username__in=names, is_active=True).order_by("pk"):
        if check_password(DEMO_PASSWORD, user.password):
            yield (
                f"The account {user.username} of the demo has its published password; close it, or set PORTAL_DEMO "
                "for a demo."
            )
            return
