"""Qualifications: stated by the volunteer, with a photograph of the paper if he likes, checked by staff."""

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from protection.access import AccessContext
from protection.sealing import record_access
from volunteers.evidence_files import PAPERS
from volunteers.models import Qualification, QualificationKind, VolunteerProfile
from volunteers.models.skills import Verdict
from web.storage import WholeFileStorage
from web.uploads import check_upload
from workflow.machine import Refused


def state_qualification(
    *,
    volunteer: VolunteerProfile,
    kind: QualificationKind,
    issued_by: str,
    issued_on: date,
    valid_until: date | None,
    paper: IO[bytes] | None,
    by: Any,
    at: datetime,
) -> Qualification:
    """Raises web.uploads.UploadRefused for the file, Refused for dates that make no sense.

    The file is on the disk before its row is committed.
    """
    if issued_on > localdate(at):
        raise Refused(_("The day of issue lies in the future. Please compare it with the paper."))
    if kind.expires and valid_until is None:
        raise Refused(_("This qualification has a last day. Please enter it as on the paper."))
    if valid_until and valid_until < issued_on:
        raise Refused(_("The last day lies before the day of issue. Please compare both with the paper."))
    stored = _stored(paper)
    with transaction.atomic():
        row = Qualification.objects.create(
            volunteer=volunteer,
            kind=kind,
            issued_by=issued_by,
            issued_on=issued_on,
            valid_until=valid_until,
            stated_at=at,
            **stored,
        )
        data = {"qualification": row.pk, "kind": kind.pk, "paper": bool(stored)}
        record("volunteers.qualification_stated", subject=volunteer, by=by, at=at, data=data)
    return row


@transaction.atomic
def check_qualification(
    *, qualification: Qualification, verdict: str, note: str, by: Any, at: datetime
) -> Qualification:
    """Staff compared the paper. The first check stays. Raises Refused for one's own, and for a no without reason."""
    row = Qualification.objects.select_for_update(of=("self",)).select_related("volunteer").get(pk=qualification.pk)
    if row.volunteer.user_id == by.pk:
        raise Refused(_("Nobody checks his own qualification. Ask a colleague."))
    if row.verdict or row.withdrawn_at:
        raise Refused(_("This qualification was checked or withdrawn already. Please load the page again."))
    if verdict == Verdict.REFUSED and not note.strip():
        raise Refused(_("Write why it is not accepted; the volunteer reads it."))
    row.verdict, row.check_note, row.checked_at, row.checked_by = verdict, note.strip(), at, by
    row.save(update_fields=["verdict", "check_note", "checked_at", "checked_by"])
    data = {"qualification": row.pk, "verdict": str(verdict)}
    record("volunteers.qualification_checked", subject=row.volunteer, by=by, at=at, data=data)
    return row


@transaction.atomic
def withdraw_qualification(*, qualification: Qualification, by: Any, at: datetime) -> Qualification:
    """The volunteer takes back what he entered; the row stays. A second call changes nothing."""
    row = Qualification.objects.select_for_update(of=("self",)).select_related("volunteer").get(pk=qualification.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        data = {"qualification": row.pk}
        record("volunteers.qualification_withdrawn", subject=row.volunteer, by=by, at=at, data=data)
    return row


@transaction.atomic
def open_paper(*, qualification: Qualification, by: Any, at: datetime) -> Path:
    """The file; a look by anybody but the volunteer is written to the access log."""
    if by.pk != qualification.volunteer.user_id:
        access = AccessContext(by=by, purpose="paper", at=at)
        record_access(qualification.volunteer, [f"qualification:{qualification.pk}"], access)
    return Path(_storage().path(qualification.paper))


def _stored(paper: IO[bytes] | None) -> dict[str, str]:
    if paper is None:
        return {}
    checked = check_upload(paper)
    name = f"{PAPERS}/{secrets.token_hex(16)}{checked.extension}"
    kept = _storage().save(name, ContentFile(checked.content))
    return {"paper": kept, "paper_sha256": checked.sha256, "paper_mime": checked.mime}


def _storage() -> WholeFileStorage:
    return WholeFileStorage(location=settings.MEDIA_ROOT)
