"""What happened at a door, also when it is sent late and in pieces by a phone that had no network."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.services.case_files import PreparedFile, adopt, prepare
from audit.recording import record
from delivery.festival_visits import states
from delivery.festival_visits.choices import Receiver
from delivery.festival_visits.models import FestivalVisit, FestivalVisitFile, Nomination, VisitPresence, Wish
from delivery.festival_visits.permissions import walks
from delivery.festival_visits.services.goods import hand_over
from delivery.festival_visits.services.moving import move
from delivery.festival_visits.services.routes import TWO, locked
from delivery.festival_visits.workflow import NOMINATION, VISIT
from protection.sealing import seal
from workflow.machine import NotAllowed, Refused

MOST_FILES = 20
Kind = FestivalVisitFile.Kind
DOCUMENT_KINDS = {Kind.PHOTO: "DOC_PHOTO", Kind.PAPER: "DOC_VISIT_RECEIPT", Kind.HOUSEHOLD: "DOC_VISIT_RECEIPT"}
STEP_OF = {states.DELIVERED: "hand-over", states.NOT_HOME: "miss", states.REFUSED: "refuse"}


class ColleagueWasFaster(Refused):
    """The visit was recorded since this form was opened."""


@dataclass(frozen=True)
class Report:
    """`goods` are quantities by primary key of the good; `present` the visitors at the door; `wishes` pairs of kind
    and text. `files` have to be here already, `removed` were sent and taken out again."""

    outcome: str
    visited_at: datetime
    present: Collection[Any]
    receiver: str = ""
    receiver_name: str = ""
    receiver_relation: str = ""
    receiver_phone: str = ""
    goods: Mapping[int, int] = field(default_factory=dict)
    photos_agreed: bool = False
    note: str = ""
    wishes: Sequence[tuple[str, str]] = ()
    seen_revision: int = 0
    files: Sequence[uuid.UUID] = ()
    removed: Sequence[uuid.UUID] = ()


def add_file(
    *, visit: FestivalVisit, key: uuid.UUID, kind: str, upload: IO[bytes], by: Any, at: datetime
) -> FestivalVisitFile:
    """Keeps a photograph or a signature. The same key again gives what is there, so that a phone may send it twice.

    The picture is on the disk before the transaction. Raises web.uploads.UploadRefused, NotAllowed, Refused.
    """
    known = visit.files.filter(uuid=key).first()
    if known:
        return known
    _demand_visitor(visit, by)
    file = prepare(upload)
    try:
        with transaction.atomic():
            return _store(visit, key, kind, file, by, at)
    except IntegrityError:
        return visit.files.get(uuid=key)  # the same phone was faster; the sweeper takes the second file away


@transaction.atomic
def record_visit(*, visit: FestivalVisit, report: Report, by: Any, at: datetime) -> FestivalVisit:
    """The whole record by one of the visitors. Goods leave the load, the home is visited, wishes wait for an answer.

    Raises NotAllowed, ColleagueWasFaster, goods.NotInStock, Refused for what is missing.
    """
    route = locked(visit.route)
    visit = FestivalVisit.objects.select_related("route", "nomination").select_for_update(of=("self",)).get(pk=visit.pk)
    _demand_visitor(visit, by)
    if visit.state != states.PLANNED:
        raise ColleagueWasFaster(_("A colleague has recorded this visit in the meantime."))
    if route.state != states.UNDER_WAY:
        raise Refused(_("Set out first: the route has not begun, or it is over."))
    visit.files.filter(uuid__in=report.removed, added_by=by, void_at__isnull=True).update(void_at=at)
    _refuse_wrong_time(visit, report, at)
    _refuse_absent(visit, report, by)
    _refuse_gaps(visit, report)
    VisitPresence.objects.bulk_create(VisitPresence(visit=visit, user=user) for user in report.present)
    value = _give(visit, report, by=by, at=at)
    _write(visit, report, by, at, value)
    _note_wishes(visit, report, at)
    return visit


def _write(visit: FestivalVisit, report: Report, by: Any, at: datetime, value_fen: int) -> None:
    has_receiver = report.outcome == states.DELIVERED
    phone = report.receiver_phone if has_receiver and report.receiver == Receiver.SUBSTITUTE else ""
    seal(visit, "receiver_phone", phone)
    changes = {
        "visited_at": report.visited_at,
        "receiver": report.receiver if has_receiver else "",
        "receiver_name": report.receiver_name.strip() if has_receiver else "",
        "receiver_relation": report.receiver_relation.strip() if has_receiver else "",
        "receiver_phone": visit.receiver_phone,
        "receiver_phone_mask": visit.receiver_phone_mask,
        "photos_agreed": report.photos_agreed,
        "note": report.note.strip(),
        "revision": visit.revision + 1,
        "recorded_at": at,
        "recorded_by": by,
    }
    data = {"present": sorted(user.pk for user in report.present), "value_fen": value_fen}
    move(VISIT, STEP_OF[report.outcome], visit, by=by, at=at, data=data, **changes)
    if has_receiver:
        home = Nomination.objects.select_for_update(of=("self",)).get(pk=visit.nomination_id)
        move(NOMINATION, "visit", home, by=by, at=at, data={"visit": visit.pk})


def _give(visit: FestivalVisit, report: Report, *, by: Any, at: datetime) -> int:
    if report.outcome != states.DELIVERED:
        return 0
    wanted = {good: number for good, number in report.goods.items() if number}
    return hand_over(visit, wanted, on=timezone.localdate(report.visited_at), by=by, at=at)


def _note_wishes(visit: FestivalVisit, report: Report, at: datetime) -> None:
    wishes = [(kind, text.strip()) for kind, text in report.wishes if text.strip()]
    Wish.objects.bulk_create(Wish(visit=visit, kind=kind, text=text, heard_at=at) for kind, text in wishes)
    if wishes:
        data = {"visit": visit.pk, "kinds": [kind for kind, _text in wishes]}
        record("festival_visits.wishes_heard", subject=visit, by=visit.recorded_by, at=at, data=data)


def _store(visit: FestivalVisit, key: uuid.UUID, kind: str, file: PreparedFile, by: Any, at: datetime) -> Any:
    rows = FestivalVisit.objects.select_related("nomination__person").select_for_update(of=("self",))
    visit = rows.get(pk=visit.pk)
    known = visit.files.filter(uuid=key).first()
    if known:
        return known
    if visit.state != states.PLANNED:
        raise Refused(_("This visit is recorded already."))
    if visit.files.count() >= MOST_FILES:
        raise Refused(_("This visit has as many photographs as it can hold. Choose the ones that matter."))
    document = adopt(file, person=visit.nomination.visited, kind=DOCUMENT_KINDS[Kind(kind)], by=by, at=at)
    record("festival_visits.file_added", subject=visit, by=by, at=at, data={"kind": kind})
    return FestivalVisitFile.objects.create(
        uuid=key, visit=visit, kind=kind, document=document, added_at=at, added_by=by
    )


def _demand_visitor(visit: FestivalVisit, by: Any) -> None:
    if not (answer := walks(by, visit.route)):
        raise NotAllowed(answer.reason)


def _refuse_wrong_time(visit: FestivalVisit, report: Report, at: datetime) -> None:
    if report.visited_at > at:
        raise Refused(_("The visit lies in the future. Enter when you were there."))
    if timezone.localdate(report.visited_at) < visit.route.day:
        raise Refused(_("The visit lies before the day of the route. Enter when you were there."))


def _refuse_absent(visit: FestivalVisit, report: Report, by: Any) -> None:
    present = {user.pk for user in report.present}
    if not present <= set(visit.route.visitors.values_list("user_id", flat=True)):
        raise Refused(_("Only visitors of this route can have been there."))
    if len(present) < TWO or by.pk not in present:
        raise Refused(_("Two visitors are needed at the door, and you are one of them."))


def _refuse_gaps(visit: FestivalVisit, report: Report) -> None:
    here = list(visit.files.filter(void_at__isnull=True))
    if set(report.files) - {one.uuid for one in here}:
        raise Refused(_("Some photographs or signatures have not arrived yet. Send the form again."))
    kinds = {one.kind for one in here}
    if Kind.PHOTO in kinds and not report.photos_agreed:
        raise Refused(_("Photographs are taken only when the family agrees. Tick that it agreed."))
    if report.outcome != states.DELIVERED:
        return
    if not report.receiver:
        raise Refused(_("Say who took the gifts."))
    if kinds.isdisjoint({Kind.HOUSEHOLD, Kind.PAPER}):
        raise Refused(_("The signature of the receiver is missing: draw it, or photograph the signed sheet."))
    substitute = (report.receiver_name.strip(), report.receiver_relation.strip(), report.receiver_phone.strip())
    if report.receiver == Receiver.SUBSTITUTE and not all(substitute):
        raise Refused(_("Of somebody who takes the gifts for the household, name, relation and telephone are noted."))
