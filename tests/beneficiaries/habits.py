"""A register written down by hand, as village clerks, hospitals and old rosters do. Independent of the portal's own
generator (welfare_portal.population): other names, other mistakes, other families. Pure; seeded.

Sealed values are compared as blind indexes; here their normalised text stands for them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from beneficiaries import addresses
from beneficiaries.matching import Traits
from beneficiaries.search import squeezed
from beneficiaries.sounds import sound_of

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "东方", "令狐")
TRADITIONAL = dict(zip(
    "张陈刘杨赵黄吴孙马罗郑谢许韩邓冯肖叶苏吕卢钟国丽军兰凤红华龙杰玉贵东伟宝荣强卫庆云风",
    "張陳劉楊趙黃吳孫馬羅鄭謝許韓鄧馮蕭葉蘇呂盧鍾國麗軍蘭鳳紅華龍傑玉貴東偉寶榮強衛慶雲風",
    strict=True,
))  # fmt: skip
HOMOPHONES = ("伟炜玮纬", "丽莉俐", "军君钧均", "芳方", "静婧靖", "杰洁捷", "涛滔韬", "明鸣铭", "红洪宏虹", "霞侠",
              "燕艳雁", "梅玫枚", "志智治", "华桦骅", "平萍苹", "勇永咏", "春椿", "林琳霖", "兰岚蓝", "英瑛莺",
              "建健", "国囯", "秀绣", "玉钰", "桂贵", "文雯纹", "辉晖徽", "刚钢", "超抄", "鹏朋", "倩茜", "欣新鑫",
              "凤奉", "荣容蓉", "珍真", "莲连", "东冬", "生声升", "成诚程", "庆清青")  # fmt: skip
SOUND_GROUPS = {character: group for group in HOMOPHONES for character in group}
GIVEN = "".join(HOMOPHONES)
ROADS = ("科学大道", "长椿路", "国槐街", "枫香街", "瑞达路", "冬青街", "莲花街", "梧桐街", "石楠路", "雪松路", "翠竹街",
         "合欢街", "玉兰街", "银屏路", "金梭路", "迎春街", "红松路", "须水河路", "五龙口路", "西三环")  # fmt: skip
ESTATES = ("春藤苑", "五龙新城", "谦祥福晟", "大谢安置区", "石佛佳园", "金科城", "朗悦公园府", "裕华城", "恒大城")
NUMERALS = "零一二三四五六七八九十"
UNTIL = date(2023, 8, 25)


@dataclass(frozen=True)
class Someone:
    """One record. `number` is the ID number with 18 characters; `is_old`: written down with 15."""

    name: str
    sex: str
    born: date | None
    number: str = ""
    phone: str = ""
    account: str = ""
    address: str = ""
    household: int | None = None


@dataclass
class Register:
    records: list[Someone] = field(default_factory=list)
    same: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, someone: Someone) -> int:
        self.records.append(someone)
        return len(self.records) - 1

    def add_again(self, first: int, again: Someone, habit: str) -> None:
        self.same[first, self.add(again)] = habit

    def traits(self) -> dict[int, Traits]:
        return {pk: _traits(pk, someone) for pk, someone in enumerate(self.records)}


def _traits(pk: int, someone: Someone) -> Traits:
    plain = squeezed(someone.name)
    return Traits(
        pk=pk,
        name=plain,
        sound=sound_of(plain),
        sex=someone.sex,
        birth=someone.born,
        number=someone.number,
        is_checked=bool(someone.number),
        phone=someone.phone,
        account=someone.account,
        home=addresses.home(someone.address),
        building=addresses.building(someone.address),
        household=someone.household,
    )


class Clerk:
    """Writes the register. Everything random comes from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance, self.register, self.homes = Random(seed), Register(), 0

    # --- Families ---

    def family(self) -> None:
        """Two to five people under one roof, mostly with one telephone; each with a card, or none of them yet."""
        chance = self.chance
        self.homes += 1
        household = self.homes if chance.random() < 0.7 else None
        surname, address = self.surname(), self.address()
        phone = self.phone()
        father = self.person(surname, "male", self.day(1945, 1985), address, phone, household)
        mother = self.person(self.surname(), "female", self.day(1945, 1985), address, phone, household)
        members = [father, mother]
        generation = chance.choice(GIVEN)
        last = None
        for number in range(chance.choice((0, 1, 1, 2, 3))):
            born = father.born + timedelta(days=chance.randrange(7_500, 12_000))
            sex = chance.choice(("male", "female"))
            if number and chance.random() < 0.12 and last is not None:
                born, sex = last.born, last.sex  # twins
            name = surname + generation + chance.choice(GIVEN)
            while any(name == other.name for other in members):
                name = surname + generation + chance.choice(GIVEN)
            last = self.person(surname, sex, born, address, phone, household, name=name)
            members.append(last)
        for member in members:
            self.register.add(member)

    def person(self, surname, sex, born, address, phone, household, *, name="") -> Someone:
        chance = self.chance
        given = chance.choice(GIVEN) + (chance.choice(GIVEN) if chance.random() < 0.8 else "")
        return Someone(
            name=name or surname + given,
            sex=sex,
            born=born,
            number=self.number(born, sex) if chance.random() < 0.85 else "",
            phone=phone if chance.random() < 0.75 else self.phone(),
            account=self.digits(19) if chance.random() < 0.5 else "",
            address=address,
            household=household,
        )

    def surname(self) -> str:
        return self.chance.choice(COMPOUND if self.chance.random() < 0.04 else SURNAMES)

    def day(self, first: int, last: int) -> date:
        return date(first, 1, 1) + timedelta(days=self.chance.randrange((last - first) * 365))

    def digits(self, count: int) -> str:
        return "".join(self.chance.choice("0123456789") for _i in range(count))

    def phone(self) -> str:
        return "1" + self.chance.choice("3578") + self.digits(9)

    def number(self, born: date, sex: str) -> str:
        serial = self.chance.randrange(500) * 2 + (sex == "male")
        return f"410199{born:%Y%m%d}{serial:03d}X"

    def address(self) -> str:
        chance = self.chance
        floor = chance.randrange(1, 30) * 100 + chance.randrange(1, 5)
        building = f"{chance.randrange(1, 20)}号楼{chance.randrange(1, 4)}单元"
        if chance.random() < 0.5:
            return f"{chance.choice(ROADS)}{chance.randrange(1, 200)}号院{building}{floor}室"
        return f"{chance.choice(ESTATES)}{building}{floor}"

    # --- Habits: the same person once more ---

    def write_again(self, place: int, habit: str) -> None:
        again = HABITS[habit](self, self.register.records[place])
        if again is not None:
            self.register.add_again(place, again, habit)

    def without_card(self, someone: Someone) -> Someone:
        """As on a roster: no card, no account, perhaps another telephone, not yet in the household."""
        return replace(someone, number="", account="", household=None)


