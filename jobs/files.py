"""Result files and their parts: below MEDIA_ROOT, outside the web root, under random names, whole or not at all."""

import json
import os
import secrets
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File

from jobs.models import Job
from web.storage import MODE, WholeFileStorage

FOLDER, PARTS, ORDER = "jobs", "job-parts", "order"
KEY, KEY_BYTES = "q", 8  # a BIGINT, as array writes it
GRACE = timedelta(hours=1)  # a file whose row is not committed yet


def write(extension: str, fill: Callable[[IO[bytes]], None]) -> str:
    """Lets `fill` write an open binary file and keeps it; returns the stored name, relative to MEDIA_ROOT."""
    with tempfile.TemporaryFile() as target:
        fill(target)
        target.seek(0)
        return _storage().save(f"{FOLDER}/{secrets.token_hex(16)}{extension}", File(target))


def path_of(job: Job) -> Path:
    return Path(_storage().path(job.file))


def remove(job: Job) -> None:
    path_of(job).unlink(missing_ok=True)


def write_part(job: Job, number: int, rows: Iterable[Any]) -> None:
    """One line of JSON per row. The same number again replaces the part: a step that is repeated after a crash."""
    folder = _parts_of(job)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    os.chmod(unfinished, MODE)
    os.replace(unfinished, folder / f"{number:08d}")


def write_order(job: Job, ids: Iterable[int]) -> None:
    """The primary keys of the rows in their order, eight bytes each; written again by a step that is repeated."""
    folder = _parts_of(job)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / ".order"
    unfinished.write_bytes(array(KEY, ids).tobytes())
    os.replace(unfinished, folder / ORDER)


def read_order(job: Job, place: int, size: int) -> tuple[list[int], int | None]:
    """`size` keys from `place` on, and the place behind them; None when there are no more."""
    path = _parts_of(job) / ORDER
    with path.open("rb") as order:
        order.seek(place * KEY_BYTES)
        keys = array(KEY, order.read(size * KEY_BYTES))
    after = place + len(keys)
    return keys.tolist(), after if after * KEY_BYTES < path.stat().st_size else None


def order_length(job: Job) -> int:
    return (_parts_of(job) / ORDER).stat().st_size // KEY_BYTES


def read_parts(job: Job) -> Iterator[Any]:
    """The rows of all parts in the order of their numbers."""
    for path in sorted(path for path in _parts_of(job).glob("*") if path.name.isdigit()):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def remove_parts(job: Job) -> None:
    shutil.rmtree(_parts_of(job), ignore_errors=True)


def sweep(*, at: datetime) -> int:
    """Removes result files that no row names, and parts of jobs that have ended; returns how many."""
    old = (at - GRACE).timestamp()
    orphans = [p for p in _below(FOLDER) if p.stat().st_mtime < old and not _is_named(p)]
    for path in orphans:
        path.unlink(missing_ok=True)
    live = set(Job.objects.live().values_list("reference", flat=True))
    ended = [p for p in _below(PARTS) if p.name not in live and p.stat().st_mtime < old]
    for path in ended:
        shutil.rmtree(path, ignore_errors=True)
    return len(orphans) + len(ended)


def _below(folder: str) -> list[Path]:
    place = Path(settings.MEDIA_ROOT) / folder
    return list(place.iterdir()) if place.is_dir() else []


def _is_named(path: Path) -> bool:
    return Job.objects.filter(file=path.relative_to(settings.MEDIA_ROOT).as_posix()).exists()


def _parts_of(job: Job) -> Path:
    return Path(settings.MEDIA_ROOT) / PARTS / job.reference


def _storage() -> WholeFileStorage:
    return WholeFileStorage(location=settings.MEDIA_ROOT)
