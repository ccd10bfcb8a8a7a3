"""Uploads on disk: a whole file or none, whatever is interrupted (promise R10)."""

import os
import tempfile
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".unfinished-"
MODE = 0o600


class WholeFileStorage(FileSystemStorage):
    """Writes beside the final name, flushes to the disk, then links: a crash leaves an unfinished file, never half."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(unfinished, MODE)
            name = self._link(unfinished, name)
        finally:
            os.unlink(unfinished)
        _flush_folder(target.parent)
        return str(name).replace("\\", "/")

    def _link(self, unfinished: str, name: str) -> str:
        """Gives the file its name; another one where a rival was faster."""
        while True:
            try:
                os.link(unfinished, self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                return name


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
