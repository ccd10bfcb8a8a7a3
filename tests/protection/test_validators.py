"""The vectors of the domain fact book §7.1–7.3 and §9.1."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from protection import validators
from tests.factories.beneficiaries import PERSONS


def code_of(check, text: str) -> str:
    with pytest.raises(ValidationError) as refusal:
        check(text)
    return refusal.value.code


@pytest.mark.parametrize(
    ("text", "birth_date", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "female"),
        ("440524188001010014", date(1880, 1, 1), "male"),
        ("410199201202299130", date(2012, 2, 29), "male"),
    ],
)
def test_valid_resident_ids(text, birth_date, sex):
    assert validators.parse_resident_id(text) == validators.ResidentId(text, birth_date, sex)


@pytest.mark.parametrize("number", PERSONS.values())
def test_the_people_of_the_demo_are_valid_here(number):
    assert validators.parse_resident_id(number).number == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("110105194912310021", "check"),
        ("410199201302290015", "check"),
        ("410105201302290016", "birth"),
        ("410172199003070012", "place"),
        ("110105491231002", "old"),
        ("11010519491231002", "shape"),
        ("11010519491231002Y", "shape"),
        ("", "shape"),
        ("张演一", "shape"),
    ],
)
def test_invalid_resident_ids_say_why(text, code):
    if code in ("birth", "place"):
        text = text[:17] + validators.ric.calc_check_digit(text)
    assert code_of(validators.parse_resident_id, text) == code


@pytest.mark.parametrize(
    "text", ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_spelling_does_not_matter(text):
    assert validators.parse_resident_id(text).number == "11010519491231002X"


def test_the_demo_county_is_refused_in_production(settings):
    settings.PORTAL_DEMO = settings.PORTAL_TEST = False

    assert code_of(validators.parse_resident_id, PERSONS["张演一"]) == "place"


def test_somebody_born_before_the_county_was_founded_is_accepted():
    """python-stdnum refuses this one: 金水区 has had its code since 1983, its residents are older."""
    number = "410105195006150016"[:17]
    number += validators.ric.calc_check_digit(number + "0")

    assert not validators.ric.is_valid(number)
    assert validators.parse_resident_id(number).birth_date == date(1950, 6, 15)


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macao_and_taiwan_residents(area):
    number = f"{area}19940823002"
    number += validators.ric.calc_check_digit(number + "0")

    assert validators.parse_resident_id(number).birth_date == date(1994, 8, 23)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",
        "51410199MJDEM0A18N",
        "51410199MJDEM0A26H",
        "91410199MADEM0B112",
        "91410199MADEM0B2XR",
        "91410199MADEM0B38R",
        "12410199DEM0C0A13W",
    ],
)
def test_valid_credit_codes(code):
    assert validators.normalise_credit_code(f" {code.lower()} ") == code


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100Y4", "", "91350100I000100Y43"])
def test_invalid_credit_codes(code):
    assert code_of(validators.normalise_credit_code, code) == "uscc"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("19900000001", "+8619900000001"),
        ("１９９ ００００ ０００１", "+8619900000001"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0371-67980000", "+8637167980000"),
        ("021-61234567", "+862161234567"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_valid_phones(text, stored):
    assert validators.normalise_phone(text) == stored


@pytest.mark.parametrize("text", ["12345", "1990000000", "29900000001", "", "电话"])
def test_invalid_phones(text):
    assert code_of(validators.normalise_phone, text) == "phone"


def test_text_messages_reach_mobiles_only():
    assert validators.is_mobile("+8619900000001") is True
    assert validators.is_mobile("+8637167980000") is False
    assert validators.is_mobile("x") is False


@pytest.mark.parametrize("text", ["6200000000000013", "6200 0000 0000 0000 018"])
def test_valid_bank_accounts(text):
    assert validators.normalise_bank_account(text) == text.replace(" ", "")
    assert validators.bank_account_warning(text) == ""


def test_a_wrong_check_digit_warns_and_does_not_refuse():
    assert validators.normalise_bank_account("6200000000000014") == "6200000000000014"
    assert validators.bank_account_warning("6200000000000014") != ""


@pytest.mark.parametrize("text", ["620000000000001", "62000000000000000185", "6200x00000000013", ""])
def test_invalid_bank_accounts(text):
    assert code_of(validators.normalise_bank_account, text) == "bank"
