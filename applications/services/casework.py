"""Between acceptance and the preliminary opinion: facts, survey, appraisal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.facts import judge, store_answers
from applications.models import Application, Finding, HomeVisit, Investigator
from applications.payees import payee_on
from applications.permissions import may_check, may_correct_contact, may_reassess, may_visit
from applications.selectors import INVESTIGATORS
from applications.services.meetings import as_finding, close_item, count_of, held_item
from applications.services.moving import locked, move, refuse_finished
from applications.services.ties import refuse_visit_without_higher_level, register_ties
from applications.services.verification import refuse_open_questions
from applications.workflow import WORKFLOW
from audit.recording import record
from beneficiaries.services import update_person
from protection.access import AccessContext
from workflow.machine import NotAllowed, Refused


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
    update_person(person=payee_on(application, timezone.localdate(at)), phone=phone, by=by, at=at)
    record("applications.contact_corrected", subject=application, by=by, at=at)
    return application
