"""What people see instead of a personal value. Stored beside the ciphertext, so that lists never decrypt."""

import re
from collections.abc import Callable

import phonenumbers

from protection.normalising import REGION
from web import names

STAR = "*"
HIDDEN = "***"
DOWN_TO_STREET_OFFICE = re.compile(r"^.{0,30}?(?:街道|办事处|镇|乡)")
DOWN_TO_DISTRICT = re.compile(r"^.{0,20}?(?:(?<![小社园厂校])区|县)")
DOWN_TO_CITY = re.compile(r"^.{0,12}?市")


def id_number(value: str) -> str:
    """First character and last two: the usual first six and last four would tell the birthplace."""
    if len(value) < 6:
        return HIDDEN
    return value[0] + STAR * (len(value) - 3) + value[-2:]


def phone(value: str) -> str:
    """`138****0001`; Chinese numbers without the country code."""
    digits = _national(value)
    if len(digits) < 9:
        return HIDDEN
    return digits[:3] + STAR * 4 + digits[-4:]


def bank_account(value: str) -> str:
    return HIDDEN if len(value) < 8 else STAR * 4 + value[-4:]


def name(value: str) -> str:
    """The surname, then stars (web.names, which pages use as well)."""
    return names.masked(value)


def name_but_last(value: str) -> str:
    """The surname, stars and the last character: only with the consent to it."""
    return names.masked_but_last(value)


def address(value: str) -> str:
    """Down to the street office, else the district, else the city, else nothing."""
    found = DOWN_TO_STREET_OFFICE.match(value) or DOWN_TO_DISTRICT.match(value) or DOWN_TO_CITY.match(value)
    return (found.group() if found else "") + HIDDEN


def text(_value: str) -> str:
    return HIDDEN


MASKS: dict[str, Callable[[str], str]] = {
    "id_number": id_number,
    "phone": phone,
    "bank_account": bank_account,
    "address": address,
    "text": text,
}


def _national(value: str) -> str:
    try:
        number = phonenumbers.parse(value, REGION)
    except phonenumbers.NumberParseException:
        return "".join(c for c in value if c.isdigit())
    return phonenumbers.national_significant_number(number)
