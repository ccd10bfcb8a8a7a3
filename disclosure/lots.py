"""The lots of one pass in memory: who pays next, in the order of the rule (ADR 0025), and what has changed."""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import Any

from disclosure.models import Lot, Share
from funds.models import Line

Key = tuple[str, str, str]  # scheme, project, area; blank does not restrict
FREE: Key = ("", "", "")
BULK = 2_000


class OpenLots:
    """The lots of one fund and pool with something left, by restriction, the oldest first."""

    def __init__(self) -> None:
        self.heaps: dict[Key, list[tuple[Any, int, Lot]]] = {}
        self.number = count()  # two entries of one lot are never compared

    def add(self, place: Any, lot: Lot) -> None:
        heappush(self.heaps.setdefault(lot.restriction, []), (place, next(self.number), lot))

    def next_for(self, wanted: Key) -> tuple[Lot, bool] | None:
        """The lot that pays next, and whether it was restricted to something else. None when nothing is left."""
        best = None
        for key in list(self.heaps):
            head = self._head(key)
            if head is not None:
                rank = (_tier(key, wanted), head[0])
                if best is None or rank < best[0]:
                    best = (rank, head[2])
        return (best[1], best[0][0] == OUTSIDE) if best else None

    def _head(self, key: Key) -> tuple[Any, int, Lot] | None:
        heap = self.heaps[key]
        while heap and not heap[0][2].left_fen:
            heappop(heap)
        if not heap:
            del self.heaps[key]
            return None
        return heap[0]


OUTSIDE = 4


def _tier(key: Key, wanted: Key) -> int:
    """0 to 2: restricted to exactly this, the narrower the earlier; 3: free; 4: restricted to something else."""
    if key == FREE:
        return 3
    if all(part in ("", want) for part, want in zip(key, wanted, strict=True)):
        return 3 - sum(1 for part in key if part)
    return OUTSIDE


class Shelf:
    """Every lot that a pass has touched, and its new, changed and dropped rows until `flush` writes them."""

    def __init__(self) -> None:
        self.open: dict[tuple[int, str], OpenLots] = {}
        self.lots: dict[int, Lot] = {}
        self.places: dict[int, Any] = {}
        self.new_lots: list[Lot] = []
        self.new_shares: list[Share] = []
        self.changed: dict[int, Lot] = {}
        self.number = count()

    def open_lots(self, fund_id: int, pool: str) -> OpenLots:
        """Read once per pass; one query."""
        found = self.open.get((fund_id, pool))
        if found is None:
            found = self.open[fund_id, pool] = OpenLots()
            for lot in Lot.objects.filter(fund=fund_id, pool=pool, left_fen__gt=0).order_by("pk"):
                found.add(self._place(self.known(lot)), self.lots[lot.pk])
        return found

    def known(self, lot: Lot) -> Lot:
        """One object per row, whoever read it."""
        return self.lots.setdefault(lot.pk, lot)

    def add(self, **fields: Any) -> Lot:
        amount = fields["amount_fen"]
        lot = Lot(left_fen=amount, **fields)
        open_lots = self.open_lots(lot.fund_id, lot.pool)
        self.new_lots.append(lot)
        open_lots.add(self.newest(lot), lot)
        return lot

    def newest(self, lot: Lot) -> Any:
        """Its place after every lot before it, as its primary key will be."""
        self.places[id(lot)] = (1, next(self.number))
        return self.places[id(lot)]

    def take(self, lot: Lot, amount_fen: int, line: Line, area_id: int | None, **more: Any) -> Share:
        lot.left_fen -= amount_fen
        self.touch(lot)
        return self.share(lot, amount_fen, line, lot.pool, area_id, **more)

    def share(self, lot: Lot | None, amount_fen: int, line: Line, pool: str, area_id: int | None, **more: Any) -> Share:
        share = Share(lot=lot, line=line, pool=pool, amount_fen=amount_fen, area_id=area_id, **more)
        self.new_shares.append(share)
        return share

    def put_back(self, lot: Lot, amount_fen: int) -> None:
        lot.left_fen += amount_fen
        self.touch(lot)
        self.open_lots(lot.fund_id, lot.pool).add(self._place(lot), lot)

    def touch(self, lot: Lot) -> None:
        if lot.pk:
            self.changed[lot.pk] = lot

    def flush(self) -> None:
        """Writes lots before the shares that name them."""
        Lot.objects.bulk_create(self.new_lots, batch_size=BULK)
        for lot in self.new_lots:
            self.lots[lot.pk] = lot
        self.new_lots = []
        Lot.objects.bulk_update(self.changed.values(), ["left_fen", "returned_fen"], batch_size=500)
        self.changed = {}
        Share.objects.bulk_create(self.new_shares, batch_size=BULK)
        self.new_shares = []

    def entered_by(self, voucher_id: int) -> Iterator[Lot]:
        """After a flush."""
        for lot in Lot.objects.filter(entered_by=voucher_id).order_by("pk"):
            yield self.known(lot)

    def _place(self, lot: Lot) -> Any:
        return self.places.get(id(lot), (0, lot.pk))
