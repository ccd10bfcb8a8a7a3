"""The names of gifts on the pages of the funds."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from donations.booking import SOURCE
from donations.models import Donation
from donations.services.securities import SOURCE as SALE
from funds.sources import NamedSource


class GiftNames:
    """Implements funds.sources.SourceNames."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        of_gift = {source: pk for source in sources if (pk := _gift_of(source)) is not None}
        gifts = Donation.objects.visible_to(user).filter(pk__in=set(of_gift.values())).order_by()
        named = dict(gifts.values_list("pk", "reference"))
        return {
            source: NamedSource(named[pk], reverse("donations:detail", args=[named[pk]]))
            for source, pk in of_gift.items()
            if pk in named
        }


def _gift_of(source: str) -> int | None:
    """Of a gift or of a sale of its securities ("donations.sale:12-1")."""
    for prefix in (SOURCE, SALE):
        if source.startswith(prefix):
            return int(source.removeprefix(prefix).partition("-")[0])
    return None


source_names = GiftNames()