def _homophone(clerk: Clerk, one: Someone) -> Someone | None:
    places = [i for i, character in enumerate(one.name) if i and character in SOUND_GROUPS]
    place = clerk.chance.choice(places)
    others = [c for c in SOUND_GROUPS[one.name[place]] if c != one.name[place]]
    name = one.name[:place] + clerk.chance.choice(others) + one.name[place + 1 :]
    return replace(clerk.without_card(one), name=name)


def _traditional(clerk: Clerk, one: Someone) -> Someone | None:
    name = "".join(TRADITIONAL.get(character, character) for character in one.name)
    phone = one.phone if clerk.chance.random() < 0.5 else clerk.phone()
    return replace(clerk.without_card(one), name=name, phone=phone) if name != one.name else None


def _half_a_surname(clerk: Clerk, one: Someone) -> Someone | None:
    """欧阳 shortened to 欧."""
    if one.name[:2] not in COMPOUND:
        return None
    return replace(clerk.without_card(one), name=one.name[0] + one.name[2:])


def _nickname(clerk: Clerk, one: Someone) -> Someone | None:
    """张建军 known as 张小军 or 小军, at home and by telephone."""
    if len(one.name) != 3:
        return None
    name = one.name[0] + "小" + one.name[2] if clerk.chance.random() < 0.7 else "小" + one.name[2]
    return replace(clerk.without_card(one), name=name)


