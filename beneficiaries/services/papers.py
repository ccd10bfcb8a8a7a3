"""Uploaded papers and certificates."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import IO

from django.db import transaction

from accounts.models import User
from audit.recording import Entry, record, record_all
from beneficiaries import files
from beneficiaries.models import Document, HardshipCertificate, Person
from protection.access import AccessContext
from protection.sealing import record_access, seal
from web.uploads import check_upload

LONG_NUMBER = re.compile(r"[0-9Xx]{5,}")


def store_document(
    *, person: Person, kind: str, upload: IO[bytes], expires_on: date | None = None, by: User | None, at: datetime
) -> Document:
    """Checks, re-encodes and keeps a paper. Raises web.uploads.UploadRefused with the sentence to show.

    The whole file is on the disk before its row is committed; without the row the sweeper removes it (promise R10).
    """
    checked = check_upload(upload)
    name = files.write(f"{secrets.token_hex(16)}{checked.extension}", checked.content)
    with transaction.atomic():
        document = Document.objects.create(
            person=person,
            kind=kind,
            file=name,
            sha256=checked.sha256,
            bytes=checked.size,
            mime=checked.mime,
            original_name_hint=name_hint(getattr(upload, "name", "") or ""),
            uploaded_by=by,
            uploaded_at=at,
            expires_on=expires_on,
        )
        data = {"document": document.pk, "kind": kind, "bytes": checked.size}
        record("beneficiaries.document_stored", subject=person, by=by, at=at, data=data)
    return document


@dataclass(frozen=True)
class StoredFile:
    """A paper that was checked and stored before its person was known (with a draft). `size` in bytes."""

    kind: str
    file: str
    sha256: str
    size: int
    mime: str
    name_hint: str


def adopt_document(*, person: Person, stored: StoredFile, by: User | None, at: datetime) -> Document:
    """The file becomes a paper of the person."""
    return adopt_documents(person=person, stored=[stored], by=by, at=at)[0]


@transaction.atomic
def adopt_documents(*, person: Person, stored: Sequence[StoredFile], by: User | None, at: datetime) -> list[Document]:
    """The same for many files with a constant number of queries; one event for each."""
    documents = Document.objects.bulk_create(
        Document(
            person=person,
            kind=one.kind,
            file=one.file,
            sha256=one.sha256,
            bytes=one.size,
            mime=one.mime,
            original_name_hint=one.name_hint,
            uploaded_by=by,
            uploaded_at=at,
        )
        for one in stored
    )
    each = [{"document": document.pk, "kind": document.kind, "bytes": document.bytes} for document in documents]
    record_all([Entry("beneficiaries.document_stored", person, data) for data in each], by=by, at=at)
    return documents


@transaction.atomic
def open_document(*, document: Document, by: User, at: datetime) -> Path:
    """The file, for a person who may open it; the look is written to the person's access log unless it is his own."""
    if by.pk not in (document.uploaded_by_id, document.person.user_id):
        access = AccessContext(by=by, purpose="paper", at=at, reason=document.kind)
        record_access(document.person, [f"document:{document.pk}"], access)
    return files.path_of(document)


def name_hint(name: str) -> str:
    """The uploaded file's name without folders and without long numbers, which may be an ID."""
    return LONG_NUMBER.sub("…", PurePath(name.replace("\\", "/")).name)[:60]


@transaction.atomic
def record_certificate(
    *,
    person: Person,
    category: str,
    valid_from: date,
    valid_to: date | None = None,
    number: str = "",
    disability: tuple[int, int] | None = None,
    document: Document | None = None,
    by: User | None,
    at: datetime,
) -> HardshipCertificate:
    """Somebody states a hardship; it counts once `check_certificate` was called. `disability` is (kind, level)."""
    kind, level = disability or (None, None)
    certificate = HardshipCertificate(
        person=person,
        category=category,
        valid_from=valid_from,
        valid_to=valid_to,
        disability_class=kind,
        disability_level=level,
        document=document,
    )
    seal(certificate, "number", number)
    certificate.save(force_insert=True)
    record("beneficiaries.certificate_recorded", subject=person, by=by, at=at, data={"certificate": certificate.pk})
    return certificate


@transaction.atomic
def check_certificate(*, certificate: HardshipCertificate, by: User, at: datetime) -> HardshipCertificate:
    """A member of staff compared the paper with the office that issued it. The first check stays."""
    certificate = (
        HardshipCertificate.objects.select_for_update(of=("self",)).select_related("person").get(pk=certificate.pk)
    )
    if certificate.checked_at is None:
        certificate.checked_by, certificate.checked_at = by, at
        certificate.save(update_fields=["checked_by", "checked_at"])
        data = {"certificate": certificate.pk}
        record("beneficiaries.certificate_checked", subject=certificate.person, by=by, at=at, data=data)
    return certificate
