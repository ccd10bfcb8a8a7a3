"""Numbers that identify people and organisations, checked with the libraries that know their rules.

Each `parse_…`/`normalise_…` returns the stored spelling or raises ValidationError with a sentence that says what to do;
the `validate_…` functions are the same as field validators.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import luhn, numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as NumberError

from protection.normalising import REGION, code_like

DEMO_COUNTIES = frozenset({"410199"})  # right city, county not assigned: passes every check, belongs to nobody
PERMIT_AREAS = ("810000", "820000", "830000")  # residence permits of Hong Kong, Macao and Taiwan residents
OLDEST_BIRTH = date(1880, 1, 1)
RESIDENT_ID = re.compile(r"[0-9]{17}[0-9X]")
OLD_ID = re.compile(r"[0-9]{15}")
BANK_CARD = re.compile(r"[0-9]{16,19}")


@dataclass(frozen=True)
class ResidentId:
    """`sex` is "male" or "female": the 17th digit is odd for men (GB 11643-1999)."""

    number: str
    birth_date: date
    sex: str


def parse_resident_id(text: str) -> ResidentId:
    """An 18-character resident ID, or the residence permit of a Hong Kong, Macao or Taiwan resident."""
    number = code_like(text)
    if OLD_ID.fullmatch(number):
        raise _error(_("Numbers of 15 digits are out of use. Enter the 18 characters of the present card."), "old")
    if not RESIDENT_ID.fullmatch(number):
        raise _error(_("An ID number has 18 characters: 17 digits, then a digit or X."), "shape")
    if number[-1] != ric.calc_check_digit(number):
        raise _error(_("The last character does not fit the others. Compare the number with the card."), "check")
    birth_date = _birth_date(number)
    if not _place_is_known(number[:6]):
        raise _error(_("The first six digits are not a known county. Compare the number with the card."), "place")
    return ResidentId(number, birth_date, "male" if int(number[16]) % 2 else "female")


def eighteen_characters(text: str) -> str:
    """The present form of an old number of 15 digits: the century, and the check character; "" for anything else.

    Cards of 15 digits were given to people born in the 20th century (those past 100 had marks of their own, long gone).
    """
    number = code_like(text)
    if not OLD_ID.fullmatch(number):
        return ""
    longer = f"{number[:6]}19{number[6:]}"
    return longer + ric.calc_check_digit(longer + "0")


def parse_old_resident_id(text: str) -> ResidentId:
    """An identity number of 15 digits, as old rosters have it; `number` is its present form of 18 characters."""
    number = eighteen_characters(text)
    if not number:
        raise _error(_("An old identity number has 15 digits."), "shape")
    return parse_resident_id(number)


def validate_resident_id(value: str) -> None:
    parse_resident_id(value)


def normalise_credit_code(text: str) -> str:
    """A unified social credit code (GB 32100-2015) of an organisation."""
    try:
        return uscc.validate(code_like(text))
    except NumberError:
        raise _error(
            _("This is not a unified social credit code of 18 characters. Compare it with the certificate."), "uscc"
        ) from None


def validate_credit_code(value: str) -> None:
    normalise_credit_code(value)


def normalise_phone(text: str) -> str:
    """E.164 of a mobile or land line; numbers without a country code are Chinese."""
    try:
        number = phonenumbers.parse(code_like(text), REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise _error(
            _("Enter a mobile number of 11 digits, or a land line with its area code such as 0371-67980000."), "phone"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def validate_phone(value: str) -> None:
    normalise_phone(value)


def is_mobile(number: str) -> bool:
    """Whether text messages reach it."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number, REGION))
    except phonenumbers.NumberParseException:
        return False
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def validate_mobile(value: str) -> None:
    if not is_mobile(normalise_phone(value)):
        raise _error(_("Text messages do not reach a land line. Enter a mobile number of 11 digits."), "mobile")


def normalise_bank_account(text: str) -> str:
    """16 to 19 digits. The check digit is not enforced (some old cards fail it): see `bank_account_warning`."""
    number = code_like(text)
    if not BANK_CARD.fullmatch(number):
        raise _error(_("A bank card has 16 to 19 digits."), "bank")
    return number


def validate_bank_account(value: str) -> None:
    normalise_bank_account(value)


def bank_account_warning(number: str) -> str | Promise:
    """A sentence when the check digit does not fit; "" when it does. Never a reason to refuse."""
    if luhn.is_valid(code_like(number)):
        return ""
    return _("The check digit of this card does not fit. Compare it with the card once more before you go on.")


def _birth_date(number: str) -> date:
    try:
        birth_date = ric.get_birth_date(number)
    except NumberError:
        birth_date = date.min
    if birth_date < OLDEST_BIRTH:
        raise _error(_("Digits 7 to 14 are not a date of birth. Compare the number with the card."), "birth")
    return birth_date


def _place_is_known(county: str) -> bool:
    """Any county that ever existed counts.

    ric.validate asks that it existed in the year of birth, but cards were first issued in 1984 and carry the county of
    that time, so that it refuses real cards of people born before their county was founded.
    """
    if county in DEMO_COUNTIES:
        return bool(settings.PORTAL_DEMO or settings.PORTAL_TEST)
    return county in PERMIT_AREAS or any(props.get("county") for _part, props in numdb.get("cn/loc").info(county))


def _error(message: Any, code: str) -> ValidationError:
    return ValidationError(message, code=code)
