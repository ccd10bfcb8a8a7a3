"""The in-kind lane: goods or a service instead of money, so no fund, no batch and no amount."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Finding, Handover
from applications.services.meetings import close_item
from applications.services.moving import decision_number, locked, move
from applications.services.opinions import rules_against
from applications.services.review import agreed_item
from applications.services.ties import refuse_single_decision, refuse_step_without_higher_level, register_ties
from applications.services.verification import refuse_open_questions
from applications.workflow import WORKFLOW
from workflow.machine import Refused


@transaction.atomic
def approve_in_kind(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """The checks are answered and the rules agree. Nothing is reserved.

    Raises Refused, also where council or donors have a tie (the committee decides) or staff have one (a higher level).
    """
    application = locked(application)
    refuse_single_decision(application)
    register_ties(application, at=at)
    refuse_step_without_higher_level(application, by)
    _refuse_unready(application)
    Finding.objects.create(
        application=application, kind=Finding.Kind.FINAL, outcome=Finding.Outcome.AGREE, text=text, at=at, by=by
    )
    _grant(application, "approve-in-kind", text, by=by, at=at)
    return application


@transaction.atomic
def refer_goods_to_committee(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T21 of this lane: council or donors have a tie, or the case is disputed. Raises Refused."""
    application = locked(application)
    if not text.strip():
        raise Refused(_("Write why the committee has to decide."))
    _refuse_unready(application)
    register_ties(application, at=at)
    move(application, "refer-goods-to-committee", by=by, at=at, note=text)
    return application


@transaction.atomic
def approve_goods_collectively(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T22 without money: the meeting's votes and minutes stand in the finding. Raises Refused, saying what it lacks."""
    application = locked(application)
    WORKFLOW.check("approve-goods-collectively", application, by=by, at=at)
    item, words, votes = agreed_item(application, text)
    Finding.objects.create(
        application=application,
        kind=Finding.Kind.COLLECTIVE,
        outcome=Finding.Outcome.AGREE,
        text=words,
        at=at,
        by=by,
        **votes,
    )
    _grant(application, "approve-goods-collectively", words, by=by, at=at)
    close_item(item, at)
    return application


def _refuse_unready(application: Application) -> None:
    refuse_open_questions(application)
    if codes := rules_against(application):
        raise Refused(
            _("The rules do not support an approval (%(rules)s). Refuse the case, or check the answers.")
            % {"rules": codes}
        )


def _grant(application: Application, name: str, text: str, *, by: Any, at: datetime) -> None:
    move(
        application,
        name,
        by=by,
        at=at,
        note=text,
        decision_number=decision_number(at),
        decided_at=at,
        decided_by=by,
        refusal_code="",
    )


@transaction.atomic
def record_delivery(
    *,
    application: Application,
    item: str,
    receiver: str,
    receiver_name: str,
    is_signed: bool,
    note: str,
    handed_at: datetime,
    by: Any,
    at: datetime,
) -> Application:
    """It was handed over; the receiver signed, or the note says why nobody did. Raises Refused."""
    application = locked(application)
    if handed_at > at:
        raise Refused(_("The handing over lies in the future. Enter when it took place."))
    if not is_signed and not note.strip():
        raise Refused(_("The receiver signs the list; if nobody did, write why."))
    move(application, "record-delivery", by=by, at=at)
    Handover.objects.create(
        application=application,
        item=item,
        receiver=receiver,
        receiver_name=receiver_name,
        is_signed=is_signed,
        note=note.strip(),
        handed_at=handed_at,
        by=by,
    )
    return application


@transaction.atomic
def finish_delivery(*, application: Application, note: str, by: Any, at: datetime) -> Application:
    """Nothing more to do: the thing is in use, or the service runs."""
    application = locked(application)
    move(application, "finish-delivery", by=by, at=at, note=note)
    return application
