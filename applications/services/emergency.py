"""The emergency lane (T36–T41): telephone, decide within a day on two confirmations, pay, collect the papers after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import Application, EmergencyFile, Finding, PhoneCall
from applications.notices import MASKED, may_be_posted
from applications.permissions import may_log_call
from applications.selectors import largest_amount_fen, missing_papers
from applications.services.moving import acceptance_number, locked, move, wind_clock
from applications.services.opinions import rules_against
from applications.services.publicity import post_afterwards
from applications.services.review import grant_money
from applications.services.ties import (
    NOT_AT_ONCE,
    refuse_single_decision,
    refuse_step_without_higher_level,
    register_ties,
)
from areas.deadlines import due_at
from audit.recording import record
from funds.money import fen, yuan
from programs.documents import KINDS
from workflow.machine import NotAllowed, Refused


@dataclass(frozen=True)
class Call:
    """What is written down of one telephone call."""

    whom: str
    spoken_to: str
    called_at: datetime
    said: str
    reached: bool = True


@transaction.atomic
def log_call(*, application: Application, call: Call, by: Any, at: datetime) -> PhoneCall:
    """Any call about an open urgent case, also one that reached nobody. Raises NotAllowed, Refused."""
    application = locked(application)
    answer = may_log_call(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.lane != "emergency" or not application.state_is_open:
        raise Refused(_("Calls are logged while an emergency case is open."))
    return _note(application, call, by=by, at=at)


def _note(application: Application, call: Call, *, by: Any, at: datetime) -> PhoneCall:
    if call.called_at > at:
        raise Refused(_("The call lies in the future. Enter when it took place."))
    if call.reached and not call.spoken_to.strip():
        raise Refused(_("Write whom you spoke to: name and function."))
    if not call.said.strip():
        raise Refused(_("Write what was said, or what you will try next."))
    row = PhoneCall.objects.create(
        application=application,
        whom=call.whom,
        spoken_to=call.spoken_to.strip(),
        reached=call.reached,
        called_at=call.called_at,
        said=call.said.strip(),
        noted_at=at,
        by=by,
    )
    record("applications.call_logged", subject=application, by=by, at=at, data={"call": row.pk, "whom": call.whom})
    return row


@transaction.atomic
def start_fast_review(
    *, application: Application, incident: str, happened_on: date, call: Call, by: Any, at: datetime
) -> Application:
    """T36: the duty officer has spoken to the community, which vouches for the emergency.

    Raises Refused without a call that reached the community, and while papers of an earlier emergency are overdue.
    """
    application = locked(application)
    if happened_on > timezone.localdate(at):
        raise Refused(_("The incident lies in the future. Enter the day on which it happened."))
    if call.whom != PhoneCall.Whom.COMMUNITY or not call.reached:
        raise Refused(_("Telephone the community first: somebody there has to confirm the emergency."))
    move(
        application,
        "start-fast-review",
        by=by,
        at=at,
        handler=application.handler or by,
        total_due_at=due_at(application.lane, "total", application.submitted_at),
    )
    EmergencyFile.objects.create(
        application=application, incident=incident, happened_on=happened_on, opened_at=at, opened_by=by
    )
    _note(application, call, by=by, at=at)
    register_ties(application, at=at)
    return application


@transaction.atomic
def check_fast(*, application: Application, amount_fen: int, text: str, by: Any, at: datetime) -> Application:
    """The first of the two confirmations: a second person agrees to the emergency and the amount. May be repeated.

    Raises Refused above the fast limit, against the rules, and where a tie asks for the committee or a higher level.
    """
    application = locked(application)
    _refuse_fast(application, amount_fen)
    register_ties(application, at=at)
    refuse_step_without_higher_level(application, by)
    move(application, "check-fast", by=by, at=at, note=text, proposed_amount_fen=amount_fen)
    _finding(application, Finding.Kind.CHECK, amount_fen, text, by=by, at=at)
    file = _file(application)
    file.checked_amount_fen, file.checked_at, file.checked_by = amount_fen, at, by
    file.save(update_fields=["checked_amount_fen", "checked_at", "checked_by"])
    return application


@transaction.atomic
def approve_fast(*, application: Application, amount_fen: int, text: str, by: Any, at: datetime) -> Application:
    """T37: the second confirmation, for the amount that was checked; the money is reserved in the same transaction.

    Raises Refused above the fast limit, against the rules, for another amount or where council or donors have a tie,
    InsufficientFunds without money.
    """
    application = locked(application)
    _refuse_fast(application, amount_fen)
    file = EmergencyFile.objects.filter(application=application, checked_by__isnull=False).first()
    if file and file.checked_amount_fen != amount_fen:
        raise Refused(
            _("The check was for %(amount)s yuan. Approve that amount, or ask for a new check.")
            % {"amount": yuan(file.checked_amount_fen or 0)}
        )
    _finding(application, Finding.Kind.FINAL, amount_fen, text, by=by, at=at)
    grant_money(application, "approve-fast", amount_fen, text, by=by, at=at)
    return application


def fast_limit_fen(application: Application) -> int | None:
    """What the terms of the case let two people grant at once; None where the scheme knows no such limit."""
    limit = application.terms.values.get("fast_limit")
    return fen(limit) if isinstance(limit, Decimal) else None


def _refuse_fast(application: Application, amount_fen: int) -> None:
    refuse_single_decision(application, NOT_AT_ONCE)
    limit, largest = fast_limit_fen(application), largest_amount_fen(application)
    if amount_fen <= 0:
        raise Refused(_("Enter an amount above zero."))
    if limit is None or amount_fen > limit:
        raise Refused(
            _("Two people may grant up to %(limit)s yuan at once. For more, use the standard procedure.")
            % {"limit": yuan(limit or 0)}
        )
    if largest is not None and amount_fen > largest:
        raise Refused(_("The amount is above what the terms of this case allow."))
    if codes := rules_against(application):
        raise Refused(
            _("The rules do not support fast aid (%(rules)s). Use the standard procedure.") % {"rules": codes}
        )


@transaction.atomic
def move_to_standard(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T38: not urgent. The case is accepted and travels the standard road, posted before the decision if agreed."""
    application = locked(application)
    if not text.strip():
        raise Refused(_("Write why the case is not urgent, or why it is above what two people may grant."))
    move(
        application,
        "move-to-standard",
        by=by,
        at=at,
        note=text,
        accepted_at=at,
        acceptance_number=acceptance_number(at),
        proposed_amount_fen=None,
    )
    application.lane = "standard"
    application.publicity_mode = MASKED if may_be_posted(application) else "none"
    application.total_due_at = due_at(application.lane, "total", at)
    application.save(update_fields=["lane", "publicity_mode", "total_due_at"])
    wind_clock(application, at)
    return application


