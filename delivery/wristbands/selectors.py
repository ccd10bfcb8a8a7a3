"""Questions about bands."""

from typing import Any

from django.db.models import Q, QuerySet, Sum

from beneficiaries.search import person_ids_matching
from delivery.wristbands.costs import COSTS, costs_of
from delivery.wristbands.models import Batch, Issue, Posting, PublicityEvent
from delivery.wristbands.models.stock import number_in
from funds.models import Voucher
from web.references import normalise_reference


def issues_found(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    """With what a list shows of them."""
    return rows.select_related("band", "wearer", "area", "event").defer(
        "signature", "wearer__id_number", "wearer__phone", "wearer__address", "wearer__bank_account"
    )


def matching_issues(rows: QuerySet[Issue], text: str) -> QuerySet[Issue]:
    """By the number on the band, by reference, or by part of the wearer's name."""
    number = number_in(text)
    if number is not None:
        return rows.filter(band__number=number)
    if any(character.isdigit() for character in text):
        return rows.filter(reference=normalise_reference(text)[:20])
    return rows.filter(wearer__in=person_ids_matching(text))


def events_shown(rows: QuerySet[PublicityEvent]) -> QuerySet[PublicityEvent]:
    return rows.select_related("area")


def events_of(user: Any, states: Any) -> QuerySet[PublicityEvent]:
    return events_shown(PublicityEvent.objects.visible_to(user).filter(Q(state__in=states)))


def booked_batches() -> list[Batch]:
    """Each with `in_books` (bands used up less those found again), `not_yet` (bands whose movement is not booked),
    their worth `open_fen`, and its `vouchers`. Three queries, however many batches."""
    rows = Batch.objects.annotate(**_bands_by_cost()).select_related("fund")
    found: list[Any] = list(rows.order_by("number"))
    pairs = list(Posting.objects.order_by("voucher").values_list("movement__batch", "voucher").distinct())
    vouchers = Voucher.objects.in_bulk({voucher for _batch, voucher in pairs})
    for batch in found:
        batch.in_books = sum(cost.sign * getattr(batch, f"booked_{cost.name}") for cost in costs_of(batch))
        batch.not_yet = sum(getattr(batch, f"open_{cost.name}") for cost in costs_of(batch))
        batch.open_fen = batch.not_yet * batch.unit_cost_fen
        batch.vouchers = [vouchers[voucher] for pk, voucher in pairs if pk == batch.pk]
    return found


def _bands_by_cost() -> dict[str, Sum]:
    """`booked_<cost>` and `open_<cost>` of every kind of cost."""
    return {
        f"{word}_{cost.name}": Sum(
            "movements__count", filter=cost.q("movements__") & Q(movements__posting__isnull=is_open), default=0
        )
        for cost in COSTS
        for word, is_open in (("booked", False), ("open", True))
    }
