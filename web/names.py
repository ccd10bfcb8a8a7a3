"""What may be shown of a Chinese name."""

_PAIRS = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐长孙宇文司徒司空夏侯端木百里呼延南宫"
    "轩辕独孤申屠钟离淳于澹台公冶宗政濮阳太叔仲孙"
)
COMPOUND_SURNAMES = frozenset(_PAIRS[place : place + 2] for place in range(0, len(_PAIRS), 2))


def masked(name: str) -> str:
    """The surname and a star for each further character: 张演一 → 张**, 欧阳示 → 欧阳*; never the whole name."""
    name = name.strip()
    surname = _surname(name)
    return surname + "*" * max(len(name) - len(surname), 1 if name else 0)


def masked_but_last(name: str) -> str:
    """The last character as well, for whoever agreed to it: 张演一 → 张*一, 欧阳演一 → 欧阳*一, 张演示一 → 张**一.

    At least one star stays between: 张一 and 欧阳示 are masked as ever, because nothing would be left to hide. In the
    name of a minority (阿依古丽·买买提 → 阿******提) the dot is a star as well, so that it does not tell
    which people somebody belongs to.
    """
    name = name.strip()
    is_long_enough = len(name) > len(_surname(name)) + 1
    return masked(name)[:-1] + name[-1] if is_long_enough else masked(name)


def _surname(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]
