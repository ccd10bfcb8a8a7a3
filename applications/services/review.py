"""Opinions and decisions."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import Application, Finding
from applications.notices import MASKED
from applications.permissions import may_approve_amount
from applications.selectors import counter_evidence_until
from applications.services.consequences import release_claims, take_down
from applications.services.intake import use_claims_again
from applications.services.meetings import as_finding, close_item, count_of, held_item
from applications.services.moving import acceptance, decision_number, locked, move
from applications.services.opinions import refuse_against_the_rules, refuse_amount_outside_rules, write_opinion
from applications.services.publicity import close_open_objections
from applications.services.refusal_letters import letter_was_answered, owe_letter
from applications.services.refusing import word_refusal
from applications.services.ties import refuse_single_decision, register_ties
from applications.workflow import WORKFLOW
from areas.deadlines import due_at
from funds.services import reserve
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def forward_application(
    *, application: Application, amount_fen: int, by: Any, at: datetime, text: str = ""
) -> Application:
    """T14: agree without public posting (minors, crime victims, publicity refused or its consent taken back)."""
    application = locked(application)
    write_opinion(application, amount_fen, text, by=by, at=at)
    changes: dict[str, Any] = {"proposed_amount_fen": amount_fen}
    if application.publicity_mode == MASKED:
        changes["publicity_mode"] = "none"
    move(application, "forward", by=by, at=at, note=text, **changes)
    return application


@transaction.atomic
def approve_application(
    *, application: Application, amount_fen: int, by: Any, at: datetime, text: str = ""
) -> Application:
    """T20: within the person's level; reserves the money of the fund in the same transaction (R2).

    Raises NotAllowed above the level, Refused outside the rules or where council or donors have
    a tie, funds.services.InsufficientFunds without money.
    """
    application = locked(application)
    refuse_against_the_rules(application)
    refuse_amount_outside_rules(application, amount_fen)
    answer = may_approve_amount(by, application, amount_fen)
    if not answer:
        raise NotAllowed(answer.reason)
    refuse_single_decision(application)
    _finding(application, Finding.Kind.FINAL, Finding.Outcome.AGREE, text, by=by, at=at, amount_fen=amount_fen)
    grant_money(application, "approve", amount_fen, text, by=by, at=at)
    return application


@transaction.atomic
def approve_collectively(
    *, application: Application, amount_fen: int, by: Any, at: datetime, text: str = ""
) -> Application:
    """T22: the votes and minutes of the meeting on whose agenda the case stands: quorum two thirds, majority.

    The committee may go beyond the standard (一事一议). Raises Refused, saying what the meeting lacks.
    """
    application = locked(application)
    WORKFLOW.check("approve-collectively", application, by=by, at=at)
    item, words, votes = agreed_item(application, text)
    if amount_fen <= 0:
        raise Refused(_("Enter an amount above zero."))
    _finding(
        application, Finding.Kind.COLLECTIVE, Finding.Outcome.AGREE, words, by=by, at=at, amount_fen=amount_fen, **votes
    )
    grant_money(application, "approve-collectively", amount_fen, words, by=by, at=at)
    close_item(item, at)
    return application


def agreed_item(application: Application, text: str) -> tuple[Any, str, dict[str, Any]]:
    """The closed item of the agenda, the words of the decision (else the minutes), and the votes for the finding.

    Raises Refused without a meeting, its quorum or a majority.
    """
    item = held_item(application)
    count = count_of(item)
    if not count.is_agreed:
        raise Refused(_("There is no majority for approval. Record the refusal instead."))
    return item, text.strip() or item.meeting.minutes, as_finding(count)


def grant_money(application: Application, name: str, amount_fen: int, text: str, *, by: Any, at: datetime) -> None:
    """Fires the approval `name` with its decision number and reserves the money. Raises InsufficientFunds."""
    move(
        application,
        name,
        by=by,
        at=at,
        note=text,
        approved_amount_fen=amount_fen,
        decision_number=decision_number(at),
        decided_at=at,
        decided_by=by,
        refusal_code="",
    )
    reserve(fund=application.program.fund, amount_fen=amount_fen, source=application.source, by=by, at=at)


def _finding(
    application: Application, kind: str, outcome: str, text: str, *, by: Any, at: datetime, **more: Any
) -> None:
    Finding.objects.create(application=application, kind=kind, outcome=outcome, text=text, by=by, at=at, **more)


@transaction.atomic
def reject_application(
    *,
    application: Application,
    transition: str,
    refusal_code: str,
    text: str,
    by: Any,
    at: datetime,
    sentence: str = "",
) -> Application:
    """T09, T15, T19, T23: a refusal always has a code and words, and tells how to ask for reconsideration.

    `sentence` is what the letter says for the code; left out, the standard sentence.
    """
    application = locked(application)
    _require_words(text)
    word_refusal(application, refusal_code, sentence, by=by, at=at)
    if transition == "reject-on-data" and application.state == states.VERIFYING:
        _refuse_before_the_family_answered(application, at)
    kinds = {
        "reject-on-data": Finding.Kind.PRELIMINARY,
        "reject-preliminarily": Finding.Kind.PRELIMINARY,
        "uphold-objection": Finding.Kind.OBJECTION,
        "reject": Finding.Kind.FINAL,
    }
    if transition == "uphold-objection":
        close_open_objections(application, by=by, at=at, finding=text, is_upheld=True)
    else:
        _finding(application, kinds[transition], Finding.Outcome.REFUSE, text, by=by, at=at, refusal_code=refusal_code)
    _refuse(application, transition, refusal_code, text, by=by, at=at)
    return application


def _refuse_before_the_family_answered(application: Application, at: datetime) -> None:
    """最低生活保障审核确认办法 art. 18: tell first, then wait for evidence against the data. Raises Refused."""
    last = counter_evidence_until(application)
    if last is None:
        raise Refused(_("Tell the family first what the data show; it may have other evidence."))
    if at <= last:
        day = f"{timezone.localdate(last):%Y-%m-%d}"
        raise Refused(_("The family may bring other evidence until %(day)s. Decide after that day.") % {"day": day})


@transaction.atomic
def reject_collectively(
    *, application: Application, refusal_code: str, text: str, by: Any, at: datetime, sentence: str = ""
) -> Application:
    """T22, the other way: quorum, minutes, and no majority for approval."""
    application = locked(application)
    WORKFLOW.check("reject-collectively", application, by=by, at=at)
    _require_words(text)
    word_refusal(application, refusal_code, sentence, by=by, at=at)
    item = held_item(application)
    count = count_of(item)
    if count.is_agreed:
        raise Refused(_("The majority voted for approval. Record the approval instead."))
    _finding(
        application,
        Finding.Kind.COLLECTIVE,
        Finding.Outcome.REFUSE,
        text,
        by=by,
        at=at,
        refusal_code=refusal_code,
        **as_finding(count),
    )
    _refuse(application, "reject-collectively", refusal_code, text, by=by, at=at)
    close_item(item, at)
    return application


def _refuse(application: Application, name: str, code: str, text: str, *, by: Any, at: datetime) -> None:
    move(
        application,
        name,
        by=by,
        at=at,
        note=text,
        note_is_public=True,
        data={"refusal": code},
        refusal_code=code,
        decided_at=at,
        decided_by=by,
    )
    release_claims(application, at)
    take_down(application, at=at)
    owe_letter(application, at=at)


def _require_words(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write the reason in words; it goes into the letter to the family."))


@transaction.atomic
def send_back(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T24: one question back to the sub-district."""
    application = locked(application)
    if not text.strip():
        raise Refused(_("Write the question that the sub-district has to answer."))
    move(application, "send-back", by=by, at=at, note=text)
    application.sent_back_at = at
    application.save(update_fields=["sent_back_at"])
    return application


