"""The names of the programme's costs on the pages of the funds."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from delivery.seedling_protection.choices import CODE, TITLE
from delivery.seedling_protection.models import Facility, TrainingSession
from delivery.seedling_protection.permissions import may_look_on
from funds.sources import Helped, HelpedOf, NamedSource, keys_of

FACILITY, TRAINING = "seedling_protection.facility:", "seedling_protection.training:"


def helped(sources: Iterable[str]) -> HelpedOf:
    """The place of a hall or room, and of the school of a training. Pupils are numbers there, never people."""
    sources = list(sources)
    facilities, trainings = keys_of(sources, FACILITY), keys_of(sources, TRAINING)
    areas: dict[str, int] = {}
    for keys, rows, area in (
        (facilities, Facility.objects, "area"),
        (trainings, TrainingSession.objects, "school__area"),
    ):
        if keys:
            of_row = dict(rows.filter(pk__in=keys.values()).values_list("pk", area))
            areas |= {source: of_row[pk] for source, pk in keys.items() if pk in of_row}
    return {source: [Helped(area, frozenset(), 1)] for source, area in areas.items()}


class ProgrammeNames:
    """Implements funds.sources.SourceNames: every cost leads to the overview, where its row is found."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        if not may_look_on(user):
            return {}
        title: str | Promise = TITLE
        url = reverse("seedling_protection:overview")
        return {source: NamedSource(str(title), url) for source in sources if source.startswith(f"{CODE}.")}


source_names = ProgrammeNames()
