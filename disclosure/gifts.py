"""The list of donations: those that are in the books and were not given back."""

from typing import Any

from django.db.models import QuerySet

from disclosure.spans import Span
from disclosure.tables import Row, words
from donations.models import Donation
from donations.purposes import purpose_in_words
from donations.selectors import SEALED_OF_DONOR


def listed_gifts(span: Span) -> QuerySet[Donation]:
    """By the day of their voucher, as the income of the books; whom a gift was named for is not told."""
    gifts = Donation.objects.in_the_books().filter(voucher__booked_on__range=(span.first, span.last))
    gifts = gifts.select_related("donor", "fund", "campaign", "area", "voucher")
    return gifts.defer("named_person", *(f"donor__{field}" for field in SEALED_OF_DONOR))


def narrowed(gifts: QuerySet[Donation], chosen: dict[str, Any]) -> QuerySet[Donation]:
    """`chosen`: codes of fund, campaign (published ones only) and channel."""
    columns = {"fund": "fund__code", "campaign": "campaign__code", "channel": "channel"}
    return gifts.filter(**{columns[name]: value for name, value in chosen.items() if name in columns})


def gift_row(gift: Any) -> Row:
    """Of a gift of `listed_gifts`; fen."""
    return {
        "code": gift.voucher.reference,
        "date": gift.voucher.booked_on.isoformat(),
        "donor": words(lambda: gift.public_name),
        "kind": words(gift.get_kind_display),
        "amount_fen": gift.posted_fen,
        "purpose": words(lambda: purpose_in_words(gift)),
        "fund": {"zh-hans": gift.fund.name_zh, "en": gift.fund.name_en},
        "receipt": words(gift.get_receipt_state_display),
    }
