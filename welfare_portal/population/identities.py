"""Invented names and numbers. `number` is a primary key, so no two people of a database share one."""

from datetime import date, timedelta
from random import Random

from applications.demo.people import MARKS, SURNAMES, resident_id
from web.references import ALPHABET

GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红玲建国志海燕波斌宇浩凯健俊帆雪慧巧美兰凤洁梅琳素云莲真环"
    "荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉青倩婷姣婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉眉君琴蕊薇菁梦岚苑筠柔竹霭凝晓欢霄枫芸菲寒"
    "伊亚宜可姬舒影荔枝思秀坚飞鸿博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若"
)
FIRST_ADULT, ADULT_DAYS = date(1940, 1, 1), 24_107  # up to 2005
FIRST_CHILD, CHILD_DAYS = date(2009, 9, 1), 3_287  # up to August 2018: pupils
SEQUENCES = 99  # the people of the demo begin at 100
SPREAD = 1_000_003  # a prime: neighbours in the table have different birthdays
MOST_NUMBERS = ADULT_DAYS * SEQUENCES


def given_name(rng: Random) -> str:
    """A family name, a character and 演, 示 or 例, which say that nobody is called so: 陈演伟."""
    return rng.choice(SURNAMES) + rng.choice(MARKS) + rng.choice(GIVEN)


def is_child(number: int) -> bool:
    """Every fourth one."""
    return number % 4 == 3


def birthday(number: int) -> date:
    if is_child(number):
        return FIRST_CHILD + timedelta(days=number // 4 * SPREAD % CHILD_DAYS)
    return FIRST_ADULT + timedelta(days=number * SPREAD % ADULT_DAYS)


def id_number(number: int) -> str:
    """Those who share a birthday are whole rounds of days apart, and each round has its own sequence number."""
    rounds = number // 4 // CHILD_DAYS if is_child(number) else number // ADULT_DAYS
    return resident_id(birthday(number), 1 + rounds % SEQUENCES)


def phone(number: int) -> str:
    return f"199{number % 100_000_000:08d}"


def reference(prefix: str, number: int) -> str:
    """Eight characters after the prefix; those that services draw have six, so the two never meet."""
    size = len(ALPHABET) ** 8
    place, text = number * 387_420_489_001 % size, ""
    for _i in range(8):
        place, letter = divmod(place, len(ALPHABET))
        text += ALPHABET[letter]
    return f"{prefix}-{text}"
