"""A popular activity of the demo: rules that share its places, an offered place, a stand-in that is looked for."""

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from areas.models import AdminArea
from volunteers import services
from volunteers.choices import ServiceField
from volunteers.models import Activity, Shift, VolunteerProfile, VolunteerTeam
from volunteers.services import RolePlan
from volunteers.services.activities import create_activity

TITLE = "“微信手环”防走失宣传"


def load_demo_places(team: VolunteerTeam, people: list[VolunteerProfile], at: datetime) -> None:
    """Nothing changes when the activity is there."""
    if Activity.objects.filter(title_zh=TITLE, team=team).exists():
        return
    activity = create_activity(
        team=team,
        field=ServiceField.CARE_COMPANION,
        title_zh=TITLE,
        title_en="Telling of the wristbands that bring people home",
        content_zh="在社区门口向老人和家属介绍手环怎么申领、怎么用。",
        content_en="At the gate of the community: show elders and families how to get and use a wristband.",
        place_zh="瓦屋李社区门口",
        place_en="Gate of the Wawuli community",
        area=AdminArea.objects.get(code="410172561-wawuli"),
        places_ahead_limit=3,
        newcomer_places=1,
        by=team.leader,
        at=at,
    )
    own, other, third, *more = people
    morning = localtime(at).replace(hour=9, minute=0, second=0, microsecond=0)
    noon = morning + timedelta(hours=3)
    soon = noon + (timedelta(hours=4.5) if at <= noon else timedelta(days=1))  # within a day, not within hours
    _offered(activity, morning + timedelta(days=8), [*more[:2], own], at)
    _sought(activity, soon, third, at)
    _shift(activity, morning + timedelta(days=9), 1, [other], at)


def _offered(activity: Activity, start: datetime, people: list[VolunteerProfile], at: datetime) -> None:
    """The first of three leaves, so the third is offered the place."""
    left = _shift(activity, start, 2, people, at).signups.get(volunteer=people[0])
    services.cancel_signup(signup=left, by=people[0].user, at=at)


def _sought(activity: Activity, start: datetime, person: VolunteerProfile, at: datetime) -> None:
    shift = _shift(activity, start, 2, [person], at)
    services.cannot_come(signup=shift.signups.get(volunteer=person), by=person.user, at=at)


def _shift(activity: Activity, start: datetime, places: int, people: list[VolunteerProfile], at: datetime) -> Shift:
    """Planned, opened, and signed up for in the order of `people`; whoever lacks something is left out."""
    planned = services.create_shift(
        activity=activity,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        roles=[RolePlan("宣传员", places, 1, "Speaker")],
        by=activity.team.leader,
        at=at,
    )
    shift = services.open_shift(shift=planned, by=activity.team.leader, at=at)
    for person in people:
        try:
            services.sign_up(shift=shift, volunteer=person, by=person.user, at=at)
        except services.NotTaken:
            continue
    return shift
