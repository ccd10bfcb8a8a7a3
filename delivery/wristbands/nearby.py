"""Volunteers who live near a place."""

from datetime import date

from django.db.models import Q

from areas.models import AdminArea
from volunteers.models import MatchingChoice, VolunteerProfile

MOST = 100  # who is called at once


def volunteers_near(area: AdminArea, *, wide: bool, on: date) -> list[VolunteerProfile]:
    """Grown-up ones of the community, `wide` of its whole sub-district, who did not refuse to be asked."""
    here = Q(area=area)
    if wide and area.parent_id:
        here |= Q(area=area.parent_id) | Q(area__parent=area.parent_id)
    unwilling = MatchingChoice.objects.filter(may_be_asked=False).values("volunteer")
    people = VolunteerProfile.objects.filter(here, user__is_active=True, declared_at__isnull=False)
    asked = people.exclude(pk__in=unwilling).select_related("user").order_by("pk")
    return [volunteer for volunteer in asked if not volunteer.is_minor_on(on)][:MOST]
