"""Seedling protection in "my day": trainings to be recorded for organisers, what a school has under way."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from delivery.seedling_protection import states
from delivery.seedling_protection.models import Distribution, School, TrainingSession
from delivery.seedling_protection.scopes import ORGANISERS
from home.day import Row, Rows, Section, shown_while

MOST = 5


def _late_trainings(user: Any, now: datetime) -> Rows:
    """Their hour is past, and nobody recorded them."""
    if not has_role(user, *ORGANISERS):
        return []
    return [TrainingSession.objects.visible_to(user).filter(state=states.PLANNED, starts_at__lt=now)]


@shown_while(_late_trainings)
def seedling_trainings(_now: datetime, late: Any) -> Section:
    rows = [
        Row(
            title=row.get_topic_display(),
            url=row.get_absolute_url(),
            sub=f"{row.starts_at:%m-%d} · {row.school}",
            state=row.status,
        )
        for row in late.select_related("school").order_by("starts_at", "pk")[:MOST]
    ]
    more = reverse("seedling_protection:trainings")
    return Section(_("Trainings to be recorded"), "clipboard-check", "", more=more, rows=rows)


def _my_schools(user: Any, now: datetime) -> Rows:
    """The schools that I speak for."""
    return [School.objects.of_contact(user)] if has_role(user, roles.PARTNER_OPERATOR) else []


@shown_while(_my_schools)
def seedling_schools(_now: datetime, schools: Any) -> Section:
    """With the distributions under way there."""
    mine = list(schools[:MOST])
    rows = [Row(title=school.name, url=school.get_absolute_url(), sub="") for school in mine]
    open_ones = Distribution.objects.filter(school__in=mine, state=states.PLANNED).select_related("item")
    rows += [
        Row(title=str(one.item), url=one.get_absolute_url(), sub=f"{one.day:%m-%d}", state=one.status)
        for one in open_ones.order_by("day", "pk")[:MOST]
    ]
    more = reverse("seedling_protection:overview")
    return Section(_("Seedling protection of my schools"), "people", "", more=more, rows=rows)
