"""Papers that come in after the application was handed in."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.known_papers import known_papers
from applications.models import Application, ApplicationDocument
from applications.permissions import may_add_papers, may_visit
from applications.services.intake import add_papers
from applications.services.moving import locked, refuse_finished
from audit.recording import record
from beneficiaries.models import Document
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
    """Puts the newest paper of this kind that the family handed in for something else into the case.

    Raises NotAllowed, Refused when there is none that still holds.
    """
    known = known_papers(application, [kind], on=timezone.localdate(at), by=by).get(kind)
    if known is None:
        raise Refused(_("No paper of this kind is in hand that still holds. Add it, please."))
    add_papers(application=application, documents=[known], by=by, at=at)
    return known


@transaction.atomic
def mark_unreadable(*, paper: ApplicationDocument, why: str, by: Any, at: datetime) -> ApplicationDocument:
    """The paper counts as missing until a readable one comes; `why` is for the family. Raises NotAllowed, Refused."""
    paper = _locked_paper(paper, by)
    if not why.strip():
        raise Refused(_("Write why it cannot be read; the family reads it."))
    paper.unreadable_at, paper.unreadable_by, paper.unreadable_why = at, by, why.strip()
    return _saved(paper, "applications.paper_unreadable", by, at)


@transaction.atomic
def mark_readable(*, paper: ApplicationDocument, by: Any, at: datetime) -> ApplicationDocument:
    """Takes `mark_unreadable` back. Raises NotAllowed, Refused."""
    paper = _locked_paper(paper, by)
    if paper.unreadable_at is None:
        return paper
    paper.unreadable_at, paper.unreadable_by, paper.unreadable_why = None, None, ""
    return _saved(paper, "applications.paper_readable", by, at)


def _locked_paper(paper: ApplicationDocument, by: Any) -> ApplicationDocument:
    application = locked(paper.application)
    answer = may_visit(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    refuse_finished(application)
    return ApplicationDocument.objects.select_for_update().get(pk=paper.pk)


def _saved(paper: ApplicationDocument, code: str, by: Any, at: datetime) -> ApplicationDocument:
    record(code, subject=paper.application, by=by, at=at, data={"kind": paper.kind, "paper": paper.pk})
    paper.save(update_fields=["unreadable_at", "unreadable_by", "unreadable_why"])
    return paper