@transaction.atomic
def refer_to_committee(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T21: above every level, an exception, or disputed (一事一议)."""
    application = locked(application)
    if not text.strip():
        raise Refused(_("Write why the committee has to decide."))
    register_ties(application, at=at)
    move(application, "refer-to-committee", by=by, at=at, note=text)
    return application


@transaction.atomic
def ask_reconsideration(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T34: once, within 15 days of the refusal. Raises Refused later, and when the person has applied again."""
    application = locked(application)
    if not text.strip():
        raise Refused(_("Write why you think the decision is wrong; you may add papers afterwards."))
    last = application.decided_at and due_at(application.lane, "reconsideration_ask", application.decided_at)
    if last and at > last:
        raise Refused(_("The 15 days for asking are over. You may apply again when your situation changes."))
    try:
        with transaction.atomic():
            move(application, "ask-reconsideration", by=by, at=at, note=text, note_is_public=True)
    except IntegrityError as error:  # one application per person and program is awaited (states.AWAITED)
        raise Refused(
            _("Aid under this program was asked for again meanwhile. That application is handled now.")
        ) from error
    letter_was_answered(application, by=by, at=at)
    application.reconsidered_at = at
    application.save(update_fields=["reconsidered_at"])
    return application


@transaction.atomic
def answer_reconsideration(*, application: Application, reopen: str, text: str, by: Any, at: datetime) -> Application:
    """T35: another person keeps the refusal or reopens the case; `reopen` is the transition's name. Raises Refused."""
    application = locked(application)
    _require_words(text)
    outcome = Finding.Outcome.AGREE if reopen == "reopen" else Finding.Outcome.REFUSE
    _finding(application, Finding.Kind.RECONSIDERATION, outcome, text, by=by, at=at)
    changes = _fresh_start(application, at) if reopen == "reopen" else {}
    if reopen == "reopen":
        use_claims_again(application)
    move(application, reopen, by=by, at=at, note=text, note_is_public=True, **changes)
    if reopen != "reopen":
        owe_letter(application, at=at)
    return application


def _fresh_start(application: Application, at: datetime) -> dict[str, Any]:
    """As after acceptance, with a new handler; a case that was never accepted gets its acceptance number now."""
    whole = {"total_due_at": due_at(application.lane, "total", at), "extended_at": None}
    undecided = {"handler": None, "refusal_code": "", "decided_at": None, "decided_by": None}
    return {**undecided, **whole, **acceptance(application, at)}
