"""What the public says about a list on a board, photographs of it, and a consent that is taken back."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.deadlines import due_or_default
from audit.recording import record
from beneficiaries.models import Person
from delivery.festival_visits import board_files, states
from delivery.festival_visits.models import BoardNotice, BoardPicture, Nomination, NoticeObjection
from delivery.festival_visits.permissions import may_answer_objection, may_check_lists
from delivery.festival_visits.services.lists import LANE
from delivery.festival_visits.services.nominations import decline
from protection.sealing import seal
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def receive_objection(*, notice: BoardNotice, text: str, name: str, phone: str, at: datetime) -> NoticeObjection:
    """From anybody while the list hangs. Raises Refused afterwards."""
    if not BoardNotice.objects.hanging(at).filter(pk=notice.pk).exists():
        raise Refused(_("This list does not hang any more. Please call the number on it."))
    objection = NoticeObjection(
        notice=notice, text=text, name=name, received_at=at, due_at=due_or_default(LANE, "objection", at)
    )
    seal(objection, "phone", phone)
    objection.save()
    record("festival_visits.objection_received", subject=notice, by=None, at=at, data={"objection": objection.pk})
    return objection


@transaction.atomic
def answer_objection(
    *, objection: NoticeObjection, finding: str, home: Nomination | None, by: Any, at: datetime
) -> NoticeObjection:
    """The finding in words. `home` is the household that is declined because of it; without one nothing was wrong.

    Raises NotAllowed, Refused when somebody else was faster or without words.
    """
    objection = NoticeObjection.objects.select_for_update(of=("self",)).select_related("notice").get(pk=objection.pk)
    if not (answer := may_answer_objection(by, objection.notice)):
        raise NotAllowed(answer.reason)
    if objection.answered_at is not None:
        raise Refused(_("This objection was answered already."))
    if not finding.strip():
        raise Refused(_("Write what you found."))
    if home is not None:
        home = Nomination.objects.get(pk=home.pk)
        if home.notice_id != objection.notice_id:
            raise Refused(_("This household is not on that list."))
        decline(nomination=home, reason=finding, by=by, at=at)
    objection.finding, objection.is_upheld = finding.strip(), home is not None
    objection.answered_at, objection.answered_by = at, by
    objection.save(update_fields=["finding", "is_upheld", "answered_at", "answered_by"])
    data = {"objection": objection.pk, "upheld": objection.is_upheld}
    record("festival_visits.objection_answered", subject=objection.notice, by=by, at=at, data=data)
    return objection


def add_picture(
    *, notice: BoardNotice, moment: str, seen_at: datetime, upload: IO[bytes], by: Any, at: datetime
) -> BoardPicture:
    """Raises NotAllowed, web.uploads.UploadRefused, Refused for a time at which the list cannot have hung there."""
    if not (answer := may_check_lists(by, notice.area_id)) and notice.posted_by_id != by.pk:
        raise NotAllowed(answer.reason)
    if not notice.posted_at <= seen_at <= at:
        raise Refused(_("The list did not hang yet at that time, or the time lies in the future."))
    kept = board_files.keep(upload)
    with transaction.atomic():
        picture = BoardPicture.objects.create(
            notice=notice,
            moment=moment,
            seen_at=seen_at,
            file=kept.name,
            sha256=kept.sha256,
            mime=kept.mime,
            added_at=at,
            added_by=by,
        )
        record("festival_visits.board_photographed", subject=notice, by=by, at=at, data={"moment": moment})
    return picture


def unlist_homes_of(person: Person, at: datetime) -> None:
    """The consent to the public notice was taken back: the line disappears, the household stays on the list."""
    rows = Nomination.objects.select_for_update(of=("self",)).filter(
        person__in=Person.objects.same_as(person), is_listed=True, state=states.POSTED
    )
    for home in rows.order_by("pk"):
        home.is_listed = False
        home.save(update_fields=["is_listed"])
        record("festival_visits.home_unlisted", subject=home, by=None, at=at)
