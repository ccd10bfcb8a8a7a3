"""How people call what a fund owes. `funds` stores "applications.application:12"; the app that owes it knows the name.

Each module in settings.FUND_SOURCES has `prefix` (the part before the colon) and `names_of(sources)`.
"""

from collections.abc import Iterable
from importlib import import_module

from django.conf import settings


def names_of(sources: Iterable[str]) -> dict[str, str]:
    """The reference that people know, for each source; one that no module owns keeps its own spelling."""
    names = {source: source for source in sources}
    for path in settings.FUND_SOURCES:
        module = import_module(path)
        own = [source for source in names if source.partition(":")[0] == module.prefix]
        if own:
            names.update(module.names_of(own))
    return names
