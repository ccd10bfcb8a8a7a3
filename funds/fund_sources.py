"""The names of entries that a person wrote, on the pages of their vouchers."""

from collections.abc import Iterable, Mapping
from typing import Any

from funds.models import Slip
from funds.slips import SOURCE
from funds.sources import NamedSource


class SlipNames:
    """Implements funds.sources.SourceNames."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        ids = [int(source.removeprefix(SOURCE)) for source in sources if source.startswith(SOURCE)]
        slips = Slip.objects.visible_to(user).filter(pk__in=ids).order_by() if ids else ()
        return {f"{SOURCE}{slip.pk}": NamedSource(slip.reference, slip.get_absolute_url()) for slip in slips}


source_names = SlipNames()
