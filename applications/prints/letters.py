"""What stands in the letters to the family: acceptance, missing papers, refusal, approval."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from applications import states
from applications.models import Application
from applications.payees import payee_on
from areas.models import DeadlineRule
from funds.money import capital
from web.letter_dates import day_in_letters
from web.templatetags.ui import yuan

TITLES = {
    states.NOT_ACCEPTED: ("不予受理告知书", "经审查，不予受理"),
    states.REJECTED: ("不予救助告知书", "经审核，不符合救助条件，不予救助"),
    states.TERMINATED: ("终止办理告知书", "已终止办理"),
}
MAY_BE_RECONSIDERED = {states.NOT_ACCEPTED, states.REJECTED}


def is_accepted(application: Application) -> bool:
    return bool(application.acceptance_number)


def acceptance(application: Application, is_staff: bool) -> dict[str, Any]:
    return {
        **_addressed(application, application.accepted_at),
        "number": application.acceptance_number,
        "submitted_on": day_in_letters(application.submitted_at),
        "due_on": day_in_letters(application.total_due_at),
    }


def was_returned(application: Application) -> bool:
    return application.supplement_requests.exists()


def supplement(application: Application, is_staff: bool) -> dict[str, Any]:
    """The last request: everything missing, once."""
    request = application.supplement_requests.order_by("-asked_at", "-pk")[0]
    is_open = application.state == states.RETURNED
    return {
        **_addressed(application, request.asked_at),
        "items": [str(label) for label in request.labels],
        "note": request.note,
        "due_on": day_in_letters(application.due) if is_open else "",
    }


def is_refused(application: Application) -> bool:
    return application.state in TITLES


def refusal(application: Application, is_staff: bool) -> dict[str, Any]:
    title, decision = TITLES[application.state]
    reconsidered = application.reconsidered_at is not None
    decided_at = application.decided_at or application.state_since
    return {
        **_addressed(application, decided_at),
        "title": title,
        "decision": decision,
        "reason": application.refusal_sentence,
        "code": application.refusal_code,
        "text": application.refusal_text,
        "reconsidered": reconsidered,
        "may_ask": application.state in MAY_BE_RECONSIDERED and not reconsidered,
        "decided_on": day_in_letters(decided_at),
        "ask_days": _days(application, "reconsideration_ask"),
        "answer_days": _days(application, "reconsideration_answer"),
        "phone": application.program.supervision_phone or application.program.phone,
    }


def is_approved(application: Application) -> bool:
    return bool(application.decision_number and application.approved_amount_fen)


def approval(application: Application, is_staff: bool) -> dict[str, Any]:
    return {
        **_addressed(application, application.decided_at),
        "number": application.decision_number,
        "amount": yuan(application.approved_amount_fen),
        "capital": capital(application.approved_amount_fen or 0),
        "account": payee_on(application, timezone.localdate(application.decided_at)).bank_account_mask or "",
    }


def _addressed(application: Application, written_at: datetime | None) -> dict[str, Any]:
    """To whom, and the day of the act that the letter tells of: a letter printed again keeps its date."""
    return {"name": str(application.shown_name), "day": day_in_letters(written_at)}


def _days(application: Application, key: str) -> str:
    rule = DeadlineRule.objects.filter(lane=application.lane, key=key).first()
    return str(rule.amount) if rule else ""
