"""A meeting that was held about one case, with its ballots and minutes."""

from datetime import datetime, timedelta
from typing import Any

from applications.models import Application, Meeting
from applications.services import meetings

NAMES = ("王例一", "王例二", "王例三", "王例四", "王例五", "王例六", "王例七", "王例八", "王例九")


def call(case: Application, by: Any, at: datetime, *, size: int = 7, kind: str = "committee") -> Meeting:
    return meetings.call_meeting(
        kind=kind,
        area=case.area if kind == "panel" else None,
        meets_at=at,
        place="会议室",
        called=[meetings.Called(name) for name in NAMES[:size]],
        cases=[case],
        by=by,
        at=at - timedelta(hours=1),
    )


def vote(meeting: Meeting, by: Any, at: datetime, *choices: str) -> None:
    """`choices` in the order of the members; who is left out was absent."""
    members = meeting.members.order_by("pk")
    ballots = {
        member.pk: meetings.Ballot(choice, "亲属" if choice == "recused" else "")
        for member, choice in zip(members, choices, strict=False)
    }
    meetings.record_votes(item=meeting.items.get(), ballots=ballots, by=by, at=at)


def hold(case: Application, by: Any, at: datetime, *choices: str, kind: str = "committee") -> Meeting:
    meeting = call(case, by, at, kind=kind)
    vote(meeting, by, at, *choices)
    return meetings.write_minutes(meeting=meeting, text="会议纪要", by=by, at=at)
