"""From submission to acceptance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import Application, ApplicationDocument, ClaimUse, Remark, SupplementRequest
from applications.permissions import (
    may_add_papers,
    may_agree_to_extension,
    may_check,
    may_extend,
    may_handle,
    may_know,
)
from applications.selectors import missing_papers, papers_since_asked
from applications.services.consequences import leave_agenda, release_claims, release_reservation, take_down
from applications.services.moving import acceptance, locked, move, refuse_finished, remark
from applications.services.refusal_letters import owe_letter
from applications.services.refusing import word_refusal
from applications.services.restricting import begin_restriction
from applications.services.ties import register_ties
from applications.workload import suggestion
from areas.deadlines import due_at
from audit.recording import record
from beneficiaries.models import Document, Person
from programs.history import Claim
from protection.sealing import seal
from web.references import insert_drawn, new_reference
from workflow.answers import all_of
from workflow.machine import NotAllowed, Refused

PREFIX = "SQ"  # 申请


class CannotSubmit(Refused):
    """The application cannot be handed in as it is; the sentence says what to do."""


@dataclass(frozen=True)
class Submission:
    """Everything that a new case is made of, already checked for form."""

    program: Any
    terms: Any
    applicant: Person
    area: Any
    guardian: Person | None = None
    owner: Any = None
    agent: Any = None
    answers: dict[str, Any] = field(default_factory=dict)
    sensitive_answers: str = "{}"
    assessment: dict[str, Any] = field(default_factory=dict)
    lane: str = "standard"
    publicity_mode: str = "none"
    is_confidential: bool = False
    is_restricted: bool = False
    documents: Sequence[Document] = ()
    claims: Sequence[Claim] = ()


@transaction.atomic
def submit_application(*, submission: Submission, by: Any, at: datetime) -> Application:
    """Creates the case and submits it: one transaction, one receipt number (T01).

    Raises CannotSubmit for a second open case under the same program and for a number used before (R17).
    """
    application = _create(submission, at)
    _attach(application, submission.documents, by=by, at=at)
    _use_claims(application, submission.claims)
    _submit(application, by=by, at=at)
    if submission.is_restricted:
        begin_restriction(application, by=by, at=at)
    return application


def _create(submission: Submission, at: datetime) -> Application:
    application = Application(
        reference=new_reference(PREFIX),
        state=states.DRAFT,
        state_since=at,
        submitted_at=at,
        program=submission.program,
        terms=submission.terms,
        lane=submission.lane,
        publicity_mode=submission.publicity_mode,
        is_confidential=submission.is_confidential,
        area=submission.area,
        applicant=submission.applicant,
        guardian=submission.guardian,
        owner=submission.owner,
        agent=submission.agent,
        answers=submission.answers,
        assessment=submission.assessment,
    )
    seal(application, "sensitive_answers", submission.sensitive_answers)
    insert_drawn(application, lambda: new_reference(PREFIX))
    return application


def _submit(application: Application, *, by: Any, at: datetime) -> None:
    try:
        with transaction.atomic():
            move(application, "submit", by=by, at=at)
    except IntegrityError as error:
        raise CannotSubmit(
            _("There is already an open application for this person under this program. Open it from your list.")
        ) from error


def use_claims_again(application: Application) -> None:
    """Of a refused case that is reopened. Raises Refused when another case counts one of the numbers meanwhile."""
    try:
        with transaction.atomic():
            application.claims.update(released_at=None)
    except IntegrityError as error:
        raise Refused(
            _("A bill, case or incident of this application was used by another one meanwhile. Each counts once (R17).")
        ) from error


def _use_claims(application: Application, claims: Sequence[Claim]) -> None:
    """Raises CannotSubmit (R17) when another live case already counts one of the numbers."""
    rows = [
        ClaimUse(
            application=application,
            kind=claim.kind,
            number=claim.number,
            person=application.applicant if claim.per_person else None,
        )
        for claim in claims
    ]
    try:
        with transaction.atomic():
            ClaimUse.objects.bulk_create(rows)
    except IntegrityError as error:
        raise CannotSubmit(
            _("This bill, case, incident or yearly aid is already part of another application. Each counts once (R17).")
        ) from error


@transaction.atomic
def accept_application(*, application: Application, by: Any, at: datetime, note: str = "") -> Application:
    """T06: numbers the acceptance notice and starts the clock of the whole case.

    Raises Refused when required papers are missing; then `return_for_documents` is the right step.
    """
    application = locked(application)
    missing = missing_papers(application)
    if missing and application.state == states.SUBMITTED:
        raise Refused(_("Papers are missing. Return the application with the whole list instead."))
    handler = application.handler or by
    move(application, "accept", by=by, at=at, note=note, handler=handler, **acceptance(application, at))
    register_ties(application, at=at)
    return application


@transaction.atomic
def return_for_documents(
    *, application: Application, items: Sequence[str], by: Any, at: datetime, note: str = ""
) -> Application:
    """T02, T15: tells everything that is missing at once and stops the clock.

    `items` are document kinds or plain sentences. Raises Refused for an empty list without a note.
    """
    application = locked(application)
    if not items and not note.strip():
        raise Refused(_("Name what is missing: choose the papers or write what to correct."))
    move(
        application,
        "return",
        by=by,
        at=at,
        note=note,
        note_is_public=True,
        data={"items": len(items)},
        handler=application.handler or by,
    )
    SupplementRequest.objects.create(application=application, items=list(items), note=note, asked_at=at, asked_by=by)
    return application


@transaction.atomic
def resubmit_application(
    *, application: Application, documents: Sequence[Document], by: Any, at: datetime, note: str = ""
) -> Application:
    """T03: the family answered; the clock runs again.

    Papers may have come in before, one by one (`add_papers`). Raises Refused when neither papers nor words came.
    """
    application = locked(application)
    _attach(application, documents, by=by, at=at)
    if application.state == states.RETURNED and not note.strip() and not papers_since_asked(application).exists():
        raise Refused(_("Add at least one paper, or write why it cannot be handed in."))
    application.supplement_requests.filter(answered_at__isnull=True).update(answered_at=at)
    move(application, "resubmit", by=by, at=at, note=note, note_is_public=True)
    return application


@transaction.atomic
def decline_application(
    *, application: Application, refusal_code: str, by: Any, at: datetime, note: str = "", sentence: str = ""
) -> Application:
    """T05: out of scope, wrong time or a duplicate; a written notice follows. Raises Refused without words."""
    application = locked(application)
    if not note.strip():
        raise Refused(_("Write the reason in words; it goes into the letter to the family."))
    word_refusal(application, refusal_code, sentence, by=by, at=at)
    move(
        application,
        "decline",
        by=by,
        at=at,
        note=note,
        note_is_public=True,
        data={"refusal": refusal_code},
        refusal_code=refusal_code,
        decided_at=at,
        decided_by=by,
    )
    release_claims(application, at)
    owe_letter(application, at=at)
    return application


@transaction.atomic
def assign_application(*, application: Application, handler: Any, by: Any, at: datetime) -> Application:
    """Gives the case to a handler; a relative of the family is refused (慈善法 art. 59). Raises Refused."""
    application = locked(application)
    refuse_finished(application)
    for answer in (may_check(by, application) if by.pk == handler.pk else may_handle(by, application),):
        if not answer:
            raise Refused(answer.reason)
    answer = all_of(may_know(handler, application), may_handle(handler, application))
    if not answer:
        raise Refused(answer.reason)
    record("applications.assigned", subject=application, by=by, at=at, data={"handler": handler.pk})
    application.handler = handler
    application.save(update_fields=["handler"])
    return application


@transaction.atomic
def assign_least_loaded(*, application: Application, by: Any, at: datetime) -> Application:
    """Gives a case that nobody handles to the least loaded colleague of the place without a tie.

    The lock on the case decides between two at once: the second finds a handler. Raises Refused, NotAllowed.
    """
    application = locked(application)
    answer = may_check(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.handler is not None and application.handler.is_active:
        raise Refused(_("Somebody handles this case already: %(name)s.") % {"name": application.handler})
    handler = suggestion(application, by=by, at=at)
    if handler is None:
        raise Refused(_("Nobody of this place may handle the case. Ask the sub-district or the federation."))
    return assign_application(application=application, handler=handler, by=by, at=at)


@transaction.atomic
def extend_deadline(*, application: Application, agreed_by: Any, by: Any, at: datetime, note: str) -> Application:
    """Once per case, with a reason: the whole case gets the extended time (45 instead of 30 working days).

    `agreed_by` is the supervisor who agreed, and not the one who asks. Raises Refused.
    """
    application = locked(application)
    if agreed_by.pk == by.pk or not may_agree_to_extension(agreed_by, application):
        raise Refused(_("Name the supervisor who agreed: somebody else, of the sub-district or the federation."))
    if not note.strip():
        raise Refused(_("Write why the case needs more time."))
    answer = may_extend(by, application)
    if not answer:
        raise Refused(answer.reason)
    refuse_finished(application)
    if application.extended_at or not application.accepted_at:
        raise Refused(_("A case can be extended once, after it was accepted."))
    event = record("applications.extended", subject=application, by=by, at=at, data={"agreed_by": agreed_by.pk})
    application.extended_at, application.extension_agreed_by = at, agreed_by
    application.total_due_at = due_at(application.lane, "total_extended", application.accepted_at)
    application.save(update_fields=["extended_at", "extension_agreed_by", "total_due_at"])
    remark(application, note, by=by, at=at, event=event)
    return application


@transaction.atomic
def add_remark(*, application: Application, text: str, is_public: bool, by: Any, at: datetime) -> Remark:
    """Words for the file, or for the family. Internal unless said otherwise."""
    application = locked(application)
    event = record("applications.remark_added", subject=application, by=by, at=at, data={"public": is_public})
    return remark(application, text, by=by, at=at, event=event, is_public=is_public)


@transaction.atomic
def add_papers(*, application: Application, documents: Sequence[Document], by: Any, at: datetime) -> Application:
    """Papers that come in later, by the family or by the staff. Raises NotAllowed."""
    application = locked(application)
    answer = may_add_papers(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    _attach(application, documents, by=by, at=at)
    kinds = sorted({document.kind for document in documents})
    data = {"papers": len(documents), "kinds": kinds}
    record("applications.papers_added", subject=application, by=by, at=at, data=data)
    return application


def _attach(application: Application, documents: Sequence[Document], *, by: Any, at: datetime) -> None:
    """Needs the lock of the case. What is in its file already stays as it is."""
    held = set(application.papers.values_list("document", flat=True))
    fresh = {document.pk: document for document in documents if document.pk not in held}
    ApplicationDocument.objects.bulk_create(
        ApplicationDocument(application=application, document=document, kind=document.kind, added_at=at, added_by=by)
        for document in fresh.values()
    )


@transaction.atomic
def withdraw_application(*, application: Application, by: Any, at: datetime, note: str = "") -> Application:
    """T32: the family changes its mind before the money is on its way; a reservation is released."""
    return stop_application(application, "withdraw", by=by, at=at, note=note)


def stop_application(application: Application, name: str, *, by: Any, at: datetime, note: str) -> Application:
    """What every end before the payment does, inside the transaction of its service."""
    application = locked(application)
    move(application, name, by=by, at=at, note=note, note_is_public=True)
    release_reservation(application, by=by, at=at)
    release_claims(application, at)
    take_down(application, at=at)
    leave_agenda(application, at=at)
    return application
