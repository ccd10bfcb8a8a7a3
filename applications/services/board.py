"""Photographs of the board on which a notice hangs: proof that it was put up and still there at the end."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.models import BoardPhoto, PublicNotice
from applications.permissions import may_visit
from applications.services.case_files import PreparedFile, adopt, prepare
from applications.services.moving import locked
from audit.recording import record
from workflow.machine import NotAllowed, Refused

Moment = BoardPhoto.Moment


def add_board_photo(
    *, notice: PublicNotice, moment: str, seen_at: datetime, place: str, upload: IO[bytes], by: Any, at: datetime
) -> BoardPhoto:
    """Raises NotAllowed, web.uploads.UploadRefused, Refused for a time at which the notice cannot have hung there."""
    return _keep(notice, moment, seen_at, place, prepare(upload), by, at)


@transaction.atomic
def _keep(
    notice: PublicNotice, moment: str, seen_at: datetime, place: str, file: PreparedFile, by: Any, at: datetime
) -> BoardPhoto:
    application = locked(notice.application)
    answer = may_visit(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if seen_at > at:
        raise Refused(_("The photograph lies in the future. Enter when it was taken."))
    if seen_at < notice.posted_at:
        raise Refused(_("The notice did not hang yet at that time."))
    document = adopt(file, person=application.applicant, kind="DOC_BOARD", by=by, at=at)
    data = {"notice": notice.pk, "moment": moment}
    record("applications.board_photographed", subject=application, by=by, at=at, data=data)
    return BoardPhoto.objects.create(
        notice=notice, moment=moment, seen_at=seen_at, place=place, document=document, added_at=at, added_by=by
    )


def needs_photos(notice: PublicNotice) -> bool:
    """The terms of the case ask for them; terms that were published before the question do not."""
    return bool(notice.application.terms.values.get("board_photos_needed"))


def missing_moments(notice: PublicNotice) -> list[str]:
    """The photographs without which the posting does not count."""
    if not needs_photos(notice):
        return []
    taken = set(notice.board_photos.values_list("moment", flat=True))
    return [moment for moment in Moment.values if moment not in taken]


def refuse_without_photos(notice: PublicNotice) -> None:
    if missing_moments(notice):
        raise Refused(_("The terms ask for photographs of the board from the start and the end; one is missing."))
