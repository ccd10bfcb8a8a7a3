"""公示: posting, objections, the end of its days."""

import hashlib
import json
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import Application, Finding, Objection, PublicNotice
from applications.notices import POST_HOC, may_be_posted, shown_fields
from applications.permissions import may_answer_objection
from applications.services.board import refuse_without_photos
from applications.services.consequences import take_down
from applications.services.moving import locked, move
from applications.services.opinions import check_agreement, write_opinion
from areas.deadlines import due_at, end_of, end_of_day, period_of
from areas.models import DeadlineRule
from audit.recording import record
from protection.sealing import seal
from web.references import new_reference
from workflow.machine import NotAllowed, Refused, WorkflowError


@transaction.atomic
def post_notice(
    *, application: Application, amount_fen: int, by: Any, at: datetime, text: str = "", again: bool = False
) -> PublicNotice:
    """T13, T18: the preliminary opinion agrees, and the masked facts are posted for the full days of the lane. Raises
    Refused.
    """
    application = locked(application)
    if again:
        close_open_objections(application, by=by, at=at, finding=text, is_upheld=False)
        check_agreement(application, amount_fen, by=by, at=at)
    else:
        write_opinion(application, amount_fen, text, by=by, at=at)
    move(application, "post-again" if again else "post-notice", by=by, at=at, note=text, proposed_amount_fen=amount_fen)
    take_down(application, at=at)
    notice = _post(application, by=by, at=at)
    application.due_at = end_of_day(notice.last_day)
    application.save(update_fields=["due_at"])
    return notice


def _post(application: Application, *, by: Any, at: datetime) -> PublicNotice:
    ends_at = end_of_posting(application.lane, at)
    shown = shown_fields(application, handler=by, posted_at=at, ends_at=ends_at)
    return _create_notice(application, application.publicity_mode, shown, posted_at=at, posted_by=by, ends_at=ends_at)


def end_of_posting(lane: str, posted_at: datetime) -> datetime:
    """00:00 after the last full day. The day of posting does not count (民法典 201); calendar days run on over holidays
    (最低生活保障审核确认办法 19)."""
    amount, unit = period_of(lane, "publicity")
    last = timezone.localdate(posted_at) + timedelta(days=amount)
    if unit != DeadlineRule.Unit.DAY:
        last = timezone.localdate(end_of(amount, unit, posted_at))
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def _create_notice(application: Application, mode: str, shown: dict[str, Any], **when_and_who: Any) -> PublicNotice:
    return PublicNotice.objects.create(
        reference=new_reference("GS"),
        application=application,
        mode=mode,
        shown=shown,
        shown_sha256=hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        **when_and_who,
    )


def post_in_place_of(notice: PublicNotice, name: str, *, at: datetime) -> PublicNotice:
    """The same facts under another form of the name, until the same day; open objections go along.

    Needs the lock of the case.
    """
    take_down(notice.application, at=at)
    days = {"posted_at": notice.posted_at, "posted_by": notice.posted_by, "ends_at": notice.ends_at}
    renewed = _create_notice(notice.application, notice.mode, {**notice.shown, "name": name}, **days)
    notice.objections.filter(answered_at__isnull=True).update(notice=renewed)
    return renewed


def post_afterwards(application: Application, *, by: Any, at: datetime) -> PublicNotice | None:
    """Part of T40: what was given in an emergency is posted after the fact, if the person agreed to it.

    None for a case that is not to be posted.
    """
    if application.publicity_mode != POST_HOC or not may_be_posted(application):
        return None
    notice = _post(application, by=by, at=at)
    record("applications.posted_afterwards", subject=application, by=by, at=at, data={"notice": notice.pk})
    return notice


@transaction.atomic
def end_notice(*, application: Application, at: datetime) -> Application:
    """T16: all its full days without an open objection, proven by photographs where the terms ask for them.

    Raises Refused before that.
    """
    application = locked(application)
    notice = application.notices.filter(closed_at__isnull=True).first()
    if notice is None or notice.ends_at > at:
        raise Refused(_("The public notice still runs."))
    if notice.objections.filter(answered_at__isnull=True).exists():
        raise Refused(_("An objection is still open."))
    refuse_without_photos(notice)
    move(application, "end-notice", by=None, at=at, data={"notice": notice.pk})
    take_down(application, at=at)
    return application


