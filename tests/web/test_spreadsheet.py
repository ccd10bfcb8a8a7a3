import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web import spreadsheet
from web.spreadsheet import Column, Kind, clean_text, csv_lines, safe_text, stream_csv, stream_xlsx, write_xlsx

TEXT = [Column("Name", lambda row: row)]
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠A1", "=cmd|' /C calc'!A0"]
ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=40) | st.sampled_from(DANGEROUS)


def workbook(columns, rows, title="Cases"):
    target = io.BytesIO()
    write_xlsx(target, title=title, columns=columns, rows=rows)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()))


def cells(columns, rows):
    return [list(row) for row in workbook(columns, rows).active.iter_rows(min_row=3)]


def read_csv(columns, rows, title="Cases"):
    text = "".join(csv_lines(title, columns, rows))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=5))
def test_no_cell_of_a_workbook_is_a_formula_and_the_text_comes_back(texts):
    sheet = workbook(TEXT, texts, title="=1+1").active

    found = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in found} <= {"s", "n"}
    assert all(cell.value is None for cell in found if cell.data_type == "n")
    values = [sheet.cell(3 + n, 1).value or "" for n in range(len(texts))]
    assert values == [clean_text(text) for text in texts]


@settings(max_examples=300, deadline=None)
@given(st.lists(ANY_TEXT, min_size=1, max_size=5))
def test_no_cell_of_a_csv_file_starts_like_a_formula_and_the_text_comes_back(texts):
    rows = read_csv(TEXT, texts, title="@title")

    assert all(not cell.startswith(spreadsheet.RISKY_START) for row in rows for cell in row)
    assert [row[0] if row else "" for row in rows[2:]] == [safe_text(text) for text in texts]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_text_stays_text_when_the_cell_is_edited(text):
    ((cell,),) = cells(TEXT, [text])

    assert cell.data_type == "s"
    assert cell.quotePrefix is True


def test_cells_are_typed():
    columns = [
        Column("ID number", lambda row: row["id"]),
        Column("People", lambda row: row["people"], Kind.INTEGER),
        Column("Paid", lambda row: row["fen"], Kind.YUAN, unit="yuan"),
        Column("Born", lambda row: row["born"], Kind.DATE),
        Column("Sent", lambda row: row["sent"], Kind.TIME),
    ]
    row = {
        "id": "410199199001010014",
        "people": 3,
        "fen": 123456,
        "born": date(1990, 1, 1),
        "sent": datetime(2026, 5, 4, 17, 30, tzinfo=UTC),
    }

    sheet = workbook(columns, [row]).active

    assert [cell.value for cell in sheet[2]] == ["ID number", "People", "Paid (yuan)", "Born", "Sent"]
    assert [cell.value for cell in sheet[3]] == [
        "410199199001010014",
        3,
        1234.56,
        datetime(1990, 1, 1),  # noqa: DTZ001 - Excel knows no zones
        datetime(2026, 5, 5, 1, 30),  # noqa: DTZ001 - the same
    ]
    assert [cell.number_format for cell in sheet[3]] == ["@", "#,##0", "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    assert read_csv(columns, [row])[2] == ["410199199001010014", "3", "1234.56", "1990-01-01", "2026-05-05 01:30"]


def test_money_is_exact_to_the_fen():
    column = [Column("Paid", lambda row: row, Kind.YUAN)]

    assert [row[0] for row in read_csv(column, [1, 10, 29, 99_999_999_999, -5])[2:]] == [
        "0.01",
        "0.10",
        "0.29",
        "999999999.99",
        "-0.05",
    ]
    assert [row[0].value for row in cells(column, [29, 99_999_999_999])] == [0.29, 999999999.99]


def test_what_is_missing_is_an_empty_cell():
    columns = [Column("a", lambda row: None), Column("b", lambda row: None, Kind.YUAN), Column("c", lambda row: "x")]

    assert [[cell.value for cell in row] for row in cells(columns, [1])] == [[None, None, "x"]]
    assert read_csv(columns, [1])[2] == ["", "", "x"]


def test_a_text_longer_than_a_cell_is_cut_not_dropped():
    ((cell,),) = cells(TEXT, ["福" * 40_000])

    assert len(cell.value) == 32_767


def test_a_full_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_SHEET_ROWS", 4)

    book = workbook(TEXT, ["a", "b", "c", "d"])

    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [
        ["Cases", "Name", "a", "b", "c"],
        ["Cases", "Name", "d"],
    ]


@pytest.mark.django_db  # closing a response makes Django look after its connections
def test_downloads_have_a_name_and_a_type():
    xlsx = stream_xlsx("申请.xlsx", title="申请", columns=TEXT, rows=["a"])
    text = stream_csv("申请.csv", title="申请", columns=TEXT, rows=["a"])

    assert xlsx.headers["Content-Type"] == spreadsheet.XLSX_MIME
    assert xlsx.headers["Content-Disposition"] == "attachment; filename*=utf-8''%E7%94%B3%E8%AF%B7.xlsx"
    assert b"".join(xlsx.streaming_content).startswith(b"PK")
    assert b"".join(text.streaming_content).decode("utf-8-sig") == "申请\r\nName\r\na\r\n"
    xlsx.close()


def test_rows_are_taken_one_by_one():
    alive = []

    def rows():
        for number in range(3):
            alive.append(number)
            yield str(number)

    lines = csv_lines("t", TEXT, rows())
    next(lines), next(lines), next(lines)

    assert alive == [0]


def test_a_decimal_is_no_float_on_its_way():
    assert spreadsheet._number(Kind.YUAN, 29) == Decimal("0.29")
