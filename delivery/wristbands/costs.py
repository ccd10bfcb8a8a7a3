"""Which movements of bands the books must tell of, and as what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from delivery.wristbands.choices import MovementKind
from delivery.wristbands.models import Batch
from delivery.wristbands.models.stock import AT_HAND
from funds.entries import book_cost, find_goods, issue_goods, write_off_goods
from funds.entries.spending import ACTIVITY
from funds.models import Voucher


@dataclass(frozen=True)
class Cost:
    """`name` is part of the voucher's source; `sign` says whether the bands are used up or back again."""

    name: str
    origin: str
    moves: Mapping[str, Any]
    book: Callable[..., Voucher]
    sign: int = 1

    def q(self, prefix: str = "") -> Q:
        """Movements of this kind; `prefix` leads from the rows asked to them."""
        return Q(**{prefix + field: value for field, value in self.moves.items()})


def _buy(*, value_fen: int, **common: Any) -> Voucher:
    return book_cost(cost=ACTIVITY, amount_fen=value_fen, **common)


# A band that its wearer lost or broke had left the inventory when it was handed over.
MISSED_IN_STORE = {"kind__in": (MovementKind.DAMAGE, MovementKind.LOSE), "source__in": AT_HAND}
COSTS = (  # what came back is booked first: it may have gone out again since
    Cost("arrived", Batch.Origin.BOUGHT, {"kind": MovementKind.RECEIVE}, _buy),
    Cost("found", Batch.Origin.GIFT, {"kind": MovementKind.FIND}, find_goods, sign=-1),
    Cost("given", Batch.Origin.GIFT, {"kind": MovementKind.ISSUE}, issue_goods),
    Cost("missed", Batch.Origin.GIFT, MISSED_IN_STORE, write_off_goods),
)


def costs_of(batch: Batch) -> list[Cost]:
    return [cost for cost in COSTS if cost.origin == batch.origin]
