"""Questions to other bodies (社会事业局, school, employer, hospital, case office), their deadlines and answers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.facts import case_of, scheme_of
from applications.models import Application, Finding, VerificationTask
from applications.permissions import may_check
from applications.services.case_files import PreparedFile, adopt, prepare
from applications.services.intake import add_papers
from applications.services.moving import locked, move, refuse_finished, remark
from areas.deadlines import due_at, end_of_day
from audit.recording import record
from beneficiaries.consents import PURPOSES
from beneficiaries.selectors import missing_consents
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def start_verification(
    *, application: Application, questions: Sequence[tuple[str, str]], by: Any, at: datetime, note: str = ""
) -> Application:
    """T07: asks other bodies; `questions` are (body, question). Raises Refused without any.

    Nobody is asked about a family whose consents are not on file any more.
    """
    application = locked(application)
    if not questions:
        raise Refused(_("Ask at least one body, for instance the civil affairs bureau or the school."))
    _refuse_without_consents(application)
    move(application, "start-verification", by=by, at=at, note=note)
    for body, question in questions:
        due = answer_due(application, body, at)
        VerificationTask.objects.create(
            application=application, body=body, question=question, asked_at=at, asked_by=by, due_at=due
        )
    return application


def _refuse_without_consents(application: Application) -> None:
    needed = [n.purpose for n in scheme_of(application).consents_for(case_of(application)) if n.required]
    missing = missing_consents(application.applicant, tuple(needed))
    if missing:
        labels = "、".join(str(PURPOSES[purpose].label) for purpose in missing)
        raise Refused(
            _("Not on file any more: %(consents)s. Ask the family to sign it again before others are asked.")
            % {"consents": labels}
        )


@transaction.atomic
def ask_body(
    *, application: Application, body: str, named: str, question: str, answer_by: date | None, by: Any, at: datetime
) -> VerificationTask:
    """One more question while the checks run, to a body by its name. Without a day it is due as laid down for the body.

    Raises NotAllowed, Refused when the checks are over or the day has passed.
    """
    application = locked(application)
    answer = may_check(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.state != states.VERIFYING:
        raise Refused(_("Questions are asked while the information is being verified."))
    if answer_by and answer_by < timezone.localdate(at):
        raise Refused(_("The day of the answer has passed. Choose a later one."))
    record("applications.body_asked", subject=application, by=by, at=at, data={"body": body})
    return VerificationTask.objects.create(
        application=application,
        body=body,
        named=named.strip(),
        question=question,
        asked_at=at,
        asked_by=by,
        due_at=end_of_day(answer_by) if answer_by else answer_due(application, body, at),
    )


def answer_due(application: Application, body: str, at: datetime) -> datetime:
    """When this body has to have answered (areas: deadlines of "check"); with the checks where nothing is laid down."""
    return due_at("check", body, at) or application.due_at


def answer_with_paper(
    *, task: VerificationTask, result: str, note: str, upload: IO[bytes] | None, by: Any, at: datetime
) -> VerificationTask:
    """The answer with the letter it came in, which joins the papers of the case. Raises what `answer_verification`
    raises, and web.uploads.UploadRefused."""
    file = prepare(upload) if upload else None
    return answer_verification(task=task, result=result, note=note, file=file, by=by, at=at)


@transaction.atomic
def answer_verification(
    *,
    task: VerificationTask,
    result: str,
    by: Any,
    at: datetime,
    note: str = "",
    file: PreparedFile | None = None,
) -> VerificationTask:
    """Writes down what the other body said. A time-out needs a note. Raises Refused."""
    application = locked(task.application)
    task = VerificationTask.objects.select_for_update().get(pk=task.pk)
    answer = may_check(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    refuse_finished(application)
    if task.answered_at:
        raise Refused(_("This question is answered already."))
    if result == VerificationTask.Result.NO_ANSWER and not note.strip():
        raise Refused(_("Write how you asked and why you go on without an answer."))
    record(
        "applications.verification_answered",
        subject=application,
        by=by,
        at=at,
        data={"task": task.pk, "result": result},
    )
    task.result, task.note, task.answered_at, task.answered_by = result, note, at, by
    if file:
        task.document = adopt(file, person=application.applicant, kind="DOC_ANSWER", by=by, at=at)
        add_papers(application=application, documents=[task.document], by=by, at=at)
    task.save(update_fields=["result", "note", "document", "answered_at", "answered_by"])
    return task


@transaction.atomic
def tell_data_result(*, application: Application, text: str, by: Any, at: datetime) -> Finding:
    """T09, first half: the family reads what the data say and has five working days for other evidence.

    Raises NotAllowed, Refused in another state than verification or without words.
    """
    application = locked(application)
    answer = may_check(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.state != states.VERIFYING:
        raise Refused(_("The information of this case is not being verified now."))
    if not text.strip():
        raise Refused(_("Write what the data show; the family reads it."))
    event = record("applications.data_result_told", subject=application, by=by, at=at)
    remark(application, text, by=by, at=at, event=event, is_public=True)
    return Finding.objects.create(
        application=application, kind=Finding.Kind.DATA, outcome=Finding.Outcome.NOTE, text=text, at=at, by=by
    )


def refuse_open_questions(application: Application) -> None:
    """Raises Refused while another body still owes an answer."""
    if application.verification_tasks.filter(answered_at__isnull=True).exists():
        raise Refused(_("A verification question is still open. Record its answer or that none came in time."))