@transaction.atomic
def file_paperwork(*, application: Application, formalities: Sequence[str], text: str, by: Any, at: datetime) -> Any:
    """The handler says that the file is complete: every paper, the signatures and the seal. Raises Refused.

    `formalities` are the codes of FORMALITIES that are there.
    """
    application = locked(application)
    lacking = [KINDS[kind].label if kind in KINDS else kind for kind in missing_papers(application)]
    lacking += [label for code, label in FORMALITIES if code not in formalities]
    if lacking and application.state == states.PAPERWORK_PENDING:
        raise Refused(_("Still missing: %(items)s.") % {"items": ", ".join(str(label) for label in lacking)})
    move(application, "file-paperwork", by=by, at=at, note=text)
    _finding(application, Finding.Kind.PAPERWORK, None, text, by=by, at=at)
    file = _file(application)
    file.filed_at, file.filed_by = at, by
    file.save(update_fields=["filed_at", "filed_by"])
    return application


FORMALITIES = (
    ("proof", _("Proof of the incident (fire brigade, police, hospital or community)")),
    ("signatures", _("Signatures of the family and of everybody who decided")),
    ("seal", _("Seal of the community on the application form")),
)


@transaction.atomic
def close_paperwork(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T40: a second person confirms the file; the aid is posted after the fact, masked. Raises Refused."""
    application = locked(application)
    move(application, "close-paperwork", by=by, at=at, note=text)
    file = _file(application)
    file.closed_at, file.closed_by = at, by
    file.save(update_fields=["closed_at", "closed_by"])
    post_afterwards(application, by=by, at=at)
    return application


def _file(application: Application) -> EmergencyFile:
    return EmergencyFile.objects.select_for_update().get(application=application)


def _finding(application: Application, kind: str, amount_fen: int | None, text: str, *, by: Any, at: datetime) -> None:
    outcome = Finding.Outcome.AGREE if amount_fen else Finding.Outcome.NOTE
    Finding.objects.create(
        application=application, kind=kind, outcome=outcome, amount_fen=amount_fen, text=text, at=at, by=by
    )
