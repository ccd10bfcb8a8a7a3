"""A meeting of the demo's committee about one case: seven members, one of them away."""

from datetime import datetime, timedelta
from typing import Any

from applications.models import Application
from applications.services import meetings

MEMBERS = ("陈演会", "周示会", "吴例会", "郑演会", "冯示会", "褚例会", "卫演会")


def hold_committee(case: Application, by: Any, at: datetime) -> None:
    meeting = meetings.call_meeting(
        kind="committee",
        area=None,
        meets_at=at - timedelta(hours=1),
        place="总会会议室(演示)",
        called=[meetings.Called(name) for name in MEMBERS],
        cases=[case],
        by=by,
        at=at,
    )
    present = list(meeting.members.order_by("pk"))[:6]
    ballots = {member.pk: meetings.Ballot("for") for member in present}
    meetings.record_votes(item=meeting.items.get(), ballots=ballots, by=by, at=at)
    meetings.write_minutes(meeting=meeting, text="经会议研究，同意救助。(演示)", by=by, at=at)
