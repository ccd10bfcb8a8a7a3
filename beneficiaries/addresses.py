"""What of an address is compared, so that two spellings of one home are one. Pure; only keyed tokens of it are stored.

"河南省郑州市高新区石佛办事处西湖春天小区1号楼二单元301室" and "西湖春天1栋2单元301" are one home: 西湖春天 1-2-301.
"""

import re
import unicodedata

BEFORE_THE_STREET = re.compile(
    r"^(?:[^省市区县]{1,8}省)?(?:[^省市区县]{1,8}市)?(?:[^省市区县]{1,10}(?<![小社园厂校])[区县])?"
    r"(?:.{1,10}?(?:街道办事处|街道|办事处|镇|乡))?"
)
NOT_TELLING = re.compile(r"小区|社区|花园|家属院|演示|[^\w]|_")
NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+(?=号|栋|幢|座|单元|层|楼|室|户|组|队|门)")
DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
UNITS = {"十": 10, "百": 100}
NUMBER = re.compile(r"\d+[a-z]?")


def home(address: str) -> str:
    """The very home; "" when the address names no number, as "堂李村" does."""
    place, numbers = _parts(address)
    return f"home {place} {'-'.join(numbers)}" if place and numbers else ""


def building(address: str) -> str:
    """The street or estate with its first number; something for every address that is not empty."""
    place, numbers = _parts(address)
    return f"building {place or address} {'-'.join(numbers[:1])}" if address else ""


def _parts(address: str) -> tuple[str, list[str]]:
    """The name of the street or estate, and every number behind it in its order."""
    plain = "".join(unicodedata.normalize("NFKC", address).split()).casefold()
    plain = NUMERAL.sub(lambda found: str(_value(found.group())), BEFORE_THE_STREET.sub("", plain))
    plain = NOT_TELLING.sub(" ", plain)
    first = NUMBER.search(plain)
    place = plain[: first.start()] if first else plain
    return "".join(place.split()), [_without_zeros(number) for number in NUMBER.findall(plain)]


def _value(numeral: str) -> int:
    """十二 is 12, 三百零一 is 301, 三〇一 is 301."""
    if not set(numeral) & set(UNITS):
        return int("".join(str(DIGITS[digit]) for digit in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return total + digit


def _without_zeros(number: str) -> str:
    return number.lstrip("0") or "0"
