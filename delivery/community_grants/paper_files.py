"""Files of grants: below MEDIA_ROOT, outside the web root, under random names, whole or not at all (R10)."""

import io
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Q
from PIL import Image

from delivery.community_grants.models import Paper
from web.storage import WholeFileStorage
from web.uploads import CheckedUpload

FOLDER = "grants"
SMALL = (640, 640)  # pixels
GRACE = timedelta(hours=1)  # an upload whose row is not committed yet


def write(checked: CheckedUpload) -> str:
    """Returns the stored name, relative to MEDIA_ROOT."""
    name = f"{secrets.token_hex(16)}{checked.extension}"
    return _storage().save(f"{FOLDER}/{name[:2]}/{name}", ContentFile(checked.content))


def write_small(checked: CheckedUpload) -> str:
    """A JPEG for pages, some 30 kB, of a picture; "" for anything else."""
    if not checked.mime.startswith("image/"):
        return ""
    target = io.BytesIO()
    with Image.open(io.BytesIO(checked.content)) as source:
        picture = source.convert("RGB")
        picture.thumbnail(SMALL)
        picture.save(target, "JPEG", quality=65, progressive=True)
    name = f"{secrets.token_hex(16)}.jpg"
    return _storage().save(f"{FOLDER}/{name[:2]}/{name}", ContentFile(target.getvalue()))


def path_of(paper: Paper) -> Path:
    return Path(_storage().path(paper.file))


def small_path_of(paper: Paper) -> Path:
    return Path(_storage().path(paper.small))


def sweep(*, at: datetime) -> int:
    """Removes files that no paper names, when they are older than an hour; returns how many."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    old = (path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < (at - GRACE).timestamp())
    orphans = [path for path in old if not _is_named(path)]
    for path in orphans:
        path.unlink()
    return len(orphans)


def missing_files() -> Iterator[str]:
    """Rows whose file is gone, for `manage.py verify`."""
    for paper in Paper.objects.order_by("pk").iterator():
        if not path_of(paper).is_file():
            yield f"paper {paper.pk} of grant {paper.grant_id}: its file is missing"


def _is_named(path: Path) -> bool:
    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
    return Paper.objects.filter(Q(file=name) | Q(small=name)).exists()


def _storage() -> WholeFileStorage:
    return WholeFileStorage(location=settings.MEDIA_ROOT)
