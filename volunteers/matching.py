"""How well a shift and a volunteer fit, in points with a reason each. No reason is hidden and nothing else counts.

The points are policy figures that staff edit. Whether a volunteer *may* take the shift is another question
(volunteers.checks): points let nobody in or out. Facts are gathered for many people at once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from areas.distance import Position, distance_km
from areas.models import AdminArea
from volunteers.choices import Outcome
from volunteers.models import ActivitySkill, Attendance, FreeTime, Shift, VolunteerProfile, VolunteerSkill
from volunteers.models.skills import DayPart, Weekday
from volunteers.shift_filters import HOURS


@dataclass(frozen=True)
class Facts:
    """What matching knows about a volunteer. Health, age and how he was rated are not among it."""

    skills: frozenset[int]
    free: frozenset[tuple[int, str]]  # weekday, part of the day
    fields: frozenset[str]
    area: int | None
    district: int | None  # the sub-district of the area
    position: Position | None  # of the area
    been_there: Mapping[int, int]  # activity → how often


@dataclass(frozen=True)
class Reason:
    text: str
    points: int
    is_personal: bool = True  # False: it speaks to everybody


@dataclass(frozen=True)
class Fit:
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def is_personal(self) -> bool:
        return any(reason.is_personal for reason in self.reasons)


def facts_of(people: Collection[VolunteerProfile]) -> dict[int, Facts]:
    """By volunteer; three queries, however many people. Load their `area` with them."""
    pks = [person.pk for person in people]
    skills, free, been = _skills(pks), _free_times(pks), _attendances(pks)
    return {
        person.pk: Facts(
            skills=frozenset(skills.get(person.pk, ())),
            free=frozenset(free.get(person.pk, ())),
            fields=frozenset(person.service_fields),
            area=person.area_id,
            district=person.area.parent_id if person.area else None,
            position=person.area.position if person.area else None,
            been_there=been.get(person.pk, {}),
        )
        for person in people
    }


def wanted_skills_of(shifts: Iterable[Shift]) -> dict[int, dict[int, str]]:
    """Activity → skill → its name; one query."""
    wanted: dict[int, dict[int, str]] = {}
    rows = ActivitySkill.objects.filter(activity__in={shift.activity_id for shift in shifts}).select_related("skill")
    for row in rows.order_by("activity", "skill"):
        wanted.setdefault(row.activity_id, {})[row.skill_id] = str(row.skill)
    return wanted


def fit_of(facts: Facts, shift: Shift, wanted: Mapping[int, str], points: Mapping[str, Decimal]) -> Fit:
    """`shift` comes with its activity, the activity's area, and its roles; `points` are the figures in force."""
    found = (
        _by_skill(facts, wanted, points),
        _by_time(facts, shift.starts_at, points),
        _by_place(facts, shift, points),
        _by_past(facts, shift, points),
        _by_field(facts, shift, points),
        _by_need(shift, points),
    )
    return Fit(tuple(reason for reason in found if reason and reason.points))


def part_of_day(moment: datetime) -> str:
    hour = localtime(moment).hour
    return next(part for part, (begin, end) in HOURS.items() if begin <= hour < end)


def _by_skill(facts: Facts, wanted: Mapping[int, str], points: Mapping[str, Decimal]) -> Reason | None:
    names = [name for skill, name in wanted.items() if skill in facts.skills]
    if not names:
        return None
    return Reason(gettext("Skill: %(skills)s") % {"skills": " · ".join(names)}, int(points["suggest_skill"]))


def _by_time(facts: Facts, starts_at: datetime, points: Mapping[str, Decimal]) -> Reason | None:
    day, part = localtime(starts_at).weekday(), part_of_day(starts_at)
    if (day, part) not in facts.free:
        return None
    text = gettext("Time: free on %(day)s, %(part)s") % {"day": Weekday(day).label, "part": DayPart(part).label}
    return Reason(text, int(points["suggest_free_time"]))


def _by_place(facts: Facts, shift: Shift, points: Mapping[str, Decimal]) -> Reason | None:
    """The own community, then by distance; by sub-district where a position is missing. An activity of a whole
    sub-district is near to all of it."""
    area = shift.activity.area
    if area is None or facts.area is None:
        return None
    if area.pk == facts.area:
        return Reason(gettext("Place: in %(place)s, at home") % {"place": area}, int(points["suggest_same_place"]))
    if facts.position and area.position:
        return _by_distance(distance_km(facts.position, area.position), area, points)
    if facts.district and facts.district in (area.pk, area.parent_id):
        return Reason(gettext("Place: %(place)s, nearby") % {"place": area}, int(points["suggest_near_place"]))
    return None


def _by_distance(km: float, area: AdminArea, points: Mapping[str, Decimal]) -> Reason | None:
    """As next to home at 0 km, falling evenly to what "nearby" is worth at the farthest distance that counts."""
    farthest, here, near = (float(points[f"suggest_{name}"]) for name in ("within_km", "same_place", "near_place"))
    if not km <= farthest:
        return None
    text = gettext("Place: %(place)s, about %(km)d km from the home community")
    if km < 1:
        text = gettext("Place: %(place)s, less than 1 km from the home community")
    worth = near + (here - near) * (1 - km / farthest) if farthest else here
    return Reason(text % {"place": area, "km": round(km)}, round(worth))


def _by_past(facts: Facts, shift: Shift, points: Mapping[str, Decimal]) -> Reason | None:
    times = facts.been_there.get(shift.activity_id, 0)
    if not times:
        return None
    text = ngettext("Experience: was there %(times)d time", "Experience: was there %(times)d times", times)
    return Reason(text % {"times": times}, int(points["suggest_been_there"]))


def _by_field(facts: Facts, shift: Shift, points: Mapping[str, Decimal]) -> Reason | None:
    if shift.activity.field not in facts.fields:
        return None
    text = gettext("Field: %(field)s") % {"field": shift.activity.get_field_display()}
    return Reason(text, int(points["suggest_field"]))


def _by_need(shift: Shift, points: Mapping[str, Decimal]) -> Reason | None:
    missing = sum(max(0, role.minimum - role.taken) for role in shift.roles.all())
    if not missing:
        return None
    text = ngettext("Needed: %(missing)d person is missing", "Needed: %(missing)d people are missing", missing)
    return Reason(text % {"missing": missing}, int(points["suggest_need"]), is_personal=False)


def _skills(pks: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = VolunteerSkill.objects.filter(volunteer__in=pks).order_by()
    for volunteer, skill in rows.values_list("volunteer", "skill"):
        found.setdefault(volunteer, set()).add(skill)
    return found


def _free_times(pks: list[int]) -> dict[int, set[tuple[int, str]]]:
    found: dict[int, set[tuple[int, str]]] = {}
    rows = FreeTime.objects.filter(volunteer__in=pks).order_by()
    for volunteer, day, part in rows.values_list("volunteer", "weekday", "part"):
        found.setdefault(volunteer, set()).add((day, part))
    return found


def _attendances(pks: list[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    present = Attendance.objects.filter(outcome=Outcome.PRESENT, signup__volunteer__in=pks).order_by()
    rows = present.values_list("signup__volunteer", "signup__shift__activity").annotate(times=Count("pk"))
    for volunteer, activity, times in rows:
        found.setdefault(volunteer, {})[activity] = times
    return found
