"""Reading what the bank sends: every mistake named with line and column, and nothing guessed."""

import io
from types import SimpleNamespace

import pytest
import xlsxwriter

from payments import results
from web import tables

HEADER = "批次号,明细号,收款账号,金额(元),处理结果,失败原因"


def read(*lines, encoding="utf-8"):
    return results.read("\r\n".join([HEADER, *lines]).encode(encoding))


def errors_of(*lines):
    return [(error.line, error.column) for error in read(*lines).errors]


def row(line, position, amount_fen, is_paid, reason="", last_digits="0013"):
    return ("FK-A", results.ResultRow(line, position, amount_fen, is_paid, reason, last_digits))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_in_each_encoding(encoding):
    found = read("FK-A,1,****0013,1000.00,成功,", "FK-A,2,****0013,0.50,失败,账号不存在", encoding=encoding)

    assert found.rows == (row(2, 1, 100_000, True), row(3, 2, 50, False, "账号不存在"))
    assert found.errors == ()


def test_a_workbook_with_numbers_in_it():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["代发结果"])
        sheet.write_row(1, 0, HEADER.split(","))
        sheet.write_row(2, 0, ["FK-A", 1, "****0013", 1234.56, "成功", ""])

    assert results.read(target.getvalue()).rows == (row(3, 1, 123_456, True),)


def test_an_account_stored_as_a_number_is_named():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, ["FK-A", 1, 6200000000000000018, 1000, "成功", ""])

    found = results.read(target.getvalue())

    assert [(error.line, error.column) for error in found.errors] == [(2, "收款账号")]


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("FK-A,x,,1000,成功,", ["明细号"]),
        ("FK-A,1.5,,1000,成功,", ["明细号"]),
        ("FK-A,-1,,1000,成功,", ["明细号"]),
        ("FK-A,1,,0,成功,", ["金额(元)"]),
        ("FK-A,1,,1.005,成功,", ["金额(元)"]),
        ("FK-A,1,,NaN,成功,", ["金额(元)"]),
        ("FK-A,1,,1e99,成功,", ["金额(元)"]),
        ("FK-A,1,,1000,可能,", ["处理结果"]),
        ("FK-A,1,,1000,失败,", ["失败原因"]),
        (",,,,,x", ["明细号", "金额(元)", "处理结果"]),
    ],
)
def test_each_mistake_is_named(line, columns):
    assert errors_of("FK-A,7,,5.00,成功,", line) == [(3, column) for column in columns]


def test_every_mistake_is_named_at_once():
    assert errors_of("FK-A,x,,1000,成功,", "FK-A,2,,1000,成功,", "FK-A,3,,z,?,") == [
        (2, "明细号"),
        (4, "金额(元)"),
        (4, "处理结果"),
    ]


def test_missing_columns_are_named_at_once():
    with pytest.raises(results.ResultRefused) as refused:
        results.read("批次号,明细号\r\nFK-A,1".encode())

    assert [error.column for error in refused.value.errors] == ["金额(元)", "处理结果"]


def test_a_workbook_that_swells_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MAX_UNPACKED_BYTES", 100)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet()

    with pytest.raises(results.ResultRefused):
        results.read(target.getvalue())


def test_more_rows_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 2)

    with pytest.raises(results.ResultRefused):
        read(*["FK-A,1,,1,成功,"] * 4)


def test_a_row_that_cannot_be_understood_is_wrong_and_not_left_out_by_the_bank():
    batch = SimpleNamespace(reference="FK-A")
    sent = [SimpleNamespace(position=n, state="sent", amount_fen=100_000, account_mask="****0013") for n in (1, 2)]

    with pytest.raises(results.ResultRefused) as refused:
        results.match(read("FK-A,1,****0013,1000.00,失败,"), batch, sent)

    assert [(error.line, error.column) for error in refused.value.errors] == [(2, "失败原因")]
    assert refused.value.differences.missing == (2,)
