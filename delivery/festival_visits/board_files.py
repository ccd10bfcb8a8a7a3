"""Photographs of boards: below MEDIA_ROOT, under random names; a whole file or no trace."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings

from delivery.festival_visits.models import BoardPicture
from web.storage import WholeFileStorage
from web.uploads import check_upload

FOLDER = "festival-boards"
GRACE = timedelta(hours=1)  # a file whose row is not committed yet


@dataclass(frozen=True)
class Kept:
    name: str
    sha256: str
    mime: str


def keep(upload: IO[bytes]) -> Kept:
    """Judges, re-encodes and stores the picture. Raises web.uploads.UploadRefused."""
    checked = check_upload(upload)
    name = _storage().save(f"{FOLDER}/{secrets.token_hex(16)}{checked.extension}", checked.as_file())
    return Kept(name, checked.sha256, checked.mime)


def path_of(picture: BoardPicture) -> Path:
    return Path(_storage().path(picture.file))


def sweep(*, at: datetime) -> int:
    """Removes files that no row names, when they are older than an hour; returns how many."""
    place, old = Path(settings.MEDIA_ROOT) / FOLDER, (at - GRACE).timestamp()
    files = [path for path in place.glob("*") if path.stat().st_mtime < old] if place.is_dir() else []
    named = set(BoardPicture.objects.values_list("file", flat=True))
    orphans = [path for path in files if path.relative_to(settings.MEDIA_ROOT).as_posix() not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def missing() -> Iterator[str]:
    """Rows whose file is gone, for `manage.py verify`."""
    for picture in BoardPicture.objects.order_by("pk").iterator():
        if not path_of(picture).is_file():
            yield f"photograph of a board {picture.pk}: its file is missing"


def _storage() -> WholeFileStorage:
    return WholeFileStorage(location=settings.MEDIA_ROOT)
