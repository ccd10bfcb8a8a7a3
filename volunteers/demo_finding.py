"""Demo of finding: which skills help in which activity, and one volunteer who was asked."""

from collections.abc import Sequence
from datetime import datetime

from volunteers.asking import helpers_for
from volunteers.models import Activity, ActivitySkill, Shift, ShiftAsk, Skill, VolunteerTeam
from volunteers.services.matching import ask_to_help
from volunteers.services.wanted import set_wanted_skills

WANTED = {
    "慈善粥屋爱心早餐": ("烹饪",),
    "独居老人陪伴": ("理发", "心理疏导", "手语"),
    "社区义诊": ("医疗护理",),
    "北斗科普": ("电脑与手机", "课业辅导"),
    "社区演出": ("文艺表演", "摄影摄像"),
    "反诈宣传": ("电脑与手机",),
}


def load_finding(teams: Sequence[VolunteerTeam], at: datetime) -> None:
    """Adds what is missing; a second call adds nothing."""
    if ActivitySkill.objects.exists():
        return
    for activity in Activity.objects.filter(title_zh__in=WANTED, team__in=teams).select_related("team__leader"):
        skills = Skill.objects.filter(name_zh__in=WANTED[activity.title_zh])
        set_wanted_skills(activity=activity, skills=skills, by=activity.team.leader, at=at)
    if not ShiftAsk.objects.exists():
        _ask_somebody(teams, at)


def _ask_somebody(teams: Sequence[VolunteerTeam], at: datetime) -> None:
    coming = Shift.objects.filter(activity__team__in=teams, state="open", starts_at__gt=at)
    shifts = coming.select_related("activity__area", "activity__team__leader").prefetch_related("roles")
    for shift in shifts.order_by("starts_at", "pk")[:5]:
        leader = shift.activity.team.leader
        found = helpers_for(shift, leader, at).found
        if len(found) > 1:
            ask_to_help(shift=shift, volunteer=found[-1].volunteer, by=leader, at=at)
            return
