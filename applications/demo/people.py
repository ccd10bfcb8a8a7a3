"""Fictional people: the prefix 410199 belongs to no county, and the names say 演, 示, 例."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
MARKS = "演示例"
NUMBERS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True)
class DemoPerson:
    name: str
    id_number: str
    phone: str
    bank_account: str
    address: str


def resident_id(born: date, sequence: int) -> str:
    """A number that passes the check and belongs to nobody."""
    body = f"410199{born:%Y%m%d}{sequence:03d}"
    return body + CHECK_DIGITS[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def bank_account(number: int) -> str:
    """Sixteen digits with a right check digit (Luhn)."""
    body = f"620000{number:09d}"
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(body)]
    total = sum(n - 9 if n > 9 else n for n in doubled)
    return f"{body}{-total % 10}"


def people(first: int = 100) -> Iterator[DemoPerson]:
    """Adults, one after the other, always the same ones."""
    number = first
    while True:
        born = date(1955 + number % 45, 1 + number % 12, 1 + number % 28)
        yield _person(number, born)
        number += 1


def pupil(number: int, today: date) -> DemoPerson:
    """A child of 7 to 16 years."""
    return _person(5000 + number, date(today.year - 7 - number % 10, 1 + number % 12, 1 + number % 28))


def _person(number: int, born: date) -> DemoPerson:
    name = SURNAMES[number % len(SURNAMES)] + MARKS[number % 3] + NUMBERS[number % 10]
    return DemoPerson(
        name=name,
        id_number=resident_id(born, 100 + number % 890),
        phone=f"199{number:08d}",
        bank_account=bank_account(number),
        address=f"演示路{number % 90 + 1}号{number % 6 + 1}单元{number % 900 + 101}室",
    )
