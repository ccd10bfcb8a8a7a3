"""Between acceptance and the preliminary opinion: verification, survey, appraisal."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.facts import case_of, judge, scheme_of, store_answers
from applications.models import Application, Finding, HomeVisit, Investigator, VerificationTask
from applications.permissions import may_check, may_correct_contact, may_reassess, may_visit
from applications.selectors import INVESTIGATORS
from applications.services.meetings import as_finding, close_item, count_of, held_item
from applications.services.moving import locked, move, refuse_finished, remark
from applications.services.ties import refuse_visit_without_higher_level, register_ties
from applications.workflow import WORKFLOW
from areas.deadlines import end_of_day
from audit.recording import record
from beneficiaries.consents import PURPOSES
from beneficiaries.selectors import missing_consents
from beneficiaries.services import update_person
from protection.access import AccessContext
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
        VerificationTask.objects.create(
            application=application, body=body, question=question, asked_at=at, asked_by=by, due_at=application.due_at
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
    """One more question while the checks run, to a body by its name. Without a day it is due with the checks.

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
        due_at=end_of_day(answer_by) if answer_by else application.due_at,
    )


@transaction.atomic
def answer_verification(
    *, task: VerificationTask, result: str, by: Any, at: datetime, note: str = ""
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
    task.save(update_fields=["result", "note", "answered_at", "answered_by"])
    return task


@transaction.atomic
def answer_questions(
    *, application: Application, step: str, answers: dict[str, Any], by: Any, at: datetime
) -> Application:
    """What staff found out, in the words of the scheme; the rules are judged anew. `answers` is JSON-ready.

    Raises NotAllowed, Refused before verification and after the opinion of the sub-district.
    """
    application = locked(application)
    answer = may_check(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.state not in states.FACTS_ARE_CHECKED:
        raise Refused(_("The facts are checked between acceptance and the opinion of the sub-district."))
    record("applications.questions_answered", subject=application, by=by, at=at, data={"step": step})
    access = AccessContext(by=by, purpose="case_handling", at=at)
    store_answers(application, answers, access)
    application.assessment = judge(application, access)
    application.save()
    return application


@transaction.atomic
def reassess_application(*, application: Application, by: Any, at: datetime) -> Application:
    """Judges the rules anew, after papers or a checked certificate came in. Raises NotAllowed, Refused when decided."""
    application = locked(application)
    answer = may_reassess(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.state not in states.BEFORE_DECISION:
        raise Refused(_("This case is decided; the rules are not checked again."))
    record("applications.reassessed", subject=application, by=by, at=at)
    application.assessment = judge(application, AccessContext(by=by, purpose="case_handling", at=at))
    application.save(update_fields=["assessment"])
    return application


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


@transaction.atomic
def start_survey(
    *, application: Application, investigators: Sequence[Any], by: Any, at: datetime, note: str = ""
) -> Application:
    """T08: assigns at least two investigators, none with a tie to the family. Raises Refused.

    A family of somebody on the staff is visited by the federation too (低保审核确认办法 20).
    """
    application = locked(application)
    refuse_open_questions(application)
    if len({user.pk for user in investigators}) < INVESTIGATORS:
        raise Refused(_("A home visit needs at least two investigators."))
    for user in investigators:
        answer = may_visit(user, application)
        if not answer:
            raise Refused(answer.reason)
    register_ties(application, at=at)
    refuse_visit_without_higher_level(application, investigators)
    move(application, "start-survey", by=by, at=at, note=note)
    visit = HomeVisit.objects.create(application=application, due_at=application.due_at)
    Investigator.objects.bulk_create(Investigator(visit=visit, user=user) for user in investigators)
    return application


@transaction.atomic
def record_visit(
    *,
    visit: HomeVisit,
    visited_at: datetime,
    findings: str,
    member_signed: bool,
    refusal_note: str,
    by: Any,
    at: datetime,
    method: str = HomeVisit.Method.HOME,
) -> HomeVisit:
    """An investigator writes the survey form and signs; the other signs the same text.

    A changed text takes earlier signatures back. Raises NotAllowed for anybody else, Refused for a visit in the
    future or when nobody of the household signed and the reason is missing.
    """
    application = locked(visit.application)
    visit = HomeVisit.objects.select_for_update().get(pk=visit.pk)
    signature = visit.investigators.filter(user=by).first()
    if signature is None:
        raise NotAllowed(_("Only the investigators of this visit fill in its form."))
    _check_visit(application, visited_at, findings, member_signed, refusal_note, at)
    record("applications.visit_recorded", subject=application, by=by, at=at, data={"visit": visit.pk})
    if visit.findings and visit.findings != findings:
        visit.investigators.update(signed_at=None)
    visit.visited_at, visit.findings, visit.method = visited_at, findings, method
    visit.member_signed, visit.refusal_note = member_signed, refusal_note
    visit.save()
    visit.investigators.filter(user=by).update(signed_at=at)
    return visit


def _check_visit(
    application: Application,
    visited_at: datetime,
    findings: str,
    member_signed: bool,
    refusal_note: str,
    at: datetime,
) -> None:
    if application.state != states.SURVEYING:
        raise Refused(_("The survey of this case is not open."))
    if visited_at > at:
        raise Refused(_("The visit lies in the future. Enter when it took place."))
    if not findings.strip():
        raise Refused(_("Write what you found."))
    if not member_signed and not refusal_note.strip():
        raise Refused(_("A household member signs the form; if nobody did, write why."))


@transaction.atomic
def finish_survey(*, application: Application, by: Any, at: datetime, note: str = "") -> Application:
    """T10: two signatures and a household member's signature or the reason for none. Raises Refused."""
    application = locked(application)
    visit = application.visits.filter(visited_at__isnull=False).order_by("-id").first()
    if visit is None or visit.investigators.filter(signed_at__isnull=False).count() < INVESTIGATORS:
        raise Refused(_("The survey form still needs the signatures of two investigators."))
    move(application, "finish-survey", by=by, at=at, note=note)
    return application


@transaction.atomic
def adopt_findings(*, application: Application, by: Any, at: datetime, note: str = "") -> Application:
    """Judicial lane: the case office surveyed; its sealed referral takes the place of a home visit."""
    application = locked(application)
    refuse_open_questions(application)
    move(application, "adopt-findings", by=by, at=at, note=note)
    return application


@transaction.atomic
def call_appraisal(*, application: Application, by: Any, at: datetime, note: str) -> Application:
    """T11: facts are disputed or unclear; a residents' panel meets. Needs the dispute in words."""
    application = locked(application)
    if not note.strip():
        raise Refused(_("Write what is disputed, so that the panel knows what to judge."))
    move(application, "appraise", by=by, at=at, note=note)
    return application


@transaction.atomic
def record_appraisal(*, application: Application, by: Any, at: datetime, text: str = "") -> Application:
    """T12: the votes and minutes of the panel on whose agenda the case stands. The panel advises; it does not decide.

    Raises Refused, saying what the meeting lacks.
    """
    application = locked(application)
    WORKFLOW.check("finish-appraisal", application, by=by, at=at)
    item = held_item(application)
    count = count_of(item)
    Finding.objects.create(
        application=application,
        kind=Finding.Kind.APPRAISAL,
        outcome=Finding.Outcome.AGREE if count.is_agreed else Finding.Outcome.REFUSE,
        text=text.strip() or item.meeting.minutes,
        at=at,
        by=by,
        **as_finding(count),
    )
    move(application, "finish-appraisal", by=by, at=at)
    close_item(item, at)
    return application


@transaction.atomic
def correct_contact(*, application: Application, phone: str, by: Any, at: datetime) -> Application:
    """Enters another telephone of the payee, who is written to where there is no account.

    Raises NotAllowed, Refused.
    """
    application = locked(application)
    refuse_finished(application)
    answer = may_correct_contact(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    update_person(person=application.payee, phone=phone, by=by, at=at)
    record("applications.contact_corrected", subject=application, by=by, at=at)
    return application
