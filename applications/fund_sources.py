"""The names of cases on the pages of the funds."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from applications.models import Application
from funds.sources import NamedSource

PREFIX = "applications.application:"


class CaseNames:
    """Implements funds.sources.SourceNames."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        ids = [int(source.removeprefix(PREFIX)) for source in sources if source.startswith(PREFIX)]
        cases = Application.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "reference")
        return {f"{PREFIX}{pk}": NamedSource(ref, reverse("applications:case", args=[ref])) for pk, ref in cases}


source_names = CaseNames()
