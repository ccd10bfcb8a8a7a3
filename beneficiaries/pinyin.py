"""How characters are read. The dictionary takes 50 MB of memory, so it is loaded when the first name is read: most web
processes only search and never need it."""

import os
from functools import cache
from typing import Any


def syllables(text: str) -> list[str]:
    """The usual reading of each character in its words, without tones; what is not Chinese stays together."""
    return list(_dictionary().lazy_pinyin(text))


def readings_of(character: str) -> list[str]:
    """Every reading of one character, without tones, the usual one first."""
    pypinyin = _dictionary()
    [options] = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True)
    return list(options)


def usual_reading(character: str) -> str:
    pypinyin = _dictionary()
    return str(pypinyin.pinyin(character, style=pypinyin.Style.NORMAL)[0][0])


@cache
def _dictionary() -> Any:
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")  # nobody adds readings of his own
    import pypinyin  # noqa: PLC0415

    return pypinyin
