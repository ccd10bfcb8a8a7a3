"""What may stand in a column. `text` tidies what people type and what Excel makes of it; `clean` judges the text.

Tidied text is what the grid shows and what is staged; the value of `clean` is what a service takes.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from protection import validators
from protection.normalising import code_like
from web.references import normalise_reference

EXACT = 10**15  # beyond fifteen digits Excel rounds
FIRST_DAY = date(1899, 12, 30)  # day 0 of the serial numbers of Excel (after February 1900)
LAST_SERIAL = 73_050  # the year 2099
ROUNDED = re.compile(r"[+-]?\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00(?:\.0+)?)?)?")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
FIVE_DIGITS = re.compile(r"\d{5}(?:\.0+)?")
MONEY = re.compile(r"([+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+))(万)?")  # 1,20 may be 1.20 or 120
YES = {"是", "有", "对", "√", "✓", "☑", "同意", "yes", "y", "true", "1"}
NO = {"否", "无", "没有", "不是", "×", "✗", "☒", "不同意", "no", "n", "false", "0"}
ERRORS_OF_EXCEL = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


def plain(raw: Any) -> str:
    """Any cell as text: whole numbers without a point, days as ISO, no spaces around, nothing invisible."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time.min else raw.isoformat(" ", "minutes")
    if isinstance(raw, date | time | timedelta):
        return str(raw)
    if isinstance(raw, float | int):
        return _number(raw)
    return INVISIBLE.sub("", str(raw)).strip()


def _number(raw: float) -> str:
    if isinstance(raw, int):
        return str(raw)
    if abs(raw) >= EXACT:
        return f"{raw:.14E}"
    return str(int(raw)) if raw.is_integer() else repr(round(raw, 10))


def half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def refuse(sentence: Any, code: str = "invalid") -> ValidationError:
    return ValidationError(sentence, code=code)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Text of one line."""

    max_length: int = 200
    hint: Any = ""

    def text(self, raw: Any) -> str:
        return plain(raw)

    def clean(self, text: str) -> Any:
        if text in ERRORS_OF_EXCEL:
            raise refuse(_("The cell holds an error of Excel. Enter the value itself."))
        if len(text) > self.max_length:
            raise refuse(_("At most %(number)d characters fit here.") % {"number": self.max_length})
        return text

    def choices(self) -> list[str]:
        """What the template lists for this column, in Chinese."""
        return []


class CodeCell(Cell):
    """Numbers that nobody adds up: half-width, no blanks."""

    def text(self, raw: Any) -> str:
        return code_like(plain(raw))


class ReferenceCell(Cell):
    """The number of a case, as people write it down."""

    def text(self, raw: Any) -> str:
        return normalise_reference(plain(raw))


class IdNumberCell(CodeCell):
    def clean(self, text: str) -> str:
        """18 characters; an old number of 15 digits becomes the present one."""
        if ROUNDED.fullmatch(text):
            raise refuse(
                _("Excel has rounded this number. Set the column to “text” and enter all 18 characters."), "rounded"
            )
        present = validators.eighteen_characters(text)
        return validators.parse_resident_id(present or text).number


class PhoneCell(CodeCell):
    def clean(self, text: str) -> str:
        return validators.normalise_phone(text)


class BankCell(CodeCell):
    def clean(self, text: str) -> str:
        if ROUNDED.fullmatch(text):
            raise refuse(_("Excel has rounded this number. Set the column to “text” and enter all digits."), "rounded")
        return validators.normalise_bank_account(text)


class DayCell(Cell):
    def text(self, raw: Any) -> str:
        """ISO for every way in which people write a day, and for Excel's serial numbers; else as it stands."""
        if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 < raw <= LAST_SERIAL:
            return (FIRST_DAY + timedelta(days=int(raw))).isoformat()
        text = half_width(plain(raw))
        if FIVE_DIGITS.fullmatch(text) and int(float(text)) <= LAST_SERIAL:
            return (FIRST_DAY + timedelta(days=int(float(text)))).isoformat()
        found = DAY.fullmatch(text) or EIGHT_DIGITS.fullmatch(text)
        try:
            return date(*map(int, found.groups())).isoformat() if found else text
        except ValueError:
            return text

    def clean(self, text: str) -> str:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise refuse(_("This is not a day. Write it as 2026-03-01.")) from None


