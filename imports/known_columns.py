"""Columns that several kinds of list have: their headings, what offices call them, and an example for the template."""

from typing import Any

from django.utils.translation import gettext as _text

from imports.cells import Cell, ReferenceCell
from imports.kinds import Column, Line

ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "申请人", "申请人姓名"),
    "id_number": ("身份证号", "身份证号码", "公民身份号码", "身份证", "证件号码"),
    "phone": ("手机号", "手机号码", "联系电话", "电话", "手机"),
    "area": ("社区", "村", "社区或村", "所在社区"),
    "address": ("住址", "家庭住址", "地址", "现住址"),
    "bank_account": ("银行卡号", "银行账号", "卡号", "账号"),
    "bank_name": ("开户行", "开户银行", "银行"),
    "reference": ("编号", "申请编号"),
}
EXAMPLES = {
    "name": "示例：张演一",
    "id_number": "410199198001010018",
    "phone": "19900000001",
    "area": "西湖春天社区",
    "address": "某某路1号1号楼1单元101",
    "reference": "示例：SQ-7K2M9X",
}


def known_column(code: str, heading: str, label: Any, cell: Cell, *, required: bool = True) -> Column:
    return Column(code, heading, label, cell, required, EXAMPLES.get(code, ""), ALIASES[code])


def case_number(label: Any) -> Column:
    """The number of a case, by which lists about cases recognise their lines."""
    return known_column("reference", "受理编号", label, ReferenceCell(max_length=20))


def reference_of(line: Line) -> str:
    """ "" while the cell is empty or wrong."""
    return line.values.get("reference") or ""


def refuse_other_name(line: Line, name: str, sentence: Any | None = None) -> None:
    """A name that was written down and is another one: mostly the number is wrong."""
    if line.values.get("name") and line.values["name"] != name:
        line.wrong("name", sentence or _text("The case belongs to somebody of another name. Compare number and name."))
