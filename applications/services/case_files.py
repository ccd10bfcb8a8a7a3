"""A file that comes with a step of a case: checked and on the disk before the step begins, adopted inside it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from beneficiaries import files
from beneficiaries.models import Document, Person
from beneficiaries.services import StoredFile, adopt_document
from beneficiaries.services.papers import name_hint
from web.uploads import CheckedUpload, check_upload


@dataclass(frozen=True)
class PreparedFile:
    """A whole file that no row names yet; the sweeper removes it when none ever does."""

    name: str
    checked: CheckedUpload
    hint: str


def prepare(upload: IO[bytes]) -> PreparedFile:
    """Decodes and writes, which takes time: call it before the transaction. Raises web.uploads.UploadRefused."""
    checked = check_upload(upload)
    name = files.write(f"{secrets.token_hex(16)}{checked.extension}", checked.content)
    return PreparedFile(name, checked, name_hint(getattr(upload, "name", "") or ""))


def adopt(file: PreparedFile, *, person: Person, kind: str, by: Any, at: datetime) -> Document:
    """The row that makes the file a paper of the person; belongs into the transaction of the step."""
    checked = file.checked
    stored = StoredFile(kind, file.name, checked.sha256, checked.size, checked.mime, file.hint)
    return adopt_document(person=person, stored=stored, by=by, at=at)
