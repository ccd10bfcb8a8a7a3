"""The schemes listed in settings.AID_SCHEMES: one module per line, each with a `scheme`."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.scheme import Scheme

OTHER_TITLES: Mapping[str, str | Promise] = {
    "community_governance_fund": _("Community governance fund"),
    "seedling_protection": _("Seedling Protection"),
    "spring_festival_visit": _("Spring Festival visits"),
}


class UnknownScheme(LookupError):
    """No module of settings.AID_SCHEMES declares this code."""


def schemes() -> tuple[Scheme, ...]:
    """All schemes, in the order of the settings."""
    return tuple(_table(tuple(settings.AID_SCHEMES)).values())


def scheme(code: str) -> Scheme:
    """Raises UnknownScheme."""
    try:
        return _table(tuple(settings.AID_SCHEMES))[code]
    except KeyError:
        raise UnknownScheme(code) from None


def title_of(code: str) -> str | Promise:
    """The title, of money that is no aid to a person too, or the code of a scheme that is no longer listed."""
    try:
        return scheme(code).title
    except UnknownScheme:
        return OTHER_TITLES.get(code, code)


def scheme_choices() -> list[tuple[str, object]]:
    return [(s.code, s.title) for s in schemes()]


@lru_cache
def _table(modules: tuple[str, ...]) -> Mapping[str, Scheme]:
    found = [import_module(module).scheme for module in modules]
    return {one.code: one for one in found}
