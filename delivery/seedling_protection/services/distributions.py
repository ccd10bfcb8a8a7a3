"""Bags and book sets to the classes of a school: planned as numbers, handed over against a teacher's signature."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.seedling_protection import states
from delivery.seedling_protection.choices import StockKind
from delivery.seedling_protection.models import (
    ClassLine,
    Distribution,
    Paper,
    PaperKind,
    School,
    StockMovement,
    SupplyItem,
    SupplyLot,
)
from delivery.seedling_protection.permissions import may_act_on, may_organise
from delivery.seedling_protection.services.moving import demand, locked, move
from delivery.seedling_protection.services.papers import keep
from delivery.seedling_protection.services.supplies import NotInStock, move_stock
from delivery.seedling_protection.workflow import DISTRIBUTION
from web.references import new_reference
from web.uploads import check_upload
from workflow.machine import Refused


@dataclass(frozen=True)
class Receipt:
    """The teacher who signed, and how: `drawing` (PNG) on the screen, a photograph or scan of the signed sheet, or a
    sheet that another class of the day signed on."""

    teacher: str
    upload: IO[bytes] | None = None
    drawing: bytes = b""
    paper: Paper | None = None


@transaction.atomic
def plan_distribution(
    *, school: School, item: SupplyItem, day: date, classes: Mapping[str, int], by: Any, at: datetime
) -> Distribution:
    """`classes` says how many each class is to get. Raises NotAllowed, Refused."""
    demand(may_organise(by))
    if not classes:
        raise Refused(_("Enter at least one class and how many it gets."))
    made = Distribution.objects.create(
        reference=new_reference("HM"),
        school=school,
        item=item,
        day=day,
        state=states.PLANNED,
        state_since=at,
        planned_at=at,
        planned_by=by,
    )
    _write_classes(made, classes)
    data = {"classes": len(classes), "quantity": sum(classes.values())}
    record("seedling_protection.distribution_planned", subject=made, by=by, at=at, data=data)
    return made


@transaction.atomic
def set_classes(*, distribution: Distribution, classes: Mapping[str, int], by: Any, at: datetime) -> Distribution:
    """A class that got something stays, and gets no less than it has. Raises NotAllowed, Refused."""
    demand(may_organise(by))
    distribution = _open(distribution)
    if not classes:
        raise Refused(_("Enter at least one class and how many it gets."))
    for line in distribution.lines.filter(handed_out__gt=0):
        if classes.get(line.class_name, 0) < line.handed_out:
            raise Refused(
                _("%(class)s got %(count)d already. It cannot be planned with less.")
                % {"class": line.class_name, "count": line.handed_out}
            )
    distribution.lines.exclude(class_name__in=classes).delete()
    _write_classes(distribution, classes)
    data = {"classes": len(classes), "quantity": sum(classes.values())}
    record("seedling_protection.classes_set", subject=distribution, by=by, at=at, data=data)
    return distribution


@transaction.atomic
def hand_over(*, line: ClassLine, quantity: int, receipt: Receipt, by: Any, at: datetime) -> ClassLine:
    """Out of the oldest lots first. Locks distribution, then lots. Raises NotAllowed, NotInStock, UploadRefused,
    Refused: without a teacher's name and the signed sheet nothing leaves the store, in the database either.
    """
    demand(may_act_on(by, line.distribution))
    distribution = _open(line.distribution)
    line = ClassLine.objects.get(pk=line.pk)
    if not 0 < quantity <= line.planned - line.handed_out:
        raise Refused(_("This class still gets %(count)d.") % {"count": line.planned - line.handed_out})
    paper = _signed(distribution, receipt, by=by, at=at)
    line.teacher, line.receipt, line.signed_at = receipt.teacher.strip(), paper, at
    line.save(update_fields=["teacher", "receipt", "signed_at"])
    _take_from_store(distribution.item_id, line, quantity, by=by, at=at)
    data = {"line": line.pk, "quantity": quantity}
    record("seedling_protection.goods_handed_over", subject=distribution, by=by, at=at, data=data)
    line.refresh_from_db()
    return line


@transaction.atomic
def take_back(*, line: ClassLine, returned: int, damaged: int, note: str, by: Any, at: datetime) -> ClassLine:
    """Whole ones go back to the lot they came from, damaged ones are written off. Raises NotAllowed, Refused."""
    demand(may_act_on(by, line.distribution))
    distribution = locked(line.distribution, "school")
    line = ClassLine.objects.get(pk=line.pk)
    if min(returned, damaged) < 0 or not 0 < returned + damaged <= line.kept:
        raise Refused(_("This class has %(count)d of them.") % {"count": line.kept})
    if damaged and not note.strip():
        raise Refused(_("Write what happened to the goods."))
    _bring_back(line, StockKind.BRING_BACK, returned, note, by=by, at=at)
    _bring_back(line, StockKind.SPOIL_BACK, damaged, note, by=by, at=at)
    data = {"line": line.pk, "returned": returned, "damaged": damaged}
    record("seedling_protection.goods_taken_back", subject=distribution, by=by, at=at, data=data)
    line.refresh_from_db()
    return line


@transaction.atomic
def finish_distribution(*, distribution: Distribution, by: Any, at: datetime) -> Distribution:
    """What was not handed over stays in store. Raises WorkflowError."""
    distribution = locked(distribution, "school")
    move(DISTRIBUTION, "finish", distribution, by=by, at=at)
    return distribution


@transaction.atomic
def cancel_distribution(*, distribution: Distribution, by: Any, at: datetime) -> Distribution:
    """Before anything was handed over. Raises WorkflowError."""
    distribution = locked(distribution, "school")
    move(DISTRIBUTION, "cancel", distribution, by=by, at=at)
    return distribution


def _open(distribution: Distribution) -> Distribution:
    distribution = locked(distribution, "school", "item")
    if distribution.state != states.PLANNED:
        raise Refused(_("This distribution is over."))
    return distribution


def _write_classes(distribution: Distribution, classes: Mapping[str, int]) -> None:
    for name, planned in classes.items():
        ClassLine.objects.update_or_create(distribution=distribution, class_name=name, defaults={"planned": planned})


def _signed(distribution: Distribution, receipt: Receipt, *, by: Any, at: datetime) -> Paper:
    if not receipt.teacher.strip():
        raise Refused(_("Enter the name of the teacher who signed."))
    if receipt.drawing:
        return keep(PaperKind.SIGNATURE, check_upload(io.BytesIO(receipt.drawing)), by=by, at=at)
    if receipt.upload is not None:
        return keep(PaperKind.RECEIPT, check_upload(receipt.upload), by=by, at=at)
    sheets = distribution.lines.filter(receipt=receipt.paper, receipt__kind=PaperKind.RECEIPT)
    if receipt.paper is None or not sheets.exists():
        raise Refused(_("Let the teacher sign on the screen, or add a photograph of the signed sheet."))
    return receipt.paper


def _take_from_store(item_id: int, line: ClassLine, quantity: int, *, by: Any, at: datetime) -> None:
    lots = list(SupplyLot.objects.select_for_update().filter(item=item_id).order_by("pk"))
    if quantity > (there := sum(lot.in_store for lot in lots)):
        raise NotInStock(_("Only %(count)d are in store.") % {"count": there})
    for lot in lots:
        part = min(lot.in_store, quantity)
        move_stock(lot, StockKind.HAND_OUT, part, line=line, by=by, at=at)
        quantity -= part


def _bring_back(line: ClassLine, kind: str, quantity: int, note: str, *, by: Any, at: datetime) -> None:
    """To the newest lot first that the class still holds something of."""
    moved = StockMovement.objects.filter(line=line).order_by().values("lot")
    for lot in SupplyLot.objects.select_for_update().filter(pk__in=moved).order_by("-pk"):
        part = min(_held_of(lot, line), quantity)
        move_stock(lot, kind, part, line=line, note=note.strip(), by=by, at=at)
        quantity -= part


def _held_of(lot: SupplyLot, line: ClassLine) -> int:
    sums = StockMovement.objects.filter(lot=lot, line=line).order_by().values_list("kind").annotate(Sum("quantity"))
    return sum(number if kind == StockKind.HAND_OUT else -number for kind, number in sums)
