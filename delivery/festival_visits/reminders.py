"""What has to be done before New Year's Eve: routes of tomorrow, routes that stay open, homes on no route, unchecked
lists, the report. Events with a dedupe key: planned twice is planned once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from areas.deadlines import period_of
from audit.recording import Occurrence, record_many
from delivery.festival_visits import states
from delivery.festival_visits.models import Nomination, Route, Season
from delivery.festival_visits.reports import owed_from, report_by
from delivery.festival_visits.services.lists import LANE


def plan_reminders(*, at: datetime) -> int:
    """Records the reminders due at `at`; returns how many."""
    return record_many(list(_found(timezone.localdate(at))), at=at)


def _found(today: date) -> Iterator[Occurrence]:
    seasons = list(Season.objects.filter(state=states.OPEN).order_by("pk"))
    for route in Route.objects.open().filter(season__in=seasons).only("pk", "day", "version").order_by("pk"):
        yield from _of_route(route, today)
    for season in seasons:
        yield from _of_season(season, today)
    for season in without_report(today):
        yield from _of_report(season, today)


def _of_route(route: Route, today: date) -> Iterator[Occurrence]:
    """The day before and on the day once, afterwards once a day until it is finished."""
    if route.day < today:
        yield Occurrence("festival_visits.route_overdue", route, f"festival-route-overdue:{route.pk}:{today}")
    elif route.day <= today + timedelta(days=1):
        yield Occurrence("festival_visits.route_due", route, f"festival-route-due:{route.pk}:{route.day}")


def _of_season(season: Season, today: date) -> Iterator[Occurrence]:
    """Homes that nobody plans to visit, in the last days; lists that wait, from the end of nominating on."""
    days, _unit = period_of(LANE, "last_homes")
    if season.visit_by - timedelta(days=days) <= today <= season.visit_by:
        for place, number in _waiting(season):
            key = f"festival-homes-left:{season.pk}:{place}:{today}"
            yield Occurrence("festival_visits.homes_left", season, key, {"subdistrict": place, "count": number})
    if season.nominate_until < today <= season.visit_by:
        for place, number in _unchecked(season):
            key = f"festival-checks-due:{season.pk}:{place}:{today}"
            yield Occurrence("festival_visits.checks_due", season, key, {"subdistrict": place, "count": number})


def without_report(today: date) -> QuerySet[Season]:
    """Seasons that began and have no report. One that was closed is looked at until a month after its festival, because
    those of years ago were reported before reports were kept."""
    recent = Q(state=states.OPEN) | Q(state=states.CLOSED, festival_on__gt=today - timedelta(days=30))
    return Season.objects.filter(recent, reports__isnull=True).order_by("pk")


def _of_report(season: Season, today: date) -> Iterator[Occurrence]:
    """Once before its last day, which the lunar calendar gives; afterwards once a week until it is made."""
    by = report_by(season)
    if owed_from(season) <= today <= by:
        yield Occurrence("festival_visits.report_due", season, f"festival-report-due:{season.pk}:{by}")
    elif today > by:
        week = (today - by).days // 7
        yield Occurrence("festival_visits.report_overdue", season, f"festival-report-overdue:{season.pk}:{by}:{week}")


def _waiting(season: Season) -> list[tuple[int, int]]:
    rows = Nomination.objects.filter(season=season).waiting_for_a_visit().order_by("quota__subdistrict")
    return list(rows.values_list("quota__subdistrict").annotate(Count("pk")))


def _unchecked(season: Season) -> list[tuple[int, int]]:
    rows = Nomination.objects.filter(season=season, state=states.NOMINATED).order_by("quota__subdistrict")
    return list(rows.values_list("quota__subdistrict").annotate(Count("pk")))
