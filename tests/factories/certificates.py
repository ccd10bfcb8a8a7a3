"""The smallest valid certificate: one confirmed shift, certified for its volunteer."""

from datetime import timedelta
from typing import Any

from certificates import services
from certificates.models import Certificate
from tests.factories.volunteers import VolunteerFactory, make_shift, signed_up
from volunteers import services as volunteering
from volunteers.crediting import Span
from volunteers.models import HoursClaim, VolunteerProfile
from volunteers.services import Described, Mark

DAY = timedelta(days=1)


def served(volunteer: VolunteerProfile | None = None, **shift: Any) -> VolunteerProfile:
    """Somebody with 3.5 confirmed hours, on one shift."""
    made = make_shift(**shift)
    signup = signed_up(made, volunteer)
    leader = made.activity.team.leader
    volunteering.mark_roster(shift=made, marks=[Mark(signup.pk, "present")], by=leader, at=made.ends_at)
    volunteering.confirm_roster(shift=made, by=leader, at=made.ends_at)
    return signup.volunteer


def make_certificate(volunteer: VolunteerProfile | None = None, by: Any = None, **shift: Any) -> Certificate:
    person = served(volunteer or VolunteerFactory(), **shift)
    entry = person.hours.order_by("-pk")[0]
    return services.issue_certificate(
        volunteer=person, first=entry.day, last=entry.day, by=by or person.user, at=entry.ends_at + DAY
    )


def make_claim(volunteer: VolunteerProfile, by: Any, at: Any, team: Any = None, hours: int = 2) -> HoursClaim:
    """Hours taken over from a list, of the day before `at`, waiting to be reviewed."""
    end = at - DAY
    described = Described(
        title="楼院清洁", place="西湖春天社区", content="清理楼道", organiser="社区志愿服务队", in_charge="志演甲",
        evidence="6月签到表", team=team,
    )  # fmt: skip
    span = Span(end - timedelta(hours=hours), end)
    return volunteering.claim_hours(volunteer=volunteer, described=described, span=span, by=by, at=at)
