"""The columns that a file of gifts can have, what platforms and banks call them, and what one line means."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.money import fen
from imports.cells import MoneyCell, half_width
from imports.headings import loose

NO_CLOCK = ValidationError(_("This is not a time of day. Write it as 09:30:00."))
TWO_DAYS = ValidationError(_("The two columns of the time name different days."))
NO_DAY = ValidationError(_("This is not a day. Write it as 2026-03-01."))
LONGEST_REFERENCE, LONGEST_NAME = 64, 60
EARLIEST = date(2000, 1, 1)
DAY = r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))"  # 2023111 might be two days
MOMENT = re.compile(DAY + r"(?:[\sT]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\+08:?00)?)?")
DAY_OF_EXCEL = re.compile(r"([3-6]\d{4})(\.\d+)?")  # 1982 to 2091, in a cell that is formatted as a number
TOTALS = ("合计", "总计", "小计", "本页", "累计")
CLOCK = re.compile(r"(\d{1,2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?")
PART_OF_DAY = re.compile(r"0?\.\d+")  # a time of Excel in a cell that is formatted as a number


@dataclass(frozen=True)
class FileColumn:
    code: str
    label: str | Promise
    names: tuple[str, ...]
    required: bool = False


COLUMNS = (
    FileColumn(
        "reference",
        _("Transaction number"),
        ("交易单号", "捐款单号", "支付单号", "商户单号", "订单号", "交易流水号", "流水号", "凭证号"),
        required=True,
    ),
    FileColumn(
        "amount",
        _("Amount (yuan)"),
        ("捐款金额", "捐赠金额", "交易金额", "收入金额", "贷方发生额", "贷方金额", "金额", "收入"),
        required=True,
    ),
    FileColumn(
        "paid_at",
        _("Paid at"),
        ("捐款时间", "捐赠时间", "支付时间", "交易时间", "交易日期", "记账日期", "入账日期", "捐款日期", "日期"),
        required=True,
    ),
    FileColumn("clock", _("Time of day, if it stands apart"), ("交易时刻", "时间")),
    FileColumn(
        "name",
        _("Name or nickname of the donor"),
        ("捐款人", "捐赠人", "昵称", "捐款人昵称", "对方户名", "付款人名称", "付款人", "对方账户名称", "姓名"),
    ),
    FileColumn("phone", _("Telephone"), ("手机号", "手机号码", "联系电话", "电话")),
    FileColumn("note", _("Note"), ("留言", "摘要", "附言", "备注", "用途", "交易附言")),
)
STEMS_OF_DAYS = ("交易", "记账", "入账", "捐款", "捐赠", "支付", "")  # 交易日期 beside 交易时间: day and time apart
REQUIRED = tuple(column.code for column in COLUMNS if column.required)


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """Code to heading, by what the columns are mostly called; the first name of a column that fits wins. A day and a
    time beside each other are the two parts of one time."""
    by_name = {loose(heading): heading for heading in reversed(headings) if heading}
    found: dict[str, str] = {}
    for column in COLUMNS:
        fits = (by_name[loose(name)] for name in column.names if loose(name) in by_name)
        heading = next((heading for heading in fits if heading not in found.values()), None)
        if heading:
            found[column.code] = heading
    for stem in STEMS_OF_DAYS:
        if (day := by_name.get(f"{stem}日期")) and (clock := by_name.get(f"{stem}时间")):
            return found | {"paid_at": day, "clock": clock}
    return found


def key_of(headings: Sequence[str]) -> str:
    """The same headings in the same order are the same kind of file."""
    return hashlib.sha256("\0".join(loose(heading) for heading in headings).encode()).hexdigest()


@dataclass(frozen=True)
class FileLine:
    """One line as it is understood. `skip` says why it is no gift, `problem` what has to be corrected."""

    reference: str = ""
    amount_fen: int | None = None
    paid_at: datetime | None = None
    name: str = ""
    phone: str = ""
    note: str = ""
    problem: str = ""
    skip: str = ""


def understood(texts: Mapping[str, str], *, at: datetime) -> FileLine:
    """`texts`: code to cell. Money that went out, and lines without an amount, are no gifts."""
    reference = half_width(texts.get("reference", "")).lstrip("`'").strip()
    plain = {"reference": reference[:LONGEST_REFERENCE], "name": texts.get("name", "")[:LONGEST_NAME]}
    plain |= {"phone": texts.get("phone", ""), "note": texts.get("note", "")}
    if reference.startswith(TOTALS):
        return FileLine(**plain, skip=_text("A line of totals."))
    amount = MoneyCell().text(texts.get("amount", ""))
    if not amount or amount.startswith("-") or (amount.replace(".", "").strip("0") == ""):
        return FileLine(**plain, skip=_text("No money came in with this line."))
    try:
        plain_fen = fen(Decimal(MoneyCell().clean(amount)))
        paid_at = moment(texts.get("paid_at", ""), texts.get("clock", ""))
    except ValidationError as error:
        return FileLine(**plain, problem=error.messages[0])
    line = {**plain, "amount_fen": plain_fen, "paid_at": paid_at}
    if not reference or len(reference) > LONGEST_REFERENCE:
        return FileLine(**line, problem=_text("The transaction number is missing or too long."))
    if paid_at > at:
        return FileLine(**line, problem=_text("The day on which the gift came lies ahead."))
    return FileLine(**line)


def moment(text: str, clock: str = "") -> datetime:
    """A time of the zone, aware; the clock may stand apart, by itself or with the day again. Without a time
    of day it is midnight. Raises ValidationError."""
    day, has_clock = _moment(half_width(text))
    clock = half_width(clock)
    if has_clock or not clock:
        return day
    if MOMENT.fullmatch(clock) and not CLOCK.fullmatch(clock):
        whole, _has_clock = _moment(clock)
        if whole.date() != day.date():
            raise TWO_DAYS
        return whole
    return day + _time_of_day(clock)


def _moment(text: str) -> tuple[datetime, bool]:
    """With the answer whether the text says a time of day. The zone has no summer time, so days are added up."""
    found = MOMENT.fullmatch(text)
    if found is None:
        return _moment_of_excel(text), "." in text
    month, day = (part for part in found.groups()[1:5] if part)
    parts = (int(part or 0) for part in found.groups()[5:])
    try:
        day_given = date(int(found[1]), int(month), int(day))
        if day_given < EARLIEST:
            raise ValueError
        return timezone.make_aware(datetime.combine(day_given, time(*parts))), found[6] is not None
    except (ValueError, OverflowError):
        raise NO_DAY from None


def _time_of_day(clock: str) -> timedelta:
    if PART_OF_DAY.fullmatch(clock):
        return timedelta(seconds=round(float(clock) * 24 * 60 * 60))
    if not clock.strip("0"):
        return timedelta()  # 000000, which a sheet cuts to 0
    found = CLOCK.fullmatch(clock)
    try:
        given = time(*(int(part or 0) for part in found.groups())) if found else None
    except ValueError:
        given = None
    if given is None:
        raise NO_CLOCK
    return timedelta(hours=given.hour, minutes=given.minute, seconds=given.second)


def _moment_of_excel(text: str) -> datetime:
    """45176.5 is noon of 2023-09-07: what a cell of days holds once somebody formatted it as a number."""
    if not (found := DAY_OF_EXCEL.fullmatch(text)):
        raise NO_DAY
    seconds = round(float(found[2] or 0) * 24 * 60 * 60)
    midnight = datetime.combine(date(1899, 12, 30) + timedelta(days=int(found[1])), time())
    return timezone.make_aware(midnight + timedelta(seconds=seconds))
