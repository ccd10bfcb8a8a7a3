"""How long a notice hangs is a deadline of the lane that staff set (domain rules 3.2: `sla.publicity`)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.services import publicity
from applications.services.publicity import end_of_posting
from areas.data.deadlines import LANES
from areas.models import DeadlineRule
from areas.services import change_deadline, load_deadlines
from tests.factories.applications import make_program
from tests.factories.case_states import case_in

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


def set_days(amount, unit="day", lane="standard"):
    change_deadline(lane=lane, key="publicity", amount=amount, unit=unit, source="总会规定", by=None, at=timezone.now())


@pytest.mark.parametrize(
    ("amount", "unit", "posted", "ends"),
    [
        (7, "day", at(2026, 3, 2, 9, 0), at(2026, 3, 10)),
        (7, "day", at(2026, 3, 2, 23, 59, 59), at(2026, 3, 10)),
        (7, "day", at(2026, 9, 26, 9, 0), at(2026, 10, 4)),  # in the middle of the National Day holiday
        (5, "day", at(2026, 3, 2, 9, 0), at(2026, 3, 8)),
        (10, "day", at(2026, 3, 2, 9, 0), at(2026, 3, 13)),
        (5, "working_day", at(2026, 3, 2, 9, 0), at(2026, 3, 10)),
    ],
)
def test_a_notice_hangs_for_full_days_after_the_day_of_posting(amount, unit, posted, ends):
    load_deadlines()
    set_days(amount, unit)

    assert end_of_posting("standard", posted) == ends


@pytest.mark.parametrize("lane", ["standard", "emergency"])
def test_without_a_rule_it_hangs_seven_days(lane):
    DeadlineRule.objects.filter(key="publicity").delete()

    assert LANES[lane]["publicity"][:2] == (7, "day")
    assert end_of_posting(lane, at(2026, 3, 2, 9, 0)) == at(2026, 3, 10)


@pytest.mark.parametrize("days", [7, 10])
def test_page_and_clock_of_the_case_follow_and_running_notices_keep_theirs(client, cast, community, days):
    now = timezone.now()
    set_days(days)
    program = make_program("employee_illness_aid")
    case = case_in(s.PRELIMINARY_REVIEW, program, community, cast, at=now - timedelta(days=9), limit=now)

    notice = publicity.post_notice(application=case, amount_fen=100_000, by=cast["officer"], at=now)
    set_days(20)

    case.refresh_from_db()
    notice.refresh_from_db()
    last = timezone.localdate(now) + timedelta(days=days)
    assert (notice.days, notice.last_day, timezone.localdate(case.due_at)) == (days, last, last)
    assert notice.shown["ends_on"] == f"{last:%Y-%m-%d}"
    assert f"{days}天" in client.get(reverse("applications:notice", args=[notice.reference])).text
    assert publicity.end_finished_notices(at=notice.ends_at - timedelta(seconds=1)) == 0
    assert publicity.end_finished_notices(at=notice.ends_at) == 1
