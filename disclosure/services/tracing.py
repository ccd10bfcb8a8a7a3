"""Tracing gifts: one pass over the vouchers posted since the last one, each voucher once (ADR 0025)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from applications.models import Application
from database.locks import lock_named
from disclosure.lots import Shelf
from disclosure.models import Lot, Share, TraceHead
from disclosure.movements import Came, GivenBack, Moved, Sold, Spent, Step, Undone, steps_of
from disclosure.posted import CASE_SOURCE
from funds.models import Line, Voucher

BATCH = 20_000  # vouchers of one transaction
Places = Mapping[int, tuple[int, str]]  # case → its community and the code of that


def trace_everything(*, at: datetime, batch: int = BATCH) -> int:
    """Batch after batch until nothing new is posted; returns how many vouchers."""
    total = 0
    while number := trace_next(at=at, batch=batch):
        total += number
    return total


@transaction.atomic
def trace_next(*, at: datetime, batch: int = BATCH) -> int:
    """The next vouchers. Two passes at once: the second waits, and finds what the first left."""
    lock_named("disclosure.trace")
    vouchers = _next_vouchers(batch)
    if not vouchers:
        return 0
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(voucher__in=[v.pk for v in vouchers]).select_related("account").order_by("pk"):
        lines[line.voucher_id].append(line)
    tracer = Tracer(_places(vouchers))
    for voucher in vouchers:
        for step in steps_of(voucher, lines[voucher.pk]):
            tracer.do(step, voucher)
    tracer.shelf.flush()
    _move_heads(vouchers, at)
    return len(vouchers)


class Tracer:
    """Carries out the steps of vouchers in their order."""

    def __init__(self, places: Places) -> None:
        self.shelf = Shelf()
        self.places = places
        self.gaps = set(Share.objects.filter(lot=None).order_by().values_list("line__fund", "pool").distinct())

    def do(self, step: Step, voucher: Voucher) -> None:
        if isinstance(step, Came):
            self._came(step.line, step.amount_fen, step.pool, voucher, voucher.pk)
        elif isinstance(step, Spent):
            self._spent(step, voucher)
        elif isinstance(step, Moved):
            self._moved(step, voucher)
        elif isinstance(step, Sold):
            self._sold(step, voucher)
        elif isinstance(step, GivenBack):
            self.shelf.flush()
            for lot in self.shelf.entered_by(step.gift):
                self._take_back(lot, step.amount_fen)
        else:
            self._undo(step)

    def _came(self, line: Line, amount_fen: int, pool: str, voucher: Voucher, origin: int) -> Lot:
        lot = self.shelf.add(
            fund_id=line.fund_id, origin_id=origin, entered_by_id=voucher.pk, pool=pool, amount_fen=amount_fen,
            scheme=line.scheme, project=line.project, area=line.area,
        )  # fmt: skip
        if (lot.fund_id, lot.pool) in self.gaps:
            self._fill_gaps(lot)
        return lot

    def _spent(self, step: Spent, voucher: Voucher) -> None:
        if step.lot_of is None:
            self._pay(step.line, step.pool, step.amount_fen, *self._place_of(voucher))
            return
        lots = [lot for lot in self.shelf.new_lots if lot.entered_by_id == step.lot_of]
        for lot in lots or list(self.shelf.entered_by(step.lot_of)):
            self.shelf.take(lot, step.amount_fen, step.line, None)

    def _pay(self, line: Line, pool: str, amount_fen: int, area_id: int | None, area: str) -> list[Share]:
        """Out of the lots in the order of the rule; what none of them can pay stays open."""
        open_lots, shares = self.shelf.open_lots(line.fund_id, pool), []
        while amount_fen:
            found = open_lots.next_for((line.scheme, line.project, line.area or area))
            if found is None:
                self.gaps.add((line.fund_id, pool))
                shares.append(self.shelf.share(None, amount_fen, line, pool, area_id))
                break
            lot, is_outside = found
            part = min(amount_fen, lot.left_fen)
            shares.append(self.shelf.take(lot, part, line, area_id, is_outside=is_outside))
            amount_fen -= part
        return shares

    def _moved(self, step: Moved, voucher: Voucher) -> None:
        """Every part arrives in the other fund with the gift that it came from; a restriction ends with its fund."""
        for share in self._pay(step.out, "money", step.amount_fen, None, ""):
            share.is_moved = True
            origin = share.lot.origin_id if share.lot else voucher.pk
            self._came(step.into, share.amount_fen, "money", voucher, origin)

    def _sold(self, step: Sold, voucher: Voucher) -> None:
        """What the sale brought stands for the same gift, whatever the securities were worth when they came."""
        self.shelf.flush()
        for lot in self.shelf.entered_by(step.gift):
            share = self.shelf.take(lot, step.amount_fen, step.out, None)
            share.is_moved = True
            self._came(step.into, step.proceeds_fen, "money", voucher, lot.origin_id)

    def _undo(self, step: Undone) -> None:
        self.shelf.flush()
        if step.refund_of is not None:
            for lot in self.shelf.entered_by(step.refund_of):
                lot.returned_fen -= step.amount_fen
                self.shelf.put_back(lot, step.amount_fen)
            return
        shares = list(Share.objects.filter(line__voucher=step.voucher).select_related("line").order_by("pk"))
        was_moved = any(share.is_moved for share in shares)
        for lot in self.shelf.entered_by(step.voucher):
            self._take_back(lot, lot.amount_fen - lot.returned_fen)
        self._drop(shares)
        if was_moved:
            self._forget(step.voucher)

    def _take_back(self, lot: Lot, amount_fen: int) -> None:
        """Out of what is left of it; beyond that other lots pay for what it had paid last."""
        kept = min(amount_fen, lot.left_fen)
        lot.left_fen -= kept
        lot.returned_fen += kept
        self.shelf.touch(lot)
        if amount_fen > kept:
            self._replace(lot, amount_fen - kept)

    def _replace(self, lot: Lot, amount_fen: int) -> None:
        self.shelf.flush()
        for share in list(lot.shares.select_related("line__voucher", "area").order_by("-line_id", "-pk")):
            if not amount_fen:
                break
            part = min(amount_fen, share.amount_fen)
            self._shrink(share, part)
            lot.returned_fen += part
            self.shelf.touch(lot)
            code = share.area.code if share.area else ""
            again = self._pay(share.line, share.pool, part, share.area_id, code)
            if share.is_moved:
                self._change_origins(lot, share.line.voucher, again)
            amount_fen -= part

    def _change_origins(self, lot: Lot, voucher: Voucher, again: Sequence[Share]) -> None:
        """What another gift now stands for in the other fund: the moved lots of this origin are divided anew."""
        for share in again:
            share.is_moved = True
            left, origin = share.amount_fen, share.lot.origin_id if share.lot else voucher.pk
            self.shelf.flush()
            for moved in [m for m in self.shelf.entered_by(voucher.pk) if m.origin_id == lot.origin_id]:
                left -= self._pass_origin(moved, origin, left)

    def _pass_origin(self, moved: Lot, origin: int, amount_fen: int) -> int:
        """Gives up to `amount_fen` of a moved lot another origin, with a fitting part of what it paid."""
        part = min(amount_fen, moved.amount_fen)
        if not part:
            return 0
        if part == moved.amount_fen:
            Lot.objects.filter(pk=moved.pk).update(origin=origin)
            moved.origin_id = origin
            return part
        twin = self._split(moved, origin, part)
        self.shelf.put_back(twin, 0)
        return part

    def _split(self, lot: Lot, origin: int, amount_fen: int) -> Lot:
        """`amount_fen` of a lot as a lot of its own: first of what is left, then of what it paid last."""
        free = min(amount_fen, lot.left_fen)
        fields = {
            name: getattr(lot, name) for name in ("fund_id", "entered_by_id", "pool", "scheme", "project", "area")
        }
        back = min(amount_fen - free, lot.returned_fen)
        twin = Lot.objects.create(
            origin_id=origin, amount_fen=amount_fen, left_fen=free, returned_fen=back, **fields
        )  # fmt: skip
        paid = amount_fen - free - back
        for share in list(lot.shares.select_related("line").order_by("-line_id", "-pk")) if paid else ():
            part = min(paid, share.amount_fen)
            self._shrink(share, part)
            self.shelf.share(twin, part, share.line, share.pool, share.area_id, is_moved=share.is_moved)
            paid -= part
            if not paid:
                break
        lot.amount_fen, lot.left_fen, lot.returned_fen = (
            lot.amount_fen - amount_fen, lot.left_fen - free, lot.returned_fen - back,
        )  # fmt: skip
        Lot.objects.filter(pk=lot.pk).update(
            amount_fen=lot.amount_fen, left_fen=lot.left_fen, returned_fen=lot.returned_fen
        )
        self.shelf.newest(twin)
        return self.shelf.known(twin)

    def _drop(self, shares: Sequence[Share]) -> None:
        """What was spent is not spent any more: each part is left again where it came from."""
        lots = Lot.objects.in_bulk({share.lot_id for share in shares if share.lot_id})
        for share in shares:
            if share.lot_id:
                self.shelf.put_back(self.shelf.known(lots[share.lot_id]), share.amount_fen)
        Share.objects.filter(pk__in=[share.pk for share in shares]).delete()

    def _forget(self, voucher_id: int) -> None:
        """The lots of a transfer that was undone: their gifts are back in the first fund."""
        self.shelf.flush()
        for lot in list(self.shelf.entered_by(voucher_id)):
            lot.left_fen = 0
            self.shelf.lots.pop(lot.pk)
        Lot.objects.filter(entered_by=voucher_id).delete()

    def _shrink(self, share: Share, part: int) -> None:
        share.amount_fen -= part
        if share.amount_fen:
            Share.objects.filter(pk=share.pk).update(amount_fen=share.amount_fen)
        else:
            Share.objects.filter(pk=share.pk).delete()

    def _fill_gaps(self, lot: Lot) -> None:
        """What nothing could pay before is paid by the next lot of the same fund and kind, the oldest first."""
        self.shelf.flush()
        gaps = Share.objects.filter(lot=None, pool=lot.pool, line__fund=lot.fund_id)
        for gap in gaps.select_related("line").order_by("pk"):
            part = min(gap.amount_fen, lot.left_fen)
            if not part:
                return
            self._shrink(gap, part)
            self.shelf.take(lot, part, gap.line, gap.area_id, is_moved=gap.is_moved)
        if lot.left_fen:
            self.gaps.discard((lot.fund_id, lot.pool))

    def _place_of(self, voucher: Voucher) -> tuple[int | None, str]:
        case = _case_of(voucher.source)
        return self.places.get(case, (None, "")) if case else (None, "")


def _next_vouchers(batch: int) -> list[Voucher]:
    """In one statement, so that it is one moment of the books. Within a fund and within a month the order of primary
    keys is the order of commits, because posting locks both."""
    new = Q(period__trace_head__isnull=True) | Q(number__gt=F("period__trace_head__last_number"))
    rows = Voucher.objects.filter(new, posted_at__isnull=False).select_related("reverses").order_by("pk")
    return list(rows[:batch])


def _move_heads(vouchers: Sequence[Voucher], at: datetime) -> None:
    last: dict[int, int] = {}
    for voucher in vouchers:
        last[voucher.period_id] = max(last.get(voucher.period_id, 0), voucher.number or 0)
    for period_id, number in last.items():
        TraceHead.objects.update_or_create(period_id=period_id, defaults={"last_number": number, "traced_at": at})


def _places(vouchers: Sequence[Voucher]) -> Places:
    cases = {case for voucher in vouchers if (case := _case_of(voucher.source))}
    rows = Application.objects.filter(pk__in=cases).values_list("pk", "area_id", "area__code")
    return {pk: (area_id, code) for pk, area_id, code in rows}


def _case_of(source: str) -> int | None:
    number = source.removeprefix(CASE_SOURCE)
    return int(number) if number != source and number.isdecimal() else None
