"""Reading teams: the public list, one team, its people and their history, its activities."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from volunteers.choices import HoursKind
from volunteers.models import (
    Activity,
    BrandProject,
    HoursEntry,
    JoinRequest,
    Shift,
    TeamMembership,
    VolunteerProfile,
    VolunteerTeam,
)
from volunteers.models.shifts import PUBLIC_STATES

SHOWN = 10  # coming shifts on the page of a team or project


def teams_with_numbers(at: datetime) -> QuerySet[VolunteerTeam]:
    """Active teams with `members` and `coming` (announced shifts): one query."""
    live = Q(memberships__until__isnull=True, memberships__isnull=False)
    announced = Q(activities__shifts__starts_at__gt=at, activities__shifts__state="open")
    return (
        VolunteerTeam.objects.active()
        .select_related("area")
        .annotate(
            members=Count("memberships__person", filter=live, distinct=True),
            coming=Count("activities__shifts", filter=announced, distinct=True),
        )
        .order_by("name_zh")
    )


def coming_shifts(at: datetime, **where: Any) -> QuerySet[Shift]:
    """Announced shifts to come; `where` names the team or project."""
    shifts = Shift.objects.filter(state__in=PUBLIC_STATES, starts_at__gt=at, **where).exclude(state="cancelled")
    return shifts.select_related("activity__team").prefetch_related("roles").order_by("starts_at", "pk")


@dataclass(frozen=True)
class Person:
    """A member as leaders see him; `profile` is None for somebody without one (a worker who leads)."""

    membership: TeamMembership
    profile: VolunteerProfile | None
    in_charge: bool


def people_of(team: VolunteerTeam) -> list[Person]:
    """Leaders, deputies, then members: three queries."""
    order = {"leader": 0, "deputy": 1, "member": 2}
    rows = TeamMembership.objects.live().filter(team=team).select_related("person", "team")
    profiles = VolunteerProfile.objects.filter(user__in=rows.values("person")).defer("id_number", "emergency_contact")
    by_user = {profile.user_id: profile for profile in profiles}
    members = sorted(rows, key=lambda m: (m.person_id != team.leader_id, order[m.role], m.since, m.pk))
    return [Person(m, by_user.get(m.person_id), m.person_id == team.leader_id) for m in members]


def past_of(team: VolunteerTeam) -> QuerySet[TeamMembership]:
    """Stretches of time that have ended, latest first."""
    ended = TeamMembership.objects.filter(team=team, until__isnull=False)
    return ended.select_related("person").order_by("-until", "-pk")


def asked_of(team: VolunteerTeam) -> QuerySet[JoinRequest]:
    rows = JoinRequest.objects.open().filter(team=team).select_related("volunteer__user")
    return rows.prefetch_related("volunteer__skill_rows__skill").order_by("asked_at", "pk")


def activities_of(team: VolunteerTeam, at: datetime) -> QuerySet[Activity]:
    """With `coming` (shifts ahead) and `next_at`: one query."""
    ahead = Q(shifts__starts_at__gt=at) & ~Q(shifts__state="cancelled")
    return (
        Activity.objects.filter(team=team)
        .select_related("project")
        .annotate(coming=Count("shifts", filter=ahead), next_at=Min("shifts__starts_at", filter=ahead))
        .order_by("pk")
    )


@dataclass(frozen=True)
class Figures:
    """What a project has done so far; hours are minutes of service."""

    activities: int
    volunteers: int
    minutes: int


def figures_of(project: BrandProject) -> Figures:
    entries = HoursEntry.objects.filter(
        attendance__signup__shift__activity__project=project, kind=HoursKind.SERVICE
    ).order_by()
    served = entries.aggregate(minutes=Sum("minutes"), people=Count("volunteer", distinct=True))
    return Figures(project.activities.count(), served["people"], served["minutes"] or 0)
