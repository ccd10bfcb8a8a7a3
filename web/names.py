"""What may be shown of a Chinese name."""

_PAIRS = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐长孙宇文司徒司空夏侯端木百里呼延南宫"
    "轩辕独孤申屠钟离淳于澹台公冶宗政濮阳太叔仲孙"
)
COMPOUND_SURNAMES = frozenset(_PAIRS[place : place + 2] for place in range(0, len(_PAIRS), 2))


def masked(name: str) -> str:
    """The surname and a star for each further character: 张演一 → 张**, 欧阳示 → 欧阳*; never the whole name."""
    name = name.strip()
    surname = name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]
    return surname + "*" * max(len(name) - len(surname), 1 if name else 0)
