"""Receipts and photographs: below MEDIA_ROOT, outside the web root, under random names, whole or not at all (R10)."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from delivery.seedling_protection.models import Paper
from web.storage import WholeFileStorage
from web.uploads import CheckedUpload

FOLDER = "seedling_protection"
GRACE = timedelta(hours=1)  # an upload whose row is not committed yet


def write(checked: CheckedUpload) -> str:
    """Returns the stored name, relative to MEDIA_ROOT."""
    name = f"{secrets.token_hex(16)}{checked.extension}"
    return _storage().save(f"{FOLDER}/{name[:2]}/{name}", ContentFile(checked.content))


def path_of(paper: Paper) -> Path:
    return Path(_storage().path(paper.file))


def sweep(*, at: datetime) -> int:
    """Removes files that no row names, when they are older than an hour; returns how many."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    old = (path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < (at - GRACE).timestamp())
    orphans = [path for path in old if not _is_named(path)]
    for path in orphans:
        path.unlink()
    return len(orphans)


def missing() -> Iterator[str]:
    """Rows whose file is gone, for `manage.py verify`."""
    for paper in Paper.objects.order_by("pk").iterator():
        if not path_of(paper).is_file():
            yield f"file {paper.pk}: it is missing"


def _is_named(path: Path) -> bool:
    return Paper.objects.filter(file=path.relative_to(settings.MEDIA_ROOT).as_posix()).exists()


def _storage() -> WholeFileStorage:
    return WholeFileStorage(location=settings.MEDIA_ROOT)
