"""The survey form of a home visit with its photographs and signatures, also when it comes late and in pieces."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import HomeVisit, Investigator, VisitAttachment
from applications.services.case_files import PreparedFile, adopt, prepare
from applications.services.casework import record_visit
from applications.services.moving import locked
from audit.recording import record
from workflow.machine import NotAllowed, Refused

MOST_ATTACHMENTS = 40  # a visit, not an album; keeps a faulty phone from filling the disk
Kind = VisitAttachment.Kind
SIGNATURES = (Kind.INVESTIGATOR, Kind.HOUSEHOLD, Kind.PAPER)
DOCUMENT_KINDS = {Kind.PHOTO: "DOC_PHOTO"}
DOCUMENT_OF_SIGNATURE = "DOC_SURVEY_FORM"


class ColleagueWasFaster(Refused):
    """The form was recorded anew since this one was opened."""


@dataclass(frozen=True)
class Survey:
    """What an investigator fills in. `seen_revision` is the state of the form he started from; `attachments` are the
    photographs and signatures that belong to it, which have to be here already; `removed` were sent and
    taken out again."""

    visited_at: datetime
    findings: str
    member_signed: bool
    refusal_note: str = ""
    checklist: Mapping[str, str] = field(default_factory=dict)
    neighbour: str = ""
    neighbour_words: str = ""
    photos_agreed: bool = False
    seen_revision: int = 0
    attachments: Sequence[uuid.UUID] = ()
    removed: Sequence[uuid.UUID] = ()


def add_attachment(
    *, visit: HomeVisit, key: uuid.UUID, kind: str, signer: Any, upload: IO[bytes], by: Any, at: datetime
) -> VisitAttachment:
    """Keeps a photograph or a signature. The same key again gives what is there, so that a phone may send it twice.

    The picture is decoded and on the disk before the transaction. Raises web.uploads.UploadRefused, NotAllowed,
    Refused when the survey is over.
    """
    known = visit.attachments.filter(uuid=key).first()
    if known:
        return known
    _refuse_others(visit, by)
    file = prepare(upload)
    try:
        with transaction.atomic():
            return _store(visit, key, kind, signer, file, by, at)
    except IntegrityError:
        return visit.attachments.get(uuid=key)  # the same phone was faster; the sweeper takes the second file away


def _store(
    visit: HomeVisit, key: uuid.UUID, kind: str, signer: Any, file: PreparedFile, by: Any, at: datetime
) -> VisitAttachment:
    application = locked(visit.application)
    known = visit.attachments.filter(uuid=key).first()
    if known:
        return known
    if application.state != states.SURVEYING:
        raise Refused(_("The survey of this case is not open."))
    if visit.attachments.count() >= MOST_ATTACHMENTS:
        raise Refused(_("This visit has as many photographs as it can hold. Choose the ones that matter."))
    document_kind = DOCUMENT_KINDS.get(Kind(kind), DOCUMENT_OF_SIGNATURE)
    document = adopt(file, person=application.applicant, kind=document_kind, by=by, at=at)
    record("applications.visit_attachment_added", subject=application, by=by, at=at, data={"visit": visit.pk})
    signed_by = signer if kind == Kind.INVESTIGATOR else None
    return VisitAttachment.objects.create(
        uuid=key, visit=visit, kind=kind, signer=signed_by, document=document, added_at=at, added_by=by
    )


@transaction.atomic
def sign_survey(*, visit: HomeVisit, survey: Survey, by: Any, at: datetime) -> HomeVisit:
    """The whole form, signed by the one who sends it; a colleague signs the same text in his own account.

    Raises NotAllowed, ColleagueWasFaster, Refused when a photograph is not here yet, when nobody agreed to
    photographs, when a signature is neither drawn nor on a photographed paper, and for what `record_visit` refuses.
    """
    locked(visit.application)
    visit = HomeVisit.objects.select_for_update().get(pk=visit.pk)
    _refuse_others(visit, by)
    if survey.seen_revision != visit.revision and not _says_the_same(visit, survey):
        raise ColleagueWasFaster(
            _("A colleague has sent this survey form in the meantime. Read it in the case, then sign it or correct it.")
        )
    visit.attachments.filter(uuid__in=survey.removed, added_by=by, void_at__isnull=True).update(void_at=at)
    if visit.revision and not _says_the_same(visit, survey):
        _void_signatures(visit, survey, at)
    _refuse_gaps(visit, survey, by)
    visit.checklist, visit.photos_agreed = dict(survey.checklist), survey.photos_agreed
    visit.neighbour, visit.neighbour_words = survey.neighbour, survey.neighbour_words
    visit.revision += 1
    visit.save(update_fields=["checklist", "photos_agreed", "neighbour", "neighbour_words", "revision"])
    return record_visit(
        visit=visit,
        visited_at=survey.visited_at,
        findings=survey.findings,
        member_signed=survey.member_signed,
        refusal_note=survey.refusal_note,
        by=by,
        at=at,
    )


def _refuse_others(visit: HomeVisit, by: Any) -> None:
    if not Investigator.objects.filter(visit=visit, user=by).exists():
        raise NotAllowed(_("Only the investigators of this visit fill in its form."))


def _says_the_same(visit: HomeVisit, survey: Survey) -> bool:
    """Two phones with the same text are two signatures, whoever was first."""
    words = (visit.findings, visit.neighbour, visit.neighbour_words)
    same_words = words == (survey.findings, survey.neighbour, survey.neighbour_words)
    return same_words and visit.checklist == dict(survey.checklist)


def _refuse_gaps(visit: HomeVisit, survey: Survey, by: Any) -> None:
    here = list(visit.attachments.filter(void_at__isnull=True))
    missing = set(survey.attachments) - {one.uuid for one in here}
    if missing:
        raise Refused(_("Some photographs or signatures have not arrived yet. Send the form again."))
    kinds = {one.kind for one in here}
    if Kind.PHOTO in kinds and not survey.photos_agreed:
        raise Refused(_("Photographs are taken only when the family agrees. Tick that it agreed."))
    if Kind.PAPER in kinds:
        return
    if survey.member_signed and Kind.HOUSEHOLD not in kinds:
        raise Refused(_("The signature of the household is missing: draw it, or photograph the paper form."))
    if not any(one.signer_id == by.pk for one in here):
        raise Refused(_("Your own signature is missing: draw it, or photograph the paper form."))


def _void_signatures(visit: HomeVisit, survey: Survey, at: datetime) -> None:
    """Another text is not what was signed before; what came with this form stays."""
    earlier = visit.attachments.filter(kind__in=SIGNATURES, void_at__isnull=True).exclude(uuid__in=survey.attachments)
    earlier.update(void_at=at)
    visit.investigators.update(signed_at=None)
