"""How a Chinese name sounds: every reading of every character, so that homophones are told from other names. Pure."""

from functools import lru_cache

from beneficiaries.pinyin import readings_of, usual_reading
from beneficiaries.search import HAN, SURNAMES

# Pairs that people of the region, and who types by ear, mix up.
MIXED_UP = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
FIRST_LETTERS = (("n", "l"), ("h", "f"), ("r", "l"))


@lru_cache(maxsize=20_000)
def readings(character: str) -> frozenset[str]:
    """Without tones; of a Latin letter itself. The surname's own reading counts wherever the character stands."""
    if not HAN.match(character):
        return frozenset({character})
    return frozenset(readings_of(character)) | ({SURNAMES[character]} if character in SURNAMES else frozenset())


@lru_cache(maxsize=20_000)
def reading(character: str) -> str:
    """The usual one, the same wherever the character stands, so that it can be a key."""
    if not HAN.match(character):
        return character
    return usual_reading(character)


def sound_of(name: str) -> str:
    """ "zhang yan yi": names with the same key sound the same; some that do have another key (行 is xing and hang)."""
    return " ".join(reading(character) for character in name)


@lru_cache(maxsize=50_000)
def is_same_sound(one: str, other: str) -> bool:
    """Of two characters."""
    return not readings(one).isdisjoint(readings(other))


@lru_cache(maxsize=50_000)
def is_near_sound(one: str, other: str) -> bool:
    """Of two characters, as zhang and zhan, or nan and lan."""
    return not {_blurred(r) for r in readings(one)}.isdisjoint(_blurred(r) for r in readings(other))


def _blurred(syllable: str) -> str:
    for exact, blurred in MIXED_UP:
        if syllable.startswith(exact) and len(exact) == 2 and exact[1] == "h":
            syllable = blurred + syllable[2:]
        elif syllable.endswith(exact) and exact[1] != "h":
            syllable = syllable[: -len(exact)] + blurred
    for exact, blurred in FIRST_LETTERS:
        if syllable.startswith(exact):
            return blurred + syllable[1:]
    return syllable
