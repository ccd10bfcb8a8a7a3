"""Files of drafts: below MEDIA_ROOT like the papers of people, under random names, whole or not at all (R10)."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from applications.models import DraftPaper
from beneficiaries.models import Document
from web.storage import WholeFileStorage
from web.uploads import CheckedUpload

FOLDER = "drafts"
GRACE = timedelta(hours=1)  # an upload whose row is not committed yet


def write(checked: CheckedUpload) -> str:
    """Returns the stored name, relative to MEDIA_ROOT."""
    name = f"{secrets.token_hex(16)}{checked.extension}"
    return _storage().save(f"{FOLDER}/{name[:2]}/{name}", ContentFile(checked.content))


def path_of(paper: DraftPaper) -> Path:
    return Path(_storage().path(paper.file))


def sweep(*, at: datetime) -> int:
    """Removes files that neither a draft nor a person's paper names, when older than an hour; returns how many."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    old = [p for p in folder.rglob("*") if p.is_file() and p.stat().st_mtime < (at - GRACE).timestamp()]
    orphans = [path for path in old if not _is_named(path)]
    for path in orphans:
        path.unlink()
    return len(orphans)


def _is_named(path: Path) -> bool:
    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
    return DraftPaper.objects.filter(file=name).exists() or Document.objects.filter(file=name).exists()


def _storage() -> WholeFileStorage:
    return WholeFileStorage(location=settings.MEDIA_ROOT)
