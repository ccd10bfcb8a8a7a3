"""Complaints: received from anybody, taken by somebody who is not concerned, answered in writing within the deadline.

Sources: 慈善法 108 (everybody may complain), 最低生活保障审核确认办法 37 (named reports are checked one by one and
answered), 网络数据安全管理条例 20 (complaints about data). How long it takes is a deadline that staff edit.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from areas.deadlines import due_at
from audit.recording import record
from oversight import states
from oversight.kinds import BY_CODE
from oversight.models import Complaint
from oversight.permissions import may_handle
from oversight.workflow import WORKFLOW
from protection.sealing import seal
from web.references import new_reference, normalise_reference
from workflow.machine import IllegalTransition, NotAllowed, Refused

LANE = "complaint"


@transaction.atomic
def receive_complaint(
    *,
    kind: str,
    text: str,
    at: datetime,
    name: str = "",
    phone: str = "",
    about_reference: str = "",
    is_sensitive: bool = False,
    by: Any = None,
) -> Complaint:
    """From anybody, signed in or not. A receipt number links the case silently: nobody learns whether it exists."""
    reference = normalise_reference(about_reference)
    complaint = Complaint(
        reference=new_reference("TS"),
        kind=kind,
        is_sensitive=is_sensitive or BY_CODE[kind].is_sensitive,
        text=text,
        name=name,
        owner=by,
        about_reference=reference[:20],
        application=Application.objects.filter(reference=reference).first() if reference else None,
        state=WORKFLOW.initial,
        state_since=at,
        received_at=at,
        due_at=due_at(LANE, "answer", at),
    )
    seal(complaint, "phone", phone)
    complaint.save()
    data = {"kind": kind, "sensitive": complaint.is_sensitive, "named": complaint.is_named}
    record("oversight.complaint_received", subject=complaint, by=by, at=at, data=data)
    return complaint


@transaction.atomic
def take_complaint(*, complaint: Complaint, by: Any, at: datetime) -> Complaint:
    """The first to take it handles it. Locks the row. Raises NotAllowed for whoever it is about."""
    complaint = locked(complaint)
    _move("take", complaint, by=by, at=at, handler=by)
    return complaint


@transaction.atomic
def hand_over_complaint(*, complaint: Complaint, to: Any, by: Any, at: datetime) -> Complaint:
    """To another person who may handle it: also the way to keep a handler away. Raises NotAllowed, Refused."""
    complaint = locked(complaint)
    if complaint.state not in states.OPEN:
        raise IllegalTransition(complaint.status.label)
    for person in (by, to):
        answer = may_handle(person, complaint)
        if not answer:
            raise NotAllowed(answer.reason)
    if complaint.state == states.RECEIVED:
        _move("take", complaint, by=by, at=at, handler=to)
    before, complaint.handler = complaint.handler_id, to
    complaint.save(update_fields=["handler"])
    data = {"from": before, "to": to.pk}
    record("oversight.complaint_handed_over", subject=complaint, by=by, at=at, data=data)
    return complaint


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, outcome: str, answer: str, measures: str, by: Any, at: datetime
) -> Complaint:
    """The finding in words. Founded ones say what is changed because of them. Raises Refused."""
    complaint = locked(complaint)
    if not answer.strip():
        raise Refused(_("Write the answer; the person who complained reads it."))
    if outcome in (Complaint.Outcome.FOUNDED, Complaint.Outcome.PARTLY) and not measures.strip():
        raise Refused(_("The complaint is founded: write what is changed because of it."))
    changes: dict[str, Any] = {
        "outcome": outcome,
        "answer": answer,
        "measures": measures,
        "answered_at": at,
        "answered_by": by,
    }
    _move("answer", complaint, by=by, at=at, data={"outcome": outcome}, **changes)
    return complaint


@transaction.atomic
def reopen_complaint(*, complaint: Complaint, text: str, at: datetime) -> Complaint:
    """Whoever complained asks again, once, with reference and code. A new deadline begins. Raises Refused."""
    complaint = locked(complaint)
    if not text.strip():
        raise Refused(_("Write what the answer leaves open."))
    if complaint.reopened_at is not None:
        raise Refused(_("You asked again once already. Call the federation if something new has happened."))
    changes: dict[str, Any] = {
        "reopened_at": at,
        "due_at": due_at(LANE, "answer", at),
        "text": f"{complaint.text}\n\n{text}",
    }
    _move("reopen", complaint, by=None, at=at, **changes)
    return complaint


@transaction.atomic
def close_complaint(*, complaint: Complaint, by: Any, at: datetime) -> Complaint:
    complaint = locked(complaint)
    _move("close", complaint, by=by, at=at)
    return complaint


@transaction.atomic
def withdraw_complaint(*, complaint: Complaint, by: Any, at: datetime) -> Complaint:
    complaint = locked(complaint)
    _move("withdraw", complaint, by=by, at=at)
    return complaint


def locked(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update(of=("self",)).select_related("application").get(pk=complaint.pk)


def _move(
    name: str, complaint: Complaint, *, by: Any, at: datetime, data: Mapping[str, Any] | None = None, **changes: Any
) -> None:
    """Columns that the new state needs are written first: the database looks at the row as a whole."""
    WORKFLOW.check(name, complaint, by=by, at=at)
    for column, value in changes.items():
        setattr(complaint, column, value)
    if changes:
        complaint.save(update_fields=list(changes))
    WORKFLOW.fire(name, complaint, by=by, at=at, data=data)