@transaction.atomic
def end_notice_afterwards(*, notice: PublicNotice, at: datetime) -> PublicNotice:
    """The days of a posting after the fact are over; the case is closed and stays so. Raises Refused."""
    application = locked(notice.application)
    notice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.closed_at or notice.ends_at > at or notice.objections.filter(answered_at__isnull=True).exists():
        raise Refused(_("The public notice still runs."))
    record("applications.notice_ended", subject=application, by=None, at=at, data={"notice": notice.pk})
    take_down(application, at=at)
    return notice


def end_finished_notices(*, at: datetime) -> int:
    """Ends every posting that is over and undisputed, each in its own transaction; returns how many."""
    return _end_before_decision(at) + _end_afterwards(at)


def _end_afterwards(at: datetime) -> int:
    over = PublicNotice.objects.filter(mode=POST_HOC, closed_at__isnull=True, ends_at__lte=at)
    undisputed = [notice for notice in over.undisputed().select_related("application").order_by("ends_at", "pk")]
    for notice in undisputed:
        end_notice_afterwards(notice=notice, at=at)
    return len(undisputed)


def _end_before_decision(at: datetime) -> int:
    over = PublicNotice.objects.filter(
        closed_at__isnull=True, ends_at__lte=at, application__state=states.PUBLICITY
    ).select_related("application")
    ended = 0
    for notice in over.order_by("ends_at", "pk"):
        try:
            end_notice(application=notice.application, at=at)
        except WorkflowError:
            continue  # objected to or moved by somebody in this second; the next run looks again
        ended += 1
    return ended


@transaction.atomic
def receive_objection(*, notice: PublicNotice, text: str, name: str, phone: str, at: datetime) -> Objection:
    """T17: anybody objects to a running notice; the posting stops until the facts are checked. Raises Refused."""
    application = locked(notice.application)
    notice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.closed_at or notice.ends_at <= at:
        raise Refused(_("This notice has ended. Call the federation if you know something that matters."))
    objection = Objection(
        notice=notice, text=text, name=name, received_at=at, due_at=due_at(application.lane, "objection", at)
    )
    seal(objection, "phone", phone)
    objection.save()
    if application.state == states.PUBLICITY:
        move(application, "take-up-objection", by=None, at=at, data={"notice": notice.pk})
    elif notice.mode == POST_HOC:
        record("applications.objection_taken_up", subject=application, by=None, at=at, data={"notice": notice.pk})
    return objection


def close_open_objections(application: Application, *, by: Any, at: datetime, finding: str, is_upheld: bool) -> None:
    """Every open objection gets the same written finding. Raises Refused without one."""
    if not finding.strip():
        raise Refused(_("Write the finding; the objector gets an answer."))
    open_objections(application).update(finding=finding, is_upheld=is_upheld, answered_at=at, answered_by=by)
    record("applications.objection_answered", subject=application, by=by, at=at, data={"upheld": is_upheld})
    Finding.objects.create(
        application=application,
        kind=Finding.Kind.OBJECTION,
        outcome=Finding.Outcome.REFUSE if is_upheld else Finding.Outcome.AGREE,
        text=finding,
        at=at,
        by=by,
    )


@transaction.atomic
def dismiss_objection(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T19: the objection is unfounded; the case goes on to the decision."""
    application = locked(application)
    close_open_objections(application, by=by, at=at, finding=text, is_upheld=False)
    move(application, "dismiss-objection", by=by, at=at, note=text)
    take_down(application, at=at)
    return application


@transaction.atomic
def answer_objection_afterwards(
    *, application: Application, is_upheld: bool, text: str, by: Any, at: datetime
) -> Application:
    """A posting after the fact was objected to: the finding. An upheld one is followed by a demand for the money.

    Raises NotAllowed, Refused without a finding or without an open objection.
    """
    application = locked(application)
    answer = may_answer_objection(by, application)
    if not answer:
        raise NotAllowed(answer.reason)
    if application.state == states.OBJECTION_REVIEW or not open_objections(application).exists():
        raise Refused(_("No objection to a posting after the fact is open."))
    close_open_objections(application, by=by, at=at, finding=text, is_upheld=is_upheld)
    return application


def open_objections(application: Application) -> QuerySet[Objection]:
    return Objection.objects.filter(notice__application=application, answered_at__isnull=True)
