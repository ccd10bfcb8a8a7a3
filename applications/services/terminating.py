"""T33: a case ends before its time only when an officer and a leader both say so."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Termination
from applications.permissions import may_confirm_termination, may_propose_termination
from applications.services.intake import stop_application
from applications.services.moving import locked
from applications.states import ENDED_BY_TWO
from areas.deadlines import due_or_default
from audit.recording import record
from workflow.machine import IllegalTransition, NotAllowed, Refused

TERMINATION = "termination"


@transaction.atomic
def propose_termination(*, application: Application, reason: str, text: str, by: Any, at: datetime) -> Termination:
    """First person: the reason, by its code and in words that the family will read. The case stays where it is.

    Raises NotAllowed, IllegalTransition once money is on its way, Refused without words or for a second proposal.
    """
    application = locked(application)
    answer = may_propose_termination(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.state not in ENDED_BY_TWO:
        raise IllegalTransition(application.status.label)
    if not text.strip():
        raise Refused(_("Write why the case is terminated; the family reads it."))
    if application.proposed_termination:
        raise Refused(_("Termination is proposed already. A leader confirms or refuses it."))
    record("applications.termination_proposed", subject=application, by=by, at=at, data={"reason": reason})
    return Termination.objects.create(
        application=application,
        reason=reason,
        text=text.strip(),
        proposed_at=at,
        proposed_by=by,
        due_at=due_or_default(application.lane, TERMINATION, at),
    )


@transaction.atomic
def terminate_application(*, application: Application, by: Any, at: datetime, note: str = "") -> Application:
    """Second person: the case ends, money that was reserved is free again, and the family reads the reason.

    Raises IllegalTransition without a proposal, NotAllowed for the one who proposed it.
    """
    application = locked(application)
    proposal = application.proposed_termination
    if proposal is None:
        raise IllegalTransition(application.status.label)
    stop_application(application, "terminate", by=by, at=at, note=proposal.text)
    _answer(proposal, is_confirmed=True, answer=note, by=by, at=at)
    return application


@transaction.atomic
def refuse_termination(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """Second person: the case goes on. Raises NotAllowed, Refused without words or without a proposal."""
    application = locked(application)
    proposal = application.proposed_termination
    if proposal is None:
        raise Refused(_("No termination is proposed in this case."))
    answer = may_confirm_termination(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if not text.strip():
        raise Refused(_("Write why the case goes on."))
    record("applications.termination_refused", subject=application, by=by, at=at, data={"proposal": proposal.pk})
    _answer(proposal, is_confirmed=False, answer=text, by=by, at=at)
    return application


def _answer(proposal: Termination, *, is_confirmed: bool, answer: str, by: Any, at: datetime) -> None:
    proposal.is_confirmed, proposal.answer = is_confirmed, answer.strip()
    proposal.answered_at, proposal.answered_by = at, by
    proposal.save(update_fields=["is_confirmed", "answer", "answered_at", "answered_by"])
