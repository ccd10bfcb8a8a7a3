"""Hours and honours of the demo: earlier service, hours that wait, a question, evaluations, awards."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone, localdate

from accounts.models import User
from volunteers import services
from volunteers.crediting import Span
from volunteers.models import Activity, HoursClaim, Signup, VolunteerProfile

ID_NUMBERS = {"volunteer": "410199196001010018", "leader": "410199196302020025"}
EARLIER_DAYS = 12  # full days before the breakfasts, enough for the first star of one volunteer
EVIDENCE = "以前的纸质签到表，存于西湖春天社区工作站（演示）"


def load_demo_hours(people: list[VolunteerProfile], at: datetime) -> None:
    """Nothing changes when hours were entered before. The teams and shifts of the demo must be loaded."""
    if HoursClaim.objects.exists():
        return
    reviewer = User.objects.get(username="reviewer")
    for username, number in ID_NUMBERS.items():
        own = VolunteerProfile.objects.get(user__username=username)
        services.update_profile(volunteer=own, changes={"id_number": number}, by=own.user, at=at)
    _earlier_service(people, reviewer, at)
    _honours(people, reviewer, at)
    _question(at)


def _earlier_service(people: list[VolunteerProfile], reviewer: User, at: datetime) -> None:
    activity = Activity.objects.select_related("team__leader").get(title_zh="楼院清洁")
    today = localdate(at)
    for number in range(EARLIER_DAYS):
        who = people[:3] if number < 4 else people[:1]
        for claim in _enter(activity, who, today - timedelta(days=30 + number), 8, at):
            services.review_claim(claim=claim, by=reviewer, at=at)
    _enter(activity, people[1:3], today - timedelta(days=25), 2, at)
    _enter(activity, people[3:4], today - timedelta(days=26), 13, at)


def _enter(activity: Activity, people: list[VolunteerProfile], day: date, hours: int, at: datetime) -> list[HoursClaim]:
    start = datetime.combine(day, time(8), get_current_timezone())
    span = Span(start, start + timedelta(hours=hours))
    by = activity.team.leader
    return services.back_fill_hours(volunteers=people, activity=activity, span=span, evidence=EVIDENCE, by=by, at=at)


def _honours(people: list[VolunteerProfile], reviewer: User, at: datetime) -> None:
    award: dict[str, Any] = {
        "awarded_on": date(localdate(at).year - 1, 12, 5),
        "awarded_by": "郑州高新区慈善总会(演示)",
    }
    for person in people[:2]:
        services.record_award(volunteer=person, name="年度优秀志愿者", **award, by=reviewer, at=at)
    was_there = Signup.objects.filter(attendance__outcome="present", shift__roster_confirmed_at__isnull=False)
    for number, signup in enumerate(was_there.select_related("shift__activity__team__leader", "volunteer__user")[:6]):
        leader, own = signup.shift.activity.team.leader, signup.volunteer.user
        if signup.volunteer.user_id != leader.pk:
            services.evaluate_volunteer(
                signup=signup, score=5 - number % 2, note="", is_serious=False, by=leader, at=at
            )
        services.evaluate_activity(signup=signup, score=5, note="", by=own, at=at)


def _question(at: datetime) -> None:
    own = VolunteerProfile.objects.get(user__username="volunteer2")
    entry = own.hours.filter(attendance__isnull=False).order_by("day", "pk").first()
    if entry is not None:
        services.ask_about_hours(
            volunteer=own, entry=entry, text="我一直留到九点半，少记了半小时。（演示）", by=own.user, at=at
        )