class MoneyCell(Cell):
    def text(self, raw: Any) -> str:
        """Without thousands separators, currency and unit: ￥1,200.50元 → 1200.50, 1.2万 → 12000."""
        text = half_width(plain(raw))
        bare = re.sub(r"[\s¥￥]|人民币|RMB|CNY|元整?$|圆整?$", "", text, flags=re.IGNORECASE)
        found = MONEY.fullmatch(bare)
        if not found:
            return text
        try:
            amount = Decimal(found[1].replace(",", ""))
        except InvalidOperation:
            return text
        return f"{(amount * 10_000).normalize():f}" if found[2] else f"{amount:f}"

    def clean(self, text: str) -> str:
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise refuse(_("This is not an amount. Write it in yuan, for instance 1200.50.")) from None
        if not amount.is_finite() or amount < 0 or amount >= 10**10:
            raise refuse(_("This amount cannot be. Write it in yuan, 0 if there is none."))
        if amount != round(amount, 2):
            raise refuse(_("An amount has at most two decimals."))
        return text


class WholeCell(Cell):
    def text(self, raw: Any) -> str:
        text = half_width(plain(raw))
        return re.sub(r"(?<=\d)\s*(?:年|岁|人|个月|月)$", "", text)

    def clean(self, text: str) -> str:
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            raise refuse(_("This is not a whole number."))
        return text


class YesNoCell(Cell):
    def text(self, raw: Any) -> str:
        text = half_width(plain(raw)).lower()
        return "是" if text in YES else "否" if text in NO else plain(raw)

    def clean(self, text: str) -> str:
        if text not in ("是", "否"):
            raise refuse(_("Write “是” or “否” here."))
        return "yes" if text == "是" else "no"

    def choices(self) -> list[str]:
        return ["是", "否"]


class LinesCell(Cell):
    """Several numbers in one cell, apart by line, comma or semicolon; cleaned to one per line."""

    def clean(self, text: str) -> str:
        parts = re.split(r"[\n,，;；、]+", text)
        return "\n".join(part.strip() for part in parts if part.strip())


@dataclass(frozen=True, kw_only=True)
class ChoiceCell(Cell):
    """One of `options` (code, label): its code or its label in either language, `aliases` besides."""

    options: Iterable[tuple[str, Any]]
    aliases: Mapping[str, str] = field(default_factory=dict)
    _codes: dict[str, str] = field(init=False, repr=False, compare=False)
    _labels: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes: dict[str, str] = {}
        labels: dict[str, str] = {}
        for language in ("en", "zh-hans"):
            with translation.override(language):
                for code, label in self.options:
                    labels[code] = str(label)
                    codes |= {_loose(code): code, _loose(str(label)): code}
        codes |= {_loose(name): code for name, code in self.aliases.items()}
        object.__setattr__(self, "_codes", codes)
        object.__setattr__(self, "_labels", labels)

    def text(self, raw: Any) -> str:
        """The Chinese label of what was meant."""
        code = self._codes.get(_loose(plain(raw)))
        return self._labels[code] if code is not None else plain(raw)

    def clean(self, text: str) -> str:
        code = self._codes.get(_loose(text))
        if code is None:
            raise refuse(_("This is not in the list of the column. The template shows what may stand here."))
        return code

    def choices(self) -> list[str]:
        return list(self._labels.values())


@dataclass(frozen=True, kw_only=True)
class PlaceCell(Cell):
    """A community or village by name, with or without 社区, or by code. `places`: (code, names…) of all there are."""

    places: tuple[tuple[str, ...], ...]
    _codes: dict[str, set[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes: dict[str, set[str]] = {}
        for code, *names in self.places:
            for name in (code, *names, *(_bare(name) for name in names)):
                codes.setdefault(_loose(name), set()).add(code)
        object.__setattr__(self, "_codes", codes)

    def clean(self, text: str) -> str:
        found = self._codes.get(_loose(text)) or self._codes.get(_loose(_bare(text))) or set()
        if not found:
            raise refuse(_("There is no community or village of this name in the zone."))
        if len(found) > 1:
            raise refuse(_("Two places are called so. Write the sub-district before the community."))
        return next(iter(found))

    def choices(self) -> list[str]:
        return [names[0] for _code, *names in self.places]


def _bare(name: str) -> str:
    return re.sub(r"(?:社区居委会|居委会|村委会|社区|村)$", "", name.strip())


def _loose(text: str) -> str:
    """For comparing: half-width, lower case, no blanks, no closing punctuation."""
    return re.sub(r"[\s。.,，、]+", "", unicodedata.normalize("NFKC", text)).lower()
