"""What Chinese offices type, and what Excel makes of it."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from imports.cells import (
    BankCell,
    Cell,
    ChoiceCell,
    DayCell,
    IdNumberCell,
    LinesCell,
    MoneyCell,
    PhoneCell,
    PlaceCell,
    WholeCell,
    YesNoCell,
)
from protection.validators import eighteen_characters
from tests.imports.workbooks import number_of

NUMBER = number_of(7)
OLD = NUMBER[:6] + NUMBER[8:17]
CHOICE = ChoiceCell(options=[("self", "head"), ("child", "son")], aliases={"长子": "child"})
PLACES = PlaceCell(
    places=(
        ("a", "西湖春天社区", "石佛办事处西湖春天社区"),
        ("b", "大里村", "石佛办事处大里村"),
        ("c", "东方社区", "石佛办事处东方社区"),
        ("d", "东方社区", "梧桐办事处东方社区"),
    )
)


def read(cell, raw):
    return cell.clean(cell.text(raw))


@pytest.mark.parametrize(
    "raw",
    [
        NUMBER,
        f" {NUMBER} ",
        NUMBER.replace("1", "１"),
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        NUMBER.lower(),
        f"\u200b{NUMBER}\ufeff",
        f"{NUMBER[:6]}\u00a0{NUMBER[6:]}",
        f"{NUMBER}\t\n",
    ],
)
def test_an_id_number_is_read_however_it_was_typed(raw):
    assert read(IdNumberCell(), raw) == NUMBER


@pytest.mark.parametrize("raw", [OLD, float(OLD), int(OLD), f"{OLD} "])
def test_an_old_number_becomes_the_present_one(raw):
    assert read(IdNumberCell(), raw) == eighteen_characters(OLD) != ""


@pytest.mark.parametrize("raw", [4.10199195e17, "4.10199E+17", "4.10199195001E+17", "4.1e17"])
def test_a_rounded_number_is_refused_and_says_why(raw):
    with pytest.raises(ValidationError) as caught:
        read(IdNumberCell(), raw)
    assert caught.value.code == "rounded"


@pytest.mark.parametrize(
    "raw",
    [
        "2026-3-1",
        "2026-03-01",
        "2026/3/1",
        "2026.3.1",
        "2026年3月1日",
        "２０２６年３月１日",
        "20260301",
        "2026. 3. 1",
        46082,
        46082.5,
        "46082",
        date(2026, 3, 1),
        datetime(2026, 3, 1),  # noqa: DTZ001 - what Excel gives has no zone
        "2026-03-01 00:00:00",
    ],
)
def test_a_day_is_read_however_it_was_typed(raw):
    assert read(DayCell(), raw) == "2026-03-01"


@pytest.mark.parametrize("raw", ["2026-02-30", "2026年3月", "26.3.1", "昨天", "2026-13-01", "0", "20261301"])
def test_what_is_no_day_is_refused(raw):
    with pytest.raises(ValidationError):
        read(DayCell(), raw)


@pytest.mark.parametrize(
    "raw", ["1200.5", 1200.5, "1,200.50", "￥1,200.5", "１２００．５", "1200.5元", "0.12005万", "¥1200.5"]
)
def test_an_amount_is_read_however_it_was_typed(raw):
    assert float(read(MoneyCell(), raw)) == 1200.5


@pytest.mark.parametrize("raw", ["-1", "一千二", "1200.555", "1e400", "NaN", "12 00元 左右"])
def test_what_is_no_amount_is_refused(raw):
    with pytest.raises(ValidationError):
        read(MoneyCell(), raw)


@pytest.mark.parametrize(
    "raw", ["19900000001", 19900000001, 19900000001.0, "199 0000 0001", "199-0000-0001", "１９９０００００００１"]
)
def test_a_telephone_is_read_however_it_was_typed(raw):
    assert read(PhoneCell(), raw) == "+8619900000001"


@pytest.mark.parametrize(
    ("raw", "value"), [("是", "yes"), ("√", "yes"), (True, "yes"), ("N", "no"), ("无", "no"), (0, "no")]
)
def test_yes_and_no(raw, value):
    assert read(YesNoCell(), raw) == value


@pytest.mark.parametrize("raw", ["child", "SON", "长子", " son。"])
def test_a_choice_by_code_label_or_alias(raw):
    assert read(CHOICE, raw) == "child"


@pytest.mark.parametrize(
    "raw", ["西湖春天社区", "西湖春天", "西湖春天社区居委会", "石佛办事处西湖春天社区", "西湖 春天"]
)
def test_a_community_is_found_by_its_names(raw):
    assert read(PLACES, raw) == "a"


@pytest.mark.parametrize("raw", ["东方社区", "东方", "不存在"])
def test_a_community_that_is_not_clear_is_refused(raw):
    with pytest.raises(ValidationError):
        read(PLACES, raw)


def test_twins_are_told_apart_by_their_sub_district():
    assert read(PLACES, "梧桐办事处东方社区") == "d"


@pytest.mark.parametrize(
    ("cell", "raw", "value"),
    [(WholeCell(), "3人", "3"), (WholeCell(), 12.0, "12"), (LinesCell(), "A1，B2;C3", "A1\nB2\nC3")],
)
def test_whole_numbers_and_lists(cell, raw, value):
    assert read(cell, raw) == value


@pytest.mark.parametrize(
    ("cell", "raw"), [(BankCell(), 6.2e18), (Cell(max_length=3), "四个字呢"), (Cell(), "#N/A"), (WholeCell(), "三")]
)
def test_what_does_not_fit_is_refused(cell, raw):
    with pytest.raises(ValidationError):
        read(cell, raw)
