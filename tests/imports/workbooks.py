"""Workbooks as people fill them in: households of fictional people, with whatever a test plants in them."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import openpyxl

from applications.demo.people import resident_id

HEADINGS = ("户编号*", "与户主关系*", "姓名*", "身份证号*", "手机号码", "社区或村*", "住址", "银行卡号", "开户银行")
RELATIONS = ("户主", "配偶", "子女")
BORN = date(1950, 1, 1)


def number_of(person: int) -> str:
    """A valid fictional number, another one for each person."""
    return resident_id(BORN + timedelta(days=person // 900), person % 900 + 1)


def family_row(person: int, *, size: int = 3) -> list[Any]:
    place = person % size
    return [
        f"{person // size + 1}",
        RELATIONS[min(place, 2)],
        f"张演{'一二三四五六七八九'[person % 9]}",
        number_of(person),
        f"199{person:08d}",
        "西湖春天社区",
        f"演示路{person // size + 1}号",
        "",
        "",
    ]


def families(count: int, *, size: int = 3) -> list[list[Any]]:
    return [family_row(person, size=size) for person in range(count)]


def workbook(
    rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, above: Sequence[str] = ()
) -> io.BytesIO:
    """`above` are lines over the heading, as offices put them there."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in above:
        sheet.append([line])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "list.xlsx"
    return file


def planted(rows: list[list[Any]], changes: Mapping[tuple[int, int], Any]) -> list[list[Any]]:
    """`changes`: (row of the sheet, column from 0) to what stands there instead."""
    for (number, column), value in changes.items():
        rows[number - 2][column] = value
    return rows
