"""Where papers rest: below MEDIA_ROOT, outside the web root, under random names. A whole file or no trace (R10)."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from beneficiaries.models import Document
from web.storage import WholeFileStorage

FOLDER = "papers"
GRACE = timedelta(hours=1)  # an upload whose row is not committed yet


def write(name: str, content: bytes) -> str:
    """Returns the stored name, relative to MEDIA_ROOT; the bytes are on the disk when it returns."""
    return _storage().save(f"{FOLDER}/{name[:2]}/{name}", ContentFile(content))


def path_of(document: Document) -> Path:
    return Path(_storage().path(document.file))


def sweep(*, at: datetime) -> int:
    """Removes files that no row names, when they are older than an hour; returns how many."""
    old = (path for path in _files() if path.stat().st_mtime < (at - GRACE).timestamp())
    orphans = [path for path in old if not _is_named(path)]
    for path in orphans:
        path.unlink()
    return len(orphans)


def missing_files() -> Iterator[str]:
    """Rows whose file is gone, for `manage.py verify`."""
    for document in Document.objects.order_by("pk").iterator():
        if not path_of(document).is_file():
            yield f"document {document.pk}: its file is missing"


def changed_files() -> Iterator[str]:
    """Files whose content is not what was uploaded, for `manage.py verify`."""
    for document in Document.objects.order_by("pk").iterator():
        path = path_of(document)
        if path.is_file() and _digest(path) != document.sha256:
            yield f"document {document.pk}: its file was changed"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _storage() -> WholeFileStorage:
    return WholeFileStorage(location=settings.MEDIA_ROOT)


def _files() -> Iterator[Path]:
    return (path for path in (Path(settings.MEDIA_ROOT) / FOLDER).rglob("*") if path.is_file())


def _is_named(path: Path) -> bool:
    return Document.objects.filter(file=path.relative_to(settings.MEDIA_ROOT).as_posix()).exists()
