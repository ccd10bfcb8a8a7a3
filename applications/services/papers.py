"""Papers that come in after the application was handed in."""

from datetime import datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.permissions import may_add_papers
from applications.services.intake import add_papers
from beneficiaries.models import Document
from beneficiaries.reuse import papers_in_hand
from beneficiaries.services import store_document
from workflow.machine import NotAllowed, Refused

PAPERS_AT_MOST = 60


def receive_paper(*, application: Application, kind: str, upload: IO[bytes], by: Any, at: datetime) -> Document:
    """Checks and keeps a file as a paper of the applicant, and puts it into the case.

    The file is checked before the case is locked. Raises NotAllowed, Refused when there are too many,
    web.uploads.UploadRefused with the sentence to show.
    """
    answer = may_add_papers(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.papers.count() >= PAPERS_AT_MOST:
        raise Refused(_("There are 60 files in this case already. Ask the handler before you add more."))
    document = store_document(person=application.applicant, kind=kind, upload=upload, by=by, at=at)
    add_papers(application=application, documents=[document], by=by, at=at)
    return document


def reuse_paper(*, application: Application, kind: str, by: Any, at: datetime) -> Document:
    """Puts the newest paper of this kind that the person handed in for something else into the case.

    Raises NotAllowed, Refused when there is none that still holds.
    """
    known = papers_in_hand(application.applicant, [kind], on=timezone.localdate(at)).get(kind)
    if known is None:
        raise Refused(_("No paper of this kind is in hand that still holds. Add it, please."))
    add_papers(application=application, documents=[known], by=by, at=at)
    return known
