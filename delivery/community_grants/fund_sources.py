"""The names of grants on the pages of the funds."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from delivery.community_grants.models import Grant, Tranche
from delivery.community_grants.models.projects import SOURCE
from funds.sources import Helped, HelpedOf, NamedSource, keys_of

PREFIX = f"{SOURCE}:"


def grantees(sources: Iterable[str]) -> dict[str, str]:
    """The organisation behind each part of a grant among the sources; no query when there is none."""
    ids = {int(source.removeprefix(PREFIX)) for source in sources if source.startswith(PREFIX)}
    if not ids:
        return {}
    rows = Tranche.objects.filter(pk__in=ids).values_list("pk", "grant__organisation__name")
    return {f"{PREFIX}{pk}": name for pk, name in rows}


def helped(sources: Iterable[str]) -> HelpedOf:
    """The community of each project; who is helped by it nobody counts one by one."""
    keys = keys_of(sources, PREFIX)
    areas = dict(Tranche.objects.filter(pk__in=keys.values()).values_list("pk", "grant__area")) if keys else {}
    return {source: [Helped(areas[pk], frozenset(), 1)] for source, pk in keys.items() if pk in areas}


class GrantNames:
    """Implements funds.sources.SourceNames: a part of a grant goes by the grant's reference and its number."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        ids = [int(source.removeprefix(PREFIX)) for source in sources if source.startswith(PREFIX)]
        seen = Grant.objects.visible_to(user)
        rows = Tranche.objects.filter(pk__in=ids, grant__in=seen).values_list("pk", "number", "grant__reference")
        return {
            f"{PREFIX}{pk}": NamedSource(f"{reference}/{number}", reverse("community_grants:grant", args=[reference]))
            for pk, number, reference in rows
        }


source_names = GrantNames()
