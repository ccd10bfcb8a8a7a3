"""What must be done before the portal can serve: tables, collected files, demo data."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command, get_commands

from database import statistics

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Safe to repeat; the second time it finds nothing to do and takes about a second."""
    say("Bringing the database up to date ...")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    collect_static_files(say)
    if settings.PORTAL_DEMO:
        load_demo_data(say)


def collect_static_files(say: Say) -> None:
    """Collects and compresses only when a file was added, removed or changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _fingerprint_of_static_files()
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return
    say("Collecting style sheets, scripts and pictures ...")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(fingerprint)


def load_demo_data(say: Say) -> None:
    """Only into an empty database: a second start keeps what people did in the demo."""
    if "demo" not in get_commands() or get_user_model().objects.exists():
        return
    say("Loading the demo data ...")
    call_command("demo", verbosity=0)
    statistics.refresh()


def _fingerprint_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
