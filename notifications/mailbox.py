"""A mail backend without a server: one file per message under DATA_DIR/mail, to be opened with any mail program."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileMailbox(BaseEmailBackend):
    """Whole files or none. The name comes from the Message-ID, so it can tell afterwards what it accepted."""

    def open(self) -> bool:
        _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        return False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        for message in email_messages:
            mime = message.message()
            _write(_path(str(mime["Message-ID"])), mime.as_bytes())
        return len(email_messages)

    def has_message(self, message_id: str) -> bool:
        return _path(message_id).exists()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "mail"


def _path(message_id: str) -> Path:
    return _folder() / f"{hashlib.sha256(message_id.encode()).hexdigest()[:32]}.eml"


def _write(path: Path, content: bytes) -> None:
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(unfinished, path)
