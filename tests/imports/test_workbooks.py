"""Hostile and unusual workbooks: refused with a sentence, or read as people meant them."""

import io
import zipfile

import openpyxl
import pytest

from beneficiaries.imports import HOUSEHOLDS
from imports import workbooks
from imports.headings import lay_out
from imports.sheets import write_template
from imports.workbooks import WorkbookRefused, read_workbook
from tests.imports.workbooks import HEADINGS, families, number_of, saved, workbook

pytestmark = pytest.mark.django_db


def archive_of(file, *, without=(), **entries):
    """The workbook with other entries in its archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            if name not in (*without, *entries):
                out.writestr(name, source.read(name))
        for name, content in entries.items():
            out.writestr(name, content)
    target.seek(0)
    return target


def lines_of(file, places):
    columns = HOUSEHOLDS.columns("")
    _sha, sheets = read_workbook(file)
    return list(lay_out(sheets, columns).lines(columns))


@pytest.mark.parametrize("content", [b"", b"name,id\n", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(WorkbookRefused):
        read_workbook(io.BytesIO(content))


def test_a_workbook_with_macros_is_refused():
    file = archive_of(workbook(families(3)), **{"xl/vbaProject.bin": b"code"})

    with pytest.raises(WorkbookRefused):
        read_workbook(file)


def test_a_zip_bomb_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(workbooks, "CalamineWorkbook", None)  # it would fail here
    file = archive_of(workbook(families(3)), **{"xl/worksheets/sheet2.xml": b" " * (160 * 2**20)})

    with pytest.raises(WorkbookRefused):
        read_workbook(file)


def test_a_cell_in_the_last_corner_does_not_take_the_memory():
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active["XFD1048576"] = "x"

    with pytest.raises(WorkbookRefused):
        read_workbook(saved(book))


def test_formatted_empty_cells_far_below_are_harmless(places):
    book = openpyxl.load_workbook(workbook(families(3)))
    book.active["A90000"].number_format = "@"

    assert len(lines_of(saved(book), places)) == 3


def test_entities_are_refused():
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'
    file = archive_of(workbook(families(3)), **{"xl/workbook.xml": evil})

    with pytest.raises(WorkbookRefused):
        read_workbook(file)


def test_a_file_above_the_limit_is_refused(settings):
    settings.IMPORT_MAX_BYTES = 1000

    with pytest.raises(WorkbookRefused):
        read_workbook(workbook(families(3)))


def test_all_digits_of_a_number_are_read_when_the_file_holds_them(places):
    """Some programs write eighteen digits as a number; Excel would show them rounded, the file is still exact."""
    digits = next(number for number in map(number_of, range(20)) if number.isdigit())
    rows = families(1)
    rows[0][3] = 12345678
    file = workbook(rows)
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b"12345678", digits.encode())

    [(number, texts)] = lines_of(archive_of(file, **{"xl/worksheets/sheet1.xml": sheet}), places)

    assert (number, texts["id_number"]) == (2, digits)


def test_a_title_above_the_heading_and_empty_rows_keep_the_row_numbers(places):
    rows = families(2)
    file = workbook([rows[0], [None] * 9, rows[1]], above=["高新区困难家庭名单", "单位：人    2026年3月"])

    assert [number for number, _texts in lines_of(file, places)] == [4, 6]


def test_merged_household_numbers_count_for_each_row(places):
    book = openpyxl.load_workbook(workbook(families(3)))
    book.active.merge_cells("A2:A4")

    assert [texts["household"] for _number, texts in lines_of(saved(book), places)] == ["1", "1", "1"]


def test_every_missing_column_is_named_at_once(places):
    columns = HOUSEHOLDS.columns("")
    _sha, sheets = read_workbook(workbook([["1", "张演一"]], headings=["户编号", "姓名"]))

    with pytest.raises(WorkbookRefused) as caught:
        lay_out(sheets, columns)

    assert [name in str(caught.value) for name in ("与户主关系", "身份证号", "社区或村")] == [True] * 3


def test_headings_are_found_with_other_names_and_other_columns_are_noted(places):
    headings = ("备注", "户号", "关系", "姓 名", "身份证号码（18位）", "社区")
    columns = HOUSEHOLDS.columns("")
    _sha, sheets = read_workbook(workbook([["x", "1", "户主", "张演一", number_of(1), "西湖春天"]], headings=headings))

    laid = lay_out(sheets, columns)

    assert laid.places == {"household": 1, "relation": 2, "name": 3, "id_number": 4, "area": 5}
    assert laid.unknown == ["备注"]


def test_the_filled_in_template_reads_back(places):
    columns = HOUSEHOLDS.columns("")
    target = io.BytesIO()
    write_template(target, columns)
    target.seek(0)
    book = openpyxl.load_workbook(target)
    sheet = book["名单"]
    assert [cell.value for cell in sheet[1]][:4] == ["户编号*", "与户主关系*", "姓名*", "身份证号*"]
    assert book.sheetnames == ["名单", "可选值", "填写说明"]
    assert [rule.type for rule in sheet.data_validations.dataValidation] == ["list", "list"]
    for row in families(2):
        sheet.append(row)

    lines = lines_of(saved(book), places)

    assert [texts["id_number"] for _number, texts in lines] == [number_of(0), number_of(1)]
