"""Fen, yuan and capital numerals; the vectors are those of the domain fact book §8."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funds import money


@pytest.mark.parametrize(
    ("yuan", "capital"),
    [
        ("6.50", "陆元伍角整"),
        ("1001.01", "壹仟零壹元零壹分"),
        ("10050", "壹万零伍拾元整"),
        ("100000", "壹拾万元整"),
        ("3050000", "叁佰零伍万元整"),
        ("123456.78", "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
        ("100000001", "壹亿零壹元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10.05", "壹拾元零伍分"),
        ("1020030.40", "壹佰零贰万零叁拾元肆角整"),
        ("1000000000000", "壹万亿元整"),
        ("-6.50", "负陆元伍角整"),
    ],
)
def test_capital(yuan, capital):
    assert money.capital(money.fen(Decimal(yuan))) == capital


def test_capital_refuses_what_no_voucher_could_hold():
    with pytest.raises(ValueError, match="too large"):
        money.capital(10**18)


@given(st.integers(min_value=-(10**16), max_value=10**16))
def test_fen_and_yuan_are_inverse(amount):
    assert money.fen(money.yuan(amount)) == amount


def test_yuan_has_two_decimal_places():
    assert str(money.yuan(650)) == "6.50"


@pytest.mark.parametrize("amount", [Decimal("0.001"), Decimal("12.345")])
def test_fen_refuses_a_part_of_a_fen(amount):
    with pytest.raises(money.NotWholeFen):
        money.fen(amount)


def test_fen_refuses_a_float():
    with pytest.raises(TypeError):
        money.fen(6.5)


@given(st.integers(min_value=1, max_value=10**17))
def test_capital_never_starts_or_repeats_with_zero(amount):
    text = money.capital(amount)

    assert not text.startswith("零")
    assert "零零" not in text
    assert "零元" not in text
