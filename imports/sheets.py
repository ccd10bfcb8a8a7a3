"""The workbooks that go out: the empty template, and a list with its errors marked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

import xlsxwriter
from django.conf import settings

from imports.headings import OURS
from imports.kinds import Column
from web.spreadsheet import RISKY_START, clean_text

LIST_SHEET, VALUES_SHEET, NOTES_SHEET = "名单", "可选值", "填写说明"
NOTES = (
    "1. 请在“名单”工作表中填写，每行一条；不要改动第一行的标题。",
    "2. 标题带 * 的为必填项；示例行（姓名以“示例”开头）导入时会自动忽略。",
    "3. 身份证号、银行卡号、手机号所在列已设为文本格式；请勿改为数值，否则 Excel 会丢失末尾数字。",
    "4. 日期请填写为 2026-03-01；2026/3/1、2026.3.1、2026年3月1日也可以识别。",
    "5. 有下拉列表的列只能填写“可选值”工作表中列出的内容。",
    "6. 上传后可在网页上逐格更正错误；核对无误后再提交生效。",
)
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": False}


def write_template(target: IO[bytes], columns: Sequence[Column]) -> None:
    """Headings with an example, a sheet of the values that a column allows, and how to fill it in."""
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet, values, notes = (book.add_worksheet(name) for name in (LIST_SHEET, VALUES_SHEET, NOTES_SHEET))
        _headings(book, sheet, columns)
        grey = book.add_format({"num_format": "@", "font_color": "#6b6b6b", "italic": True})
        for place, column in enumerate(columns):
            sheet.write_string(1, place, column.example, grey)
        _allowed(book, sheet, values, columns)
        notes.set_column(0, 0, 100)
        for row, note in enumerate(NOTES):
            notes.write_string(row, 0, note)


def write_marked(
    target: IO[bytes], columns: Sequence[Column], rows: Iterable[tuple[Mapping[str, str], Sequence[Sequence[str]]]]
) -> None:
    """The staged lines as text, wrong cells red with their sentence as a note, all sentences in the last column."""
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet(LIST_SHEET)
        _headings(book, sheet, columns, extra=OURS[0])
        plain = book.add_format({"num_format": "@"})
        guarded = book.add_format({"num_format": "@", "quote_prefix": True})
        wrong = book.add_format({"num_format": "@", "bg_color": "#f9d2cc", "quote_prefix": True})
        for number, (texts, errors) in enumerate(rows, 1):
            said = dict(map(tuple, errors))
            for place, column in enumerate(columns):
                text = clean_text(texts.get(column.code, ""))
                style = wrong if column.code in said else guarded if text.startswith(RISKY_START) else plain
                if text or column.code in said:
                    sheet.write_string(number, place, text, style)
                if column.code in said:
                    sheet.write_comment(number, place, clean_text(said[column.code]))
            headings = {column.code: column.heading for column in columns}
            words = "；".join(
                f"{headings[code]}：{sentence}" if code in headings else sentence for code, sentence in said.items()
            )
            sheet.write_string(number, len(columns), clean_text(words), guarded)


def _headings(book: Any, sheet: Any, columns: Sequence[Column], extra: str = "") -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@", "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 22 if len(column.heading) < 12 else 30, text)
        sheet.write_string(0, place, f"{column.heading}*" if column.required else column.heading, bold)
    if extra:
        sheet.set_column(len(columns), len(columns), 60, text)
        sheet.write_string(0, len(columns), extra, bold)


def _allowed(book: Any, sheet: Any, values: Any, columns: Sequence[Column]) -> None:
    """One column of the sheet per list, and a drop-down that refers to it."""
    bold = book.add_format({"bold": True})
    shown = 0
    for place, column in enumerate(columns):
        choices = column.cell.choices()
        if not choices:
            continue
        values.set_column(shown, shown, 24)
        values.write_string(0, shown, column.heading, bold)
        for row, choice in enumerate(choices, 1):
            values.write_string(row, shown, choice)
        letter = xlsxwriter.utility.xl_col_to_name(shown, True)
        rule = {
            "validate": "list",
            "source": f"={VALUES_SHEET}!{letter}$2:{letter}${len(choices) + 1}",
            "error_type": "warning",
            "error_title": "不在可选值中",
            "error_message": "请从下拉列表中选择。",
        }
        sheet.data_validation(1, place, settings.IMPORT_MAX_ROWS, place, rule)
        shown += 1
