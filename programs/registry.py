"""The schemes listed in settings.AID_SCHEMES: one module per line, each with a `scheme`."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from django.conf import settings
from django.utils.functional import Promise

from programs.scheme import Scheme


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
    """The title, or the code of a scheme that is no longer listed."""
    try:
        return scheme(code).title
    except UnknownScheme:
        return code


def scheme_choices() -> list[tuple[str, object]]:
    return [(s.code, s.title) for s in schemes()]


@lru_cache
def _table(modules: tuple[str, ...]) -> Mapping[str, Scheme]:
    found = [import_module(module).scheme for module in modules]
    return {one.code: one for one in found}
