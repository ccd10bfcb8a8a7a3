"""Amounts of money as people type and paste them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from web.money_field import FenField, YuanField


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("86400", "86400"),
        (" 86,400.50 ", "86400.50"),
        ("￥86，400元", "86400"),
        ("８６４００．５", "86400.5"),
        ("¥ 1,234,567", "1234567"),
        ("0", "0"),
        (".5", "0.5"),
        ("1.2万", "12000"),
        ("８．６４ 万元", "86400"),
    ],
)
def test_what_people_paste_is_understood(typed, yuan):
    assert YuanField(min_value=0).clean(typed) == Decimal(yuan)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("万", "请用数字填写金额，例如 86400.00。"),
        ("12,0000", "请用数字填写金额，例如 86400.00。"),
        ("八万", "请用数字填写金额，例如 86400.00。"),
        ("1e5", "请用数字填写金额，例如 86400.00。"),
        ("1,2", "请用数字填写金额，例如 86400.00。"),
        ("Infinity", "请用数字填写金额，例如 86400.00。"),
        ("-5", "金额不能小于0元。"),
        ("0.001", "金额最多保留两位小数（分）。"),
        ("99999999999999999999", "金额过大，请核对位数。"),
        ("99999999999", "金额过大，请核对位数。"),
    ],
)
def test_what_is_no_amount_is_refused_with_what_to_do(typed, sentence):
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        YuanField(min_value=0).clean(typed)

    assert refused.value.messages == [sentence]


def test_fen_are_whole_and_shown_as_yuan():
    field = FenField(max_value=1000)

    assert (field.clean("12.34"), field.prepare_value(1234)) == (1234, Decimal("12.34"))
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="金额不能大于1000元。"):
        field.clean("1000.01")
