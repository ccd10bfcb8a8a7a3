"""Finding people by name: a table of tokens that both databases answer from one index, at a million people too.

Chinese: every two neighbouring characters and the whole name. Latin: pinyin without spaces, initials, words.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import QuerySet

from beneficiaries.models import Person, PersonToken
from beneficiaries.pinyin import readings_of, syllables
from web.names import COMPOUND_SURNAMES

LONGEST = 80
TOKENS_AT_MOST = 8  # of one search: each one nests a subquery, and a database's depth ends somewhere
NOT_LETTERS = re.compile(r"[^\w]|_", re.UNICODE)
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")

# Surnames whose reading differs from the usual one of the character.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "朴": "piao", "任": "ren",
    "华": "hua", "盖": "ge", "覃": "qin", "翟": "zhai", "乐": "yue", "缪": "miao", "员": "yun", "折": "she",
    "黑": "he", "种": "chong", "冼": "xian", "洗": "xian", "召": "shao", "逄": "pang", "祭": "zhai", "尹": "yin",
    "牟": "mu", "秘": "bi", "繁": "po", "晟": "cheng", "车": "che", "万俟": "moqi", "尉迟": "yuchi",
    "长孙": "zhangsun", "令狐": "linghu", "澹台": "tantai", "鲜于": "xianyu", "单于": "chanyu",
}  # fmt: skip


def tokens_of(name: str) -> set[str]:
    """Every token under which this name is found."""
    plain = squeezed(name)
    if not plain:
        return set()
    tokens = {plain[:LONGEST]} | {plain[i : i + 2] for i in range(len(plain) - 1) if HAN.match(plain[i])}
    if HAN.search(plain):
        for reading in _readings(plain):
            tokens |= {"".join(reading), "".join(s[0] for s in reading)}
    else:
        words = [squeezed(word) for word in name.split()]
        tokens |= {*words, "".join(word[0] for word in words if word)}
    return {token[:LONGEST] for token in tokens if len(token) > 1}


def person_ids_matching(text: str) -> QuerySet[PersonToken, int]:
    """Ids of people whose name matches, for `pk__in`; nothing for less than two characters.

    Chinese text may be any part of the name; Latin text is the whole pinyin, the initials or one word.
    """
    plain = squeezed(text)
    wanted = [plain] if not HAN.search(plain) else [plain[i : i + 2] for i in range(len(plain) - 1)]
    if len(plain) < 2:
        return PersonToken.objects.none().values_list("person_id", flat=True)
    wanted = wanted[:TOKENS_AT_MOST]
    found = PersonToken.objects.filter(token=wanted[0])
    for token in wanted[1:]:
        found = found.filter(person__in=PersonToken.objects.filter(token=token).values("person_id"))
    return found.values_list("person_id", flat=True)


def index_names(people: Iterable[Person]) -> None:
    """Writes the tokens of people who have none yet; in bulk, for imports and demo data."""
    PersonToken.objects.bulk_create(
        [PersonToken(person=person, token=token) for person in people for token in sorted(tokens_of(person.name))],
        batch_size=2000,
        ignore_conflicts=True,
    )


def index_name_again(person: Person) -> None:
    """Replaces the tokens of one person, after the name changed."""
    person.tokens.exclude(token__in=tokens_of(person.name)).delete()
    index_names([person])


def squeezed(text: str) -> str:
    """Half-width, lower case, without spaces, dots and accents."""
    half_width = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", half_width) if not unicodedata.combining(c))
    return NOT_LETTERS.sub("", bare)


def _readings(name: str) -> Iterable[list[str]]:
    """Pinyin by syllable: as usual, and with the surname's own reading; ü typed as v and as u."""
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES or name[:2] in SURNAMES else name[0]
    given = syllables(name[len(surname) :])
    usual = {tuple(syllables(surname))}
    if surname in SURNAMES:
        usual.add((SURNAMES[surname],) if len(surname) == 1 else _split(surname))
    for family in usual:
        whole = [*family, *given]
        yield whole
        if any("v" in s for s in whole):
            yield [s.replace("v", "u") for s in whole]


def _split(surname: str) -> tuple[str, ...]:
    """The syllables of a two-character surname from the table, so that its initials are right."""
    reading = SURNAMES[surname]
    for first in readings_of(surname[0]):
        if reading.startswith(first):
            return first, reading[len(first) :]
    return (reading,)
