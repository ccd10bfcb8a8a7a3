"""The columns of time in a file of gifts: which they are, whole or day and clock apart, and what is none."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from donations.file_columns import guessed, moment
from donations.models import Donation
from tests.donations.test_files import states
from tests.factories.donations import taken_file

BANK = ("交易日期", "交易时间", "借方发生额", "贷方发生额", "对方户名", "摘要", "交易流水号")


def test_columns_of_a_bank_statement_are_recognised():
    assert guessed(BANK) == {
        "reference": "交易流水号", "amount": "贷方发生额", "paid_at": "交易日期", "clock": "交易时间",
        "name": "对方户名", "note": "摘要",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "day", "clock"),
    [
        (("交易日期", "交易时间"), "交易日期", "交易时间"),
        (("交易时间", "交易日期"), "交易日期", "交易时间"),
        (("记账日期", "记账时间", "交易时间"), "记账日期", "记账时间"),
        (("日期", "时间"), "日期", "时间"),
        (("捐款日期", "捐款时间"), "捐款日期", "捐款时间"),
        (("交易时间",), "交易时间", None),
        (("交易日期",), "交易日期", None),
        (("捐款时间", "日期"), "捐款时间", None),  # 日期 has no 时间 beside it: the day of the export
    ],
)
def test_day_and_time_beside_each_other_are_one_time(headings, day, clock):
    found = guessed(("流水号", "金额", *headings))

    assert (found["paid_at"], found.get("clock")) == (day, clock)


@pytest.mark.parametrize(
    ("text", "clock", "expected"),
    [
        ("2023-09-07 10:00:01", "", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("2023/9/7 10:00", "", datetime(2023, 9, 7, 2, 0, tzinfo=UTC)),
        ("20230907", "100001", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("2023年9月7日", "9:05", datetime(2023, 9, 7, 1, 5, tzinfo=UTC)),
        ("2023-09-07", "10:00:01", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("2023-09-07", "10:00:01.250", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("20230907", "90501", datetime(2023, 9, 7, 1, 5, 1, tzinfo=UTC)),  # 090501, cut by a sheet
        ("20230907", "000000", datetime(2023, 9, 6, 16, 0, tzinfo=UTC)),
        ("20230907", "0", datetime(2023, 9, 6, 16, 0, tzinfo=UTC)),
        ("20230907", "235959", datetime(2023, 9, 7, 15, 59, 59, tzinfo=UTC)),
        ("2023-09-07", "0.41667824074", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("2023-09-07", "2023-09-07 10:00:01", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("2023-09-07 10:00:01", "10:00:01", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("45176", "10:00:01", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("２０２３-09-07", "１０：00：01", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("2023-09-07", "", datetime(2023, 9, 6, 16, 0, tzinfo=UTC)),
        ("2023-09-07T10:00:01+08:00", "", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        ("45176", "", datetime(2023, 9, 6, 16, 0, tzinfo=UTC)),
        ("45176.41667824074", "", datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
    ],
)
def test_times_are_those_of_the_zone(text, clock, expected):
    assert moment(text, clock) == expected


@pytest.mark.parametrize(
    "text", ["", "昨天", "2023111", "9999999", "07/09/2023", "2023-02-30", "0001-01-01", "2023-09-07 25:00"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValidationError):
        moment(text)


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("25:00", "time of day"),
        ("10:61", "time of day"),
        ("上午", "time of day"),
        ("7", "time of day"),
        ("1.5", "time of day"),
        ("2023-09-08 10:00:01", "different days"),
    ],
)
def test_a_time_that_is_none_is_asked_about_and_never_midnight(clock, said):
    with translation.override("en"), pytest.raises(ValidationError, match=said):
        moment("2023-09-07", clock)


@pytest.mark.django_db
def test_a_bank_file_with_day_and_time_apart_becomes_gifts_of_the_minute(cast):
    lines = (
        ("20230907", "100001", "", "1200.50", "演示科技有限公司", "捐款", "B1"),
        ("2023-09-07", "9:05:00", "", "30", "捐演一", "", "B2"),
        ("20230907", "下午", "", "30", "捐演一", "", "B3"),
        ("20230907", "110000", "88.00", "", "演示印务", "货款", "B4"),
    )

    file = taken_file(cast, lines, headings=BANK, channel="bank")

    assert states(file) == [(2, "taken"), (3, "taken"), (4, "wrong"), (5, "skipped")]
    assert list(Donation.objects.order_by("bank_reference").values_list("amount_fen", "paid_at")) == [
        (120_050, datetime(2023, 9, 7, 2, 0, 1, tzinfo=UTC)),
        (3_000, datetime(2023, 9, 7, 1, 5, tzinfo=UTC)),
    ]
