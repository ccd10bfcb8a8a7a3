"""The check of one drawn payment: its result, the finding that a difference opens, and who makes it instead.

Each service locks the row of the check.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from areas.deadlines import due_or_default
from audit.recording import record
from payments import states
from payments.models import PaymentCheck
from payments.payables import payable_of
from payments.permissions import may_call_payee, may_take_check
from payments.sampling import terms_on
from payments.workflow import CHECK
from protection.access import AccessContext
from protection.services import hold_to_limits
from workflow.machine import IllegalTransition, NotAllowed, Refused

Result = PaymentCheck.Result
FINDINGS = frozenset({Result.DIFFERS, Result.NOT_RECEIVED})


class WrongAmount(Refused):
    """The received amount is missing where it differs, or is the paid one."""


class TooFewAttempts(Refused):
    """Nobody counts as not reached after so few attempts."""


@transaction.atomic
def record_check(
    *,
    check: PaymentCheck,
    way: str,
    result: str,
    received_fen: int | None,
    attempts: int,
    note: str,
    by: Any,
    at: datetime,
) -> PaymentCheck:
    """What the payee said. Another amount, or none, opens a finding with a deadline of its own.

    Raises WorkflowErrors (only whoever it was given to, once), WrongAmount, TooFewAttempts.
    """
    check = _locked(check)
    is_finding = result in FINDINGS
    name = "find" if is_finding else "record"
    CHECK.check(name, check, by=by, at=at)
    _refuse_wrong_amount(check, result, received_fen)
    _refuse_few_attempts(result, attempts, at)
    check.way, check.result, check.received_fen = way, result, received_fen
    check.attempts, check.note, check.done_at = attempts, note.strip(), at
    if is_finding:
        check.due_at = due_or_default("sample", "payment_finding", at)
    check.save(update_fields=["way", "result", "received_fen", "attempts", "note", "done_at", "due_at"])
    CHECK.fire(name, check, by=by, at=at, data={"result": str(result), "way": str(way), "attempts": attempts})
    return check


@transaction.atomic
def close_finding(*, check: PaymentCheck, outcome: str, answer: str, by: Any, at: datetime) -> PaymentCheck:
    """A second person says what was behind it and what was done. Raises WorkflowErrors."""
    check = _locked(check)
    CHECK.check("answer", check, by=by, at=at)
    if not answer.strip():
        raise Refused(_("Say what was found out and what was done."))
    check.outcome, check.answer, check.answered_by, check.answered_at = outcome, answer.strip(), by, at
    check.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    CHECK.fire("answer", check, by=by, at=at, data={"outcome": str(outcome)})
    return check


@transaction.atomic
def hand_over_check(*, check: PaymentCheck, to: Any, by: Any, at: datetime) -> PaymentCheck:
    """Gives an open check to somebody who had no part in it, or takes it (`to` is `by`). The deadline stays.

    Raises NotAllowed for whoever had part, IllegalTransition when it was made meanwhile.
    """
    check = _locked(check)
    if check.state != states.CHECK_OPEN:
        raise IllegalTransition(CHECK.states[check.state].label)
    if not (answer := may_take_check(to, check)):
        raise NotAllowed(answer.reason)
    before, check.checker = check.checker_id, to
    check.save(update_fields=["checker"])
    record("payments.check_handed_over", subject=check, by=by, at=at, data={"from": before, "to": to.pk})
    return check


@transaction.atomic
def open_telephone(*, check: PaymentCheck, reason: str, by: Any, at: datetime) -> str:
    """The payee's telephone in clear, with a row in the access log of the person and an event of the check.

    Only for the drawn checker while the check is open. Raises NotAllowed, Refused without a reason, and protection's
    TooManyReveals at the limit of looks that everybody has.
    """
    check = _locked(check)
    if not (answer := may_call_payee(by, check)):
        raise NotAllowed(answer.reason)
    if not reason.strip():
        raise Refused(_("Write in a few words why you open the number."))
    hold_to_limits(by, at)
    record("payments.telephone_opened", subject=check, by=by, at=at)
    access = AccessContext(by=by, purpose="payment_check", at=at, reason=f"{check.reference}: {reason.strip()}"[:200])
    return payable_of(check.payment.source).telephone_of(check.payment, access)


def _locked(check: PaymentCheck) -> PaymentCheck:
    rows = PaymentCheck.objects.select_related("payment__batch")
    return rows.select_for_update(of=("self",)).get(pk=check.pk)


def _refuse_wrong_amount(check: PaymentCheck, result: str, received_fen: int | None) -> None:
    if (result == Result.DIFFERS) != (received_fen is not None):
        raise WrongAmount(_("Give the amount that arrived when it differs, and only then."))
    if received_fen is not None and received_fen <= 0:
        raise WrongAmount(_("Nothing arrived? Then choose “Not received”."))
    if received_fen == check.payment.amount_fen:
        raise WrongAmount(_("That is the amount that was paid. Choose “Received in full”."))


def _refuse_few_attempts(result: str, attempts: int, at: datetime) -> None:
    needed = terms_on(at).attempts
    if result == Result.NOT_REACHED and attempts < needed:
        text = ngettext(
            "Try at least %(count)d time, on different days, before you record that nobody was reached.",
            "Try at least %(count)d times, on different days, before you record that nobody was reached.",
            needed,
        )
        raise TooFewAttempts(text % {"count": needed})
