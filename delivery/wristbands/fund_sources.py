"""The names of bands in the books on the pages of the funds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from delivery.wristbands.models import Batch, Issue
from delivery.wristbands.permissions import may_see_books
from funds.sources import Helped, HelpedOf, NamedSource, keys_of

PREFIX = "wristbands.batch:"
WORN = ("arrived", "given")  # costs of bands that people wear


def suppliers(sources: Iterable[str]) -> dict[str, str]:
    """The company behind each batch that was bought; whoever gave bands is named only as a donor wants. No query when
    there is none."""
    own = {source: source.removeprefix(PREFIX).partition(":")[0] for source in sources if source.startswith(PREFIX)}
    if not own:
        return {}
    bought = Batch.objects.filter(pk__in=own.values(), origin=Batch.Origin.BOUGHT)
    names = dict(bought.values_list("pk", "supplier"))
    return {source: names[int(pk)] for source, pk in own.items() if int(pk) in names}


def helped(sources: Iterable[str]) -> HelpedOf:
    """The bands of each batch that were handed out, by the community of the wearer; the others are for nobody yet.
    Bands that were damaged or missed, or found again, helped nobody."""
    keys = {source: pk for source, pk in keys_of(sources, PREFIX).items() if source.split(":")[2] in WORN}
    if not keys:
        return {}
    issues = Issue.objects.filter(band__batch__in=keys.values()).values_list("band__batch", "pk", "wearer", "area")
    found: dict[int, list[Helped]] = defaultdict(list)
    for batch, pk, wearer, area in issues:
        found[batch].append(Helped(area, frozenset({f"person:{wearer}" if wearer else f"band:{pk}"}), 1))
    received = dict(Batch.objects.filter(pk__in=keys.values()).values_list("pk", "received"))
    parts = {}
    for source, pk in keys.items():
        rest = received.get(pk, 0) - len(found[pk]) if ":arrived:" in source else 0
        parts[source] = [*found[pk], *([Helped(None, frozenset(), rest)] if rest > 0 else [])]
    return parts


class BandNames:
    """Implements funds.sources.SourceNames: the batch, and the page of all batches in the books."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        own = {source: source.removeprefix(PREFIX).partition(":")[0] for source in sources if source.startswith(PREFIX)}
        if not own or not may_see_books(user):
            return {}
        numbers = dict(Batch.objects.filter(pk__in=own.values()).values_list("pk", "number"))
        url = reverse("wristbands:books")
        known = {source: numbers.get(int(pk)) for source, pk in own.items()}
        return {source: NamedSource(number, url) for source, number in known.items() if number}


source_names = BandNames()
