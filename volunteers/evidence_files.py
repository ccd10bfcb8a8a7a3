"""Scans of signed lists behind hours that were entered later: below MEDIA_ROOT, under random names.

Sweeps what interrupted uploads left behind, also of qualifications.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings

from volunteers.models import HoursClaim, Qualification
from web.storage import WholeFileStorage
from web.uploads import check_upload

FOLDER = "hours-evidence"
PAPERS = "qualifications"  # photographs of papers (services.qualifications)
GRACE = timedelta(hours=1)  # a file whose row is not committed yet


def keep(file: IO[bytes]) -> str:
    """Judges the upload and stores it; returns the stored name. Raises web.uploads.UploadRefused."""
    checked = check_upload(file)
    return _storage().save(f"{FOLDER}/{checked.sha256[:32]}{checked.extension}", checked.as_file())


def path_of(claim: HoursClaim) -> Path:
    return Path(_storage().path(claim.evidence_file))


def sweep(*, at: datetime) -> int:
    """Removes files that no claim, or no qualification, names when they are older than an hour; returns how many."""
    papers = _sweep(PAPERS, lambda name: Qualification.objects.filter(paper=name).exists(), at)
    return papers + _sweep(FOLDER, lambda name: HoursClaim.objects.filter(evidence_file=name).exists(), at)


def _sweep(folder: str, is_named: Callable[[str], bool], at: datetime) -> int:
    place = Path(settings.MEDIA_ROOT) / folder
    old = (at - GRACE).timestamp()
    files = [path for path in place.glob("*") if path.stat().st_mtime < old] if place.is_dir() else []
    orphans = [path for path in files if not is_named(_name(path))]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def missing() -> Iterator[str]:
    """Claims whose file is gone, for `manage.py verify`."""
    for claim in HoursClaim.objects.exclude(evidence_file="").order_by("pk").iterator():
        if not path_of(claim).is_file():
            yield f"hours claim {claim.pk}: its evidence is missing"


def _name(path: Path) -> str:
    return path.relative_to(settings.MEDIA_ROOT).as_posix()


def _storage() -> WholeFileStorage:
    return WholeFileStorage(location=settings.MEDIA_ROOT)
