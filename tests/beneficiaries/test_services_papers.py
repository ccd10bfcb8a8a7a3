"""Papers: re-encoded, whole or not at all, attachments only."""

import io
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from audit.selectors import timeline_of
from beneficiaries import files, services
from beneficiaries.models import Document
from beneficiaries.selectors import certificates_in_force
from beneficiaries.services.papers import name_hint
from protection.models import PersonalDataAccess
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import NOW, DocumentFactory, HardshipCertificateFactory, PersonFactory
from web.uploads import UploadRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photo(name: str = "photo.jpg") -> SimpleUploadedFile:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "GPS-CANARY"
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue())


def store(person, **changes) -> Document:
    given = {"kind": "DOC_ID", "upload": photo(), "by": None, "at": NOW}
    return services.store_document(person=person, **{**given, **changes})


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_photo_is_kept_without_the_place_where_it_was_taken(uploads):
    person = PersonFactory()

    document = store(person, upload=photo("身份证410199193802149016.jpg"), expires_on=date(2030, 1, 1))

    content = files.path_of(document).read_bytes()
    assert b"GPS-CANARY" not in content
    assert b"Exif" not in content
    assert len(content) == document.bytes
    assert (document.mime, document.original_name_hint) == ("image/jpeg", "身份证….jpg")
    assert files.path_of(document).stat().st_mode & 0o077 == 0
    assert timeline_of(person).last().data == {"document": document.pk, "kind": "DOC_ID", "bytes": document.bytes}


def test_the_stored_name_tells_nothing(uploads):
    name = store(PersonFactory()).file

    assert name.startswith("papers/")
    assert len(Path(name).stem) == 32


@pytest.mark.parametrize("content", [b"", b"<html>", b"MZ\x90"])
def test_a_refused_upload_leaves_no_trace(uploads, content):
    with pytest.raises(UploadRefused):
        store(PersonFactory(), upload=SimpleUploadedFile("a.jpg", content))

    assert on_disk(uploads) == []
    assert not Document.objects.exists()


@pytest.mark.both_databases
def test_a_file_without_its_row_is_swept_after_an_hour(uploads):
    kept = store(PersonFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        store(PersonFactory(), kind="ID")
    orphan = next(path for path in on_disk(uploads) if path != files.path_of(kept))
    for path in on_disk(uploads):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))

    assert files.sweep(at=NOW + timedelta(minutes=59)) == 0
    assert files.sweep(at=NOW + timedelta(minutes=61)) == 1

    assert on_disk(uploads) == [files.path_of(kept)]
    assert not orphan.exists()


def test_a_row_without_its_file_is_reported(uploads):
    document = store(PersonFactory())
    assert list(files.missing_files()) == []

    files.path_of(document).unlink()

    assert list(files.missing_files()) == [f"document {document.pk}: its file is missing"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("a.jpg", "a.jpg"),
        ("C:\\Users\\张演一\\card.png", "card.png"),
        ("../../x.pdf", "x.pdf"),
        ("13800138000.jpg", "….jpg"),
    ],
)
def test_name_hint(name, hint):
    assert name_hint(name) == hint


def test_a_handler_downloads_a_paper_and_leaves_a_trace(client, worker, old_man):
    document = store(old_man)
    client.force_login(worker)

    response = client.get(document.get_absolute_url())

    assert b"".join(response.streaming_content) == files.path_of(document).read_bytes()
    assert response.headers["Content-Disposition"] == 'attachment; filename="DOC_ID.jpg"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "no-store, private"
    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.subject_id, row.purpose) == (worker, old_man.pk, "paper")


def test_the_person_downloads_the_own_paper_without_trace(client, applicant, old_man):
    old_man.user = applicant
    old_man.save()
    client.force_login(applicant)

    response = client.get(store(old_man, by=applicant).get_absolute_url())

    assert response.status_code == 200
    assert b"".join(response.streaming_content) != b""
    assert not PersonalDataAccess.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"), [("worker2", 404), ("applicant", 404), ("cashier", 404), ("auditor", 403), ("admin", 403)]
)
def test_others_do_not_download(client, cast, old_man, name, status):
    client.force_login(cast[name])

    assert client.get(store(old_man).get_absolute_url()).status_code == status


def test_a_paper_is_not_served_from_the_media_folder(client, worker, old_man):
    client.force_login(worker)

    assert client.get(f"/media/{store(old_man).file}").status_code == 404


def test_a_certificate_counts_once_checked():
    person, worker = PersonFactory(), UserFactory()
    certificate = services.record_certificate(
        person=person, category="DIBAO", number="A1234567", valid_from=date(2023, 1, 1), by=None, at=NOW
    )
    assert certificate.number_mask == "A*****67"
    assert list(certificates_in_force(person, on=NOW.date())) == []

    services.check_certificate(certificate=certificate, by=worker, at=NOW)
    services.check_certificate(certificate=certificate, by=UserFactory(), at=NOW)

    assert [row.checked_by for row in certificates_in_force(person, on=NOW.date())] == [worker]
    assert list(certificates_in_force(person, on=date(2022, 12, 31))) == []


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "row",
    [
        lambda: HardshipCertificateFactory(valid_to=date(2022, 12, 31)),
        lambda: HardshipCertificateFactory(checked_at=NOW),
        lambda: HardshipCertificateFactory(category="DISABLED", disability_class=4),
        lambda: HardshipCertificateFactory(category="DISABLED", disability_class=8, disability_level=1),
        lambda: HardshipCertificateFactory(category="DIBAO", disability_class=4, disability_level=1),
        lambda: DocumentFactory(kind="PHOTO"),
        lambda: DocumentFactory(bytes=0),
    ],
)
def test_the_database_refuses(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row()


@pytest.mark.both_databases
def test_a_disability_certificate_needs_class_and_level():
    assert HardshipCertificateFactory(category="DISABLED", disability_class=4, disability_level=1).pk
