"""Every bank format: what is in the file, that it is the same each time, and that nothing in it runs."""

import csv
import io

import openpyxl
import pytest
from django.conf import settings

from payments import bank_files, services
from payments.bank_files import BankRow
from tests.factories.funds import AT
from tests.factories.payments import released_batch

HEADER = ["批次号", "明细号", "收款户名", "收款账号", "开户行", "金额(元)", "附言"]
ROW = BankRow("FK-ABC234", 1, "张演一", "6200000000000000018", "郑州银行", 650, "慈善救助SQ-00001")
FORMATS = ["workbook", "csv_gbk", "csv_utf8"]


def cells_of(code, content):
    if code == "workbook":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]
    text = content.decode("gb18030" if code == "csv_gbk" else "utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_every_listed_format_is_registered():
    assert list(bank_files.bank_formats()) == FORMATS
    assert len(settings.BANK_FORMATS) == len(FORMATS)


def test_an_unknown_format_is_refused():
    with pytest.raises(bank_files.UnknownBankFormat):
        bank_files.bank_format("swift")


@pytest.mark.parametrize("code", FORMATS)
def test_every_format_writes_the_same_columns_as_text(code):
    content = bank_files.bank_format(code).write([ROW])

    assert cells_of(code, content) == [
        HEADER,
        ["FK-ABC234", "1", "张演一", "6200000000000000018", "郑州银行", "6.50", "慈善救助SQ-00001"],
    ]


@pytest.mark.parametrize("code", FORMATS)
def test_every_format_writes_the_same_bytes_again(code):
    write = bank_files.bank_format(code).write

    assert write([ROW]) == write([ROW])


@pytest.mark.parametrize("code", FORMATS)
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_no_name_becomes_a_formula(code, start):
    holder = f"{start}1+1"
    content = bank_files.bank_format(code).write([BankRow("FK-A", 1, holder, "6", "", 1, "")])

    if code == "workbook":
        cell = openpyxl.load_workbook(io.BytesIO(content)).active["C2"]
        assert (cell.data_type, cell.value, cell.number_format) == ("s", holder, "@")
    else:
        assert cells_of(code, content)[1][2] == f"'{holder}"


def test_utf8_carries_the_mark_that_excel_needs():
    assert bank_files.bank_format("csv_utf8").write([ROW]).startswith(b"\xef\xbb\xbf")


@pytest.mark.django_db
def test_rows_hold_real_names_and_a_short_note(people, fund):
    batch = released_batch(people, fund)

    rows = bank_files.rows_of(batch, by=people.cashier, at=AT)

    assert [(row.position, row.holder, row.account, row.amount_fen, row.note) for row in rows] == [
        (1, "李示二", "6200000000000000018", 100_000, "慈善救助SQ-00001"),
        (2, "王例三", "6200000000000013", 120_000, "慈善救助SQ-00002"),
    ]
    assert all(len(row.note) <= bank_files.NOTE_LENGTH for row in rows)


@pytest.mark.django_db
def test_the_bank_can_send_our_own_file_back_with_a_result(people, fund):
    """What banks do: two columns added at the right, the rest as it was; as a workbook."""
    batch = released_batch(people, fund)
    _made, content = services.make_bank_file(batch=batch, by=people.cashier, at=AT)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    sheet["H1"], sheet["I1"] = "处理结果", "失败原因"
    sheet["H2"], sheet["H3"], sheet["I3"] = "成功", "失败", "账户6200000000000013已销户"
    target = io.BytesIO()
    book.save(target)

    result = services.import_result(batch=batch, content=target.getvalue(), by=people.cashier, at=AT)

    assert (result.paid, result.failed) == (1, 1)
    assert batch.payments.get(position=2).failure_reason == "账户***已销户"
