"""Photographs of trainings, signed receipts, certificates of lots. Faces are kept only with who holds the consents."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.seedling_protection import files, states
from delivery.seedling_protection.models import Paper, PaperKind, SupplyLot, TrainingSession
from delivery.seedling_protection.permissions import may_act_on, may_keep_store
from delivery.seedling_protection.services.moving import demand, locked
from web.uploads import CheckedUpload, check_upload
from workflow.machine import Refused

PHOTOS_AT_MOST, CERTIFICATES_AT_MOST = 20, 10


@transaction.atomic
def add_photo(
    *, training: TrainingSession, upload: IO[bytes], shows_faces: bool, consent: str, by: Any, at: datetime
) -> Paper:
    """The same picture again gives the same row. Raises UploadRefused, NotAllowed, Refused."""
    demand(may_act_on(by, training))
    training = locked(training)
    if training.state != states.HELD:
        raise Refused(_("Record the training first, then add its photographs."))
    if shows_faces and not consent.strip():
        raise Refused(_("Faces can be recognised: say who holds the guardians' consents, or choose another picture."))
    checked = check_upload(upload)
    if not checked.mime.startswith("image/"):
        raise Refused(_("A picture is a photograph (JPEG, PNG or WebP), not a PDF file."))
    same = training.photos.filter(sha256=checked.sha256).first()
    if same:
        return same
    if training.photos.count() >= PHOTOS_AT_MOST:
        raise Refused(_("There are 20 photographs already. Remove one before you add another."))
    paper = keep(
        PaperKind.PHOTO, checked, training=training, shows_faces=shows_faces, consent=consent.strip(), by=by, at=at
    )
    record("seedling_protection.photo_added", subject=training, by=by, at=at, data={"faces": shows_faces})
    return paper


@transaction.atomic
def remove_photo(*, paper: Paper, by: Any, at: datetime) -> None:
    """At once, for instance when a consent is taken back; the file goes with the next sweep. Raises NotAllowed."""
    if paper.training is None:
        raise Refused(_("A signed receipt and a certificate stay."))
    training = locked(paper.training)
    demand(may_act_on(by, training))
    record("seedling_protection.photo_removed", subject=training, by=by, at=at)
    Paper.objects.filter(pk=paper.pk, kind=PaperKind.PHOTO).delete()


@transaction.atomic
def add_certificate(*, lot: SupplyLot, upload: IO[bytes], by: Any, at: datetime) -> Paper:
    """A picture or PDF; the same file again gives the same row. Raises UploadRefused, NotAllowed, Refused."""
    demand(may_keep_store(by))
    lot = locked(lot)
    checked = check_upload(upload)
    same = lot.certificates.filter(sha256=checked.sha256).first()
    if same:
        return same
    if lot.certificates.count() >= CERTIFICATES_AT_MOST:
        raise Refused(_("There are 10 files with this lot already."))
    paper = keep(PaperKind.CERTIFICATE, checked, lot=lot, by=by, at=at)
    record("seedling_protection.certificate_added", subject=lot, by=by, at=at, data={"paper": paper.pk})
    return paper


def keep(kind: str, checked: CheckedUpload, *, by: Any, at: datetime, **more: Any) -> Paper:
    """Part of a service that records the event."""
    return Paper.objects.create(
        kind=kind,
        file=files.write(checked),
        sha256=checked.sha256,
        mime=checked.mime,
        added_at=at,
        added_by=by,
        **more,
    )
