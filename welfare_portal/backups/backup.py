"""Making and reading the backup file: a tar archive, sealed, with its manifest last."""

import base64
import binascii
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from django.conf import settings
from django.db import connection

from protection import keys
from welfare_portal.backups import database_copy
from welfare_portal.backups.sealed_file import NotReadable, SealedReader, SealedWriter

KEY_BYTES = 32
DATABASE, UPLOADS, MANIFEST = "database", "uploads/", "manifest.json"
Manifest = dict[str, Any]


class NoBackupKey(Exception):
    """PORTAL_BACKUP_KEY is missing or malformed."""


class NotTheSame(Exception):
    """What was restored is not what was backed up. The message names the difference."""


def backup_key() -> bytes:
    try:
        key = base64.b64decode(settings.PORTAL_BACKUP_KEY, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise NoBackupKey("PORTAL_BACKUP_KEY must be base64 of 32 random bytes; keep it apart from the backups.")
    return key


def back_up(path: Path, *, at: datetime) -> Manifest:
    """Writes the backup beside its place first, so that a failed one never replaces a good one."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    key = backup_key()
    with _private_folder() as folder, _open_private(unfinished) as target:
        facts = database_copy.copy_to(folder / DATABASE)
        writer = SealedWriter(target, key)
        with tarfile.open(fileobj=cast(IO[bytes], writer), mode="w|") as archive:
            files = {DATABASE: _add(archive, folder / DATABASE, DATABASE)}
            for file, name in _uploads():
                files[name] = _add(archive, file, name)
            manifest = _manifest(at, facts, files)
            _add_text(archive, MANIFEST, json.dumps(manifest, indent=1))
        writer.close()
        target.flush()
        os.fsync(target.fileno())
    unfinished.replace(path)
    return manifest


def restore(path: Path, *, aside: str) -> Manifest:
    """Puts back database and uploads, after the whole file was read and checked; then checks what is there now.

    Uploads of before are kept in a folder whose name ends with `aside`. Raises NotReadable or NotTheSame.
    """
    with _private_folder() as folder:
        manifest = unpack(path, folder)
        if manifest["database"] != connection.vendor:
            raise NotTheSame(f"The backup is of {manifest['database']}, this portal runs on {connection.vendor}.")
        database_copy.put_back(folder / DATABASE)
        _put_back_uploads(folder / UPLOADS, aside)
    keys.forget()
    if difference := _difference(manifest["facts"], database_copy.facts_now()):
        raise NotTheSame(difference)
    return manifest


def unpack(path: Path, folder: Path) -> Manifest:
    """Decrypts everything into the folder and compares each file with the manifest."""
    found: dict[str, str] = {}
    manifest: Manifest = {}
    with path.open("rb") as source:
        reader = SealedReader(source, backup_key())
        with tarfile.open(fileobj=cast(IO[bytes], reader), mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is None or ".." in PurePosixPath(member.name).parts or member.name.startswith("/"):
                    raise NotReadable(f"The backup holds something that is not a file: {member.name}")
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    found[member.name] = _write(folder / member.name, content)
        while reader.read(1024 * 1024):
            continue  # to the last frame, which shows a cut
    if found != manifest.get("files"):
        raise NotTheSame("The files in the backup are not those that its manifest names.")
    return manifest


def _manifest(at: datetime, facts: database_copy.Facts, files: dict[str, str]) -> Manifest:
    """The ids of the field keys tell what must be found before the restored data can be read; the keys are not here."""
    kids = [key.kid for key in keys.field_keys()]
    return {
        "made_at": at.isoformat(),
        "database": connection.vendor,
        "field_keys": kids,
        "facts": facts,
        "files": files,
    }


def _difference(expected: database_copy.Facts, found: database_copy.Facts) -> str:
    for table, count in expected["rows"].items():
        if found["rows"].get(table) != count:
            return f"{table} has {found['rows'].get(table)} rows, the backup had {count}."
    same_trail = expected["audit_trail_sha256"] == found["audit_trail_sha256"]
    return "" if same_trail else "The audit trail is not the one of the backup."


# --- Files ------------------------------------------------------------------------------------------------------------


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Beside the database, which is as secret as its copy; mode 700, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="backup-", dir=settings.DATA_DIR))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _open_private(path: Path) -> Iterator[Any]:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as target:
        yield target


def _uploads() -> Iterator[tuple[Path, str]]:
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(root.rglob("*")):
        if file.is_file():
            yield file, f"{UPLOADS}{file.relative_to(root).as_posix()}"


def _add(archive: tarfile.TarFile, file: Path, name: str) -> str:
    archive.add(file, name)
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


def _write(path: Path, content: IO[bytes]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        shutil.copyfileobj(content, target)
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _put_back_uploads(folder: Path, aside: str) -> None:
    root = Path(settings.MEDIA_ROOT)
    if root.exists():
        root.rename(root.with_name(f"{root.name}-{aside}"))
    if folder.exists():
        shutil.copytree(folder, root)
