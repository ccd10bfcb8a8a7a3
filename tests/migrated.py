"""The migrated database, kept from one run to the next: migrating takes longer than most tests together.

It is kept under the digest of everything that migrating reads, so a changed migration makes it anew. Of SQLite the file
is kept, of PostgreSQL what pg_dump writes. In a fresh clone one worker migrates, and the others take what it made.
"""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection

from welfare_portal.backups.database_copy import copy_to, put_back

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "migrated"
KEPT = 3  # as many branches as somebody goes to and fro between
OF_OURS = re.compile(r"^(?:from|import) ([a-z_.]+)(?: import ([\w, ]+))?", re.MULTILINE)


@contextmanager
def migrated_once() -> Iterator[None]:
    """Inside it Django's "migrate" of an empty test database takes the kept one where there is one."""
    with patch("django.core.management.call_command", _command):
        yield


def _command(name: str, *args: object, **options: object) -> None:
    ending = _kept_as()
    if name != "migrate" or ending is None:
        return call_command(name, *args, **options)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two workers one migrates, and the other takes what it made
        kept = FOLDER / f"{digest()}.{ending}"
        if kept.exists():
            return put_back(kept)
        call_command(name, *args, **options)
        part = kept.with_suffix(".part")
        copy_to(part)
        part.rename(kept)
        _forget_old(ending)
    return None


def _kept_as() -> str | None:
    if connection.vendor == "sqlite":
        return "sqlite3"
    return "dump" if shutil.which("pg_dump", path=os.environ.get("PORTAL_PG_BIN")) else None


def digest() -> str:
    """Of the migrations, of what they import of ours, and of the versions of the libraries that bring their own."""
    files = {*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py"), *ROOT.glob("database/*.py")}
    imported = {path for file in files for path in _imported(file)}
    known = hashlib.sha256()
    for path in sorted(files | imported | {ROOT / "requirements.txt", ROOT / "welfare_portal" / "registries.py"}):
        known.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return known.hexdigest()[:32]


def _imported(file: Path) -> Iterator[Path]:
    for module, names in OF_OURS.findall(file.read_text()):
        place = ROOT / module.replace(".", "/")
        for candidate in (place, *(place / name.strip() for name in names.split(","))):
            yield from (path for path in (candidate.with_suffix(".py"), candidate / "__init__.py") if path.is_file())


def _forget_old(ending: str) -> None:
    files = sorted(FOLDER.glob(f"*.{ending}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in files[KEPT:]:
        old.unlink()