def _day_and_month(clerk: Clerk, one: Someone) -> Someone | None:
    born = one.born
    if born is None or born.day > 12 or born.day == born.month:
        return None
    return replace(clerk.without_card(one), born=date(born.year, born.day, born.month))


def _digits_of_the_day(clerk: Clerk, one: Someone) -> Someone | None:
    """1965 for 1956, the 21st for the 12th."""
    text = f"{one.born:%Y%m%d}"
    for place in clerk.chance.sample([2, 6], 2):
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        try:
            born = date(int(swapped[:4]), int(swapped[4:6]), int(swapped[6:]))
        except ValueError:
            continue
        if swapped != text and born.year > 1900 and born < UNTIL:
            return replace(clerk.without_card(one), born=born)
    return None


def _old_number(clerk: Clerk, one: Someone) -> Someone | None:
    """The old roster has 15 digits; compared in the present form. A new telephone, another address since."""
    return (
        replace(one, phone=clerk.phone(), account="", address=clerk.address(), household=None) if one.number else None
    )


def _spelling_of_the_address(clerk: Clerk, one: Someone) -> Someone | None:
    """No telephone; the address as people say it: 五号楼二单元, 5栋2单元, with district and office before it."""
    address = one.address.replace("号楼", clerk.chance.choice(("栋", "幢", "号楼"))).removesuffix("室")
    if clerk.chance.random() < 0.5:
        address = "河南省郑州市高新区枫杨街道" + address
    for digit in range(1, 4):
        address = address.replace(f"{digit}单元", f"{NUMERALS[digit]}单元")
    return replace(clerk.without_card(one), address=address, phone="")


def _new_telephone(clerk: Clerk, one: Someone) -> Someone | None:
    return replace(clerk.without_card(one), phone=clerk.phone(), address="")


def _no_birthday(clerk: Clerk, one: Someone) -> Someone | None:
    """A list with name, telephone and address only."""
    return replace(clerk.without_card(one), born=None, sex="")


def _only_the_year(clerk: Clerk, one: Someone) -> Someone | None:
    """1 January stands for "some time that year"."""
    return replace(clerk.without_card(one), born=date(one.born.year, 1, 1)) if one.born else None


HABITS: dict[str, Callable[[Clerk, Someone], Someone | None]] = {
    "homophone": _homophone,
    "traditional": _traditional,
    "half a surname": _half_a_surname,
    "nickname": _nickname,
    "day and month": _day_and_month,
    "digits of the day": _digits_of_the_day,
    "old number": _old_number,
    "spelling of the address": _spelling_of_the_address,
    "new telephone": _new_telephone,
    "no birthday": _no_birthday,
    "only the year": _only_the_year,
}


def write_register(families: int, again: int, seed: int) -> Register:
    """`again` records of every habit, as far as people have a name or day that the habit applies to."""
    clerk = Clerk(seed)
    for _family in range(families):
        clerk.family()
    people = list(range(len(clerk.register.records)))
    clerk.chance.shuffle(people)
    queue = iter(people)
    for habit in HABITS:
        for place in _enough(clerk, habit, queue, again):
            clerk.write_again(place, habit)
    return clerk.register


def _enough(clerk: Clerk, habit: str, queue: Iterator[int], wanted: int) -> Iterator[int]:
    before = len(clerk.register.same)
    for _attempt in range(wanted * 40):
        if len(clerk.register.same) - before >= wanted:
            return
        place = next(queue, None)
        if place is None:
            return
        yield place
