from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.quiet_hours import after_quiet_hours

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-05-04 08:00", "2026-05-04 08:00"),
        ("2026-05-04 12:00", "2026-05-04 12:00"),
        ("2026-05-04 20:59:59", "2026-05-04 20:59:59"),
        ("2026-05-04 21:00", "2026-05-05 08:00"),
        ("2026-05-04 23:59", "2026-05-05 08:00"),
        ("2026-05-05 00:01", "2026-05-05 08:00"),
        ("2026-05-05 07:59:59", "2026-05-05 08:00"),
        ("2026-12-31 22:00", "2027-01-01 08:00"),
    ],
)
def test_the_night_ends_at_eight(moment, expected):
    assert after_quiet_hours(at(moment), latest=at("2027-02-01 00:00")) == at(expected)


def test_what_is_useless_in_the_morning_goes_out_at_night():
    moment = at("2026-05-04 22:00")

    assert after_quiet_hours(moment, latest=moment + timedelta(hours=10)) == moment
    assert after_quiet_hours(moment, latest=moment + timedelta(hours=11)) == at("2026-05-05 08:00")
