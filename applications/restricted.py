"""Reading restricted cases: which of them somebody may know of, and who is told about them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.permissions import scope_of
from applications import states
from applications.models import Application, NamedPerson, Restriction
from applications.permissions_of_restriction import NAMING, READING
from applications.selectors import colleagues_in

HANDLING = (NamedPerson.Place.FIRST, NamedPerson.Place.SECOND)
LIVE = Q(people__ended_at__isnull=True)


def restrictions_of(user: Any) -> QuerySet[Restriction]:
    """Those the person is named for; for leaders and supervisors all of their area, by number and deadline only."""
    scope = scope_of(user, *READING)
    if scope.everything:
        return Restriction.objects.all()
    named = NamedPerson.objects.filter(user=user, ended_at__isnull=True).values("restriction")
    within = scope.q("application__area") if scope else Q(pk__in=[])
    return Restriction.objects.filter(Q(pk__in=named) | within)


def named_for(user: Any) -> QuerySet[Restriction]:
    """Open cases for which the person is named."""
    people = NamedPerson.objects.filter(user=user, ended_at__isnull=True).values("restriction")
    return Restriction.objects.filter(pk__in=people, application__state__in=states.OPEN)


def without_people(user: Any) -> QuerySet[Restriction]:
    """Open cases of a leader's area for which two who handle them and have an account are not named."""
    both = Count("people", filter=LIVE & Q(people__place__in=HANDLING, people__user__is_active=True))
    rows = Restriction.objects.filter(scope_of(user, *NAMING).q("application__area"))
    return rows.filter(application__state__in=states.OPEN).annotate(both=both).filter(both__lt=len(HANDLING))


def told_instead(cases: Collection[Application], *, at: datetime) -> dict[int, list[int]]:
    """For each restricted case among them the users who are told of it: the named ones, and who names them."""
    ids = [case.pk for case in cases if case.is_confidential]
    if not ids:
        return {}
    found = Restriction.objects.filter(application__in=ids).prefetch_related("people")
    by_id = {case.pk: case for case in cases}
    told = {}
    for row in found:
        named = [one.user_id for one in row.named.values()]
        told[row.application_id] = list(dict.fromkeys([*named, *namers_of(by_id[row.application_id], at=at)]))
    return told


def namers_of(case: Application, *, at: datetime) -> list[int]:
    return [user.pk for user in colleagues_in(case.area, *NAMING, at=at)]


def is_kept_from(case: Application, user_id: int) -> bool:
    """It is restricted, and this person is not named for it."""
    if not case.is_confidential or not Restriction.objects.filter(application=case).exists():
        return False
    live = NamedPerson.objects.filter(restriction__application=case, user=user_id, ended_at__isnull=True)
    return not live.exists()
