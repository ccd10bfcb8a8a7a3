"""The organisation that runs the portal, as the settings name it, in the reader's language.

Papers stay in Chinese and take the settings as they are. A name that is not given in English is shown in Chinese.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language


@dataclass(frozen=True)
class OtherName:
    """The name in the language that the reader did not choose; `language` for the lang attribute."""

    text: str
    language: str


def name() -> str:
    return _in_language(settings.PORTAL_FEDERATION, settings.PORTAL_FEDERATION_EN)


def other_name() -> OtherName | None:
    """None where there is no second name."""
    if not settings.PORTAL_FEDERATION_EN or settings.PORTAL_FEDERATION_EN == settings.PORTAL_FEDERATION:
        return None
    if _is_english():
        return OtherName(settings.PORTAL_FEDERATION, "zh-Hans")
    return OtherName(settings.PORTAL_FEDERATION_EN, "en")


def short_name() -> str:
    """On a phone's home screen."""
    return _in_language(settings.PORTAL_SHORT_NAME, settings.PORTAL_SHORT_NAME_EN)


def address() -> str:
    return _in_language(settings.PORTAL_ADDRESS, settings.PORTAL_ADDRESS_EN)


def motto() -> str:
    """The line above the header and on the page about the federation; "" shows none."""
    return _in_language(settings.PORTAL_MOTTO, settings.PORTAL_MOTTO_EN)


def _in_language(chinese: str, english: str) -> str:
    return english if english and _is_english() else chinese


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
