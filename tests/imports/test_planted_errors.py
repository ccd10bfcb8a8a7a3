"""A list of 5,000 rows with 37 planted errors: each is found with its row and column, and nothing else."""

import time

import pytest

from tests.imports.conftest import errors_of
from tests.imports.workbooks import families, number_of, planted, workbook

pytestmark = pytest.mark.django_db
HOUSEHOLD, RELATION, NAME, ID, PHONE, AREA, ADDRESS, ACCOUNT, BANK = range(9)
CODES = ("household", "relation", "name", "id_number", "phone", "area", "address", "bank_account", "bank_name")
GOOD = number_of(4998)

ERRORS = {
    (5, ID): GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2"),  # check character
    (17, ID): number_of(15)[:17],  # 17 characters
    (44, ID): number_of(42) + "1",
    (101, ID): "",
    (150, ID): "41019919991301001X",  # month 13
    (203, ID): 4.10199195e17,  # rounded by Excel
    (250, ID): "4.10199195001E+17",
    (299, ID): "身份证丢失",
    (333, ID): number_of(10),  # stands in row 12 already
    (4001, ID): number_of(3000).lower(),  # stands in row 3002 already
    (380, NAME): "",
    (381, NAME): "   ",
    (420, NAME): "长" * 61,
    (512, RELATION): "隔壁老王",
    (514, RELATION): "",
    (600, RELATION): "户主",  # the second head (598 % 3 == 1)
    (701, RELATION): "配偶",  # no head is left (699 % 3 == 0)
    (777, PHONE): "1990000",
    (778, PHONE): "99900000001",
    (801, PHONE): "无",
    (902, PHONE): 1.99e15,
    (950, AREA): "不存在社区",
    (951, AREA): "",
    (1003, AREA): "西湖春夭社区",
    (1111, AREA): "郑州市",
    (1200, ACCOUNT): "6222",
    (1201, ACCOUNT): "62220000000000000000001",
    (1202, ACCOUNT): 6.222e18,
    (1303, ACCOUNT): "卡丢了",
    (1404, ADDRESS): "路" * 201,
    (1505, BANK): "行" * 61,
    (2000, HOUSEHOLD): "",
    (2500, HOUSEHOLD): "号" * 31,
    (3100, ID): "#N/A",
    (3200, RELATION): "#REF!",
    (4500, ID): number_of(4490),  # stands in row 4492 already
    (5001, ID): GOOD.replace("410199", "999999"),
}


def test_each_planted_error_is_found_and_nothing_else(stage):
    assert len(ERRORS) == 37
    file = workbook(planted(families(5000), ERRORS))

    begun = time.monotonic()
    source = stage(file)
    seconds = time.monotonic() - begun

    assert errors_of(source) == {(row, CODES[column]) for row, column in ERRORS}
    assert seconds < 60
    print(f"5,000 rows staged and checked in {seconds:.1f} s")
