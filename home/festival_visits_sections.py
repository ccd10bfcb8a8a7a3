"""What Spring Festival visits bring to "my day": my routes, lists to be checked, wishes to be followed up, report."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.permissions import has_role
from areas.deadlines import end_of_day
from delivery.festival_visits.reminders import without_report
from delivery.festival_visits.reports import owed_from, report_by
from delivery.festival_visits.scopes import CHECKERS, KEEPERS, VISITORS
from delivery.festival_visits.selectors import homes_to_check, my_routes, wishes_for
from home.day import Row, Rows, Section, shown_while

MOST = 5


def _routes(user: Any, now: datetime) -> Rows:
    return [my_routes(user)] if has_role(user, *VISITORS) else []


@shown_while(_routes)
def festival_routes(_now: datetime, routes: Any) -> Section:
    rows = [
        Row(
            title=f"{route.day:%m-%d} · {route.subdistrict}",
            url=route.get_absolute_url(),
            sub=ngettext("%(count)d home to be visited", "%(count)d homes to be visited", route.left)
            % {"count": route.left},
            state=route.status,
        )
        for route in routes[:MOST]
    ]
    return Section(_("My festival visits"), "geo-alt", "", rows=rows)


def _lists(user: Any, now: datetime) -> Rows:
    """Nominated households of my places that somebody else nominated."""
    return [homes_to_check(user).exclude(nominated_by=user)] if has_role(user, *CHECKERS) else []


@shown_while(_lists)
def festival_lists(_now: datetime, homes: Any) -> Section:
    rows = [
        Row(
            title=home.reference,
            url=reverse("festival_visits:community", args=[home.season.year, home.area.code]),
            sub=str(home.area),
            state=home.status,
        )
        for home in homes.select_related("area", "season").order_by("nominated_at")[:MOST]
    ]
    return Section(_("Festival lists to be checked"), "card-checklist", "", rows=rows)


def _wishes(user: Any, now: datetime) -> Rows:
    """For those who look after a sub-district; a worker reads them from the page of the season."""
    return [wishes_for(user).filter(handled_at__isnull=True)] if has_role(user, *CHECKERS) else []


@shown_while(_wishes)
def festival_wishes(_now: datetime, wishes: Any) -> Section:
    rows = [
        Row(
            title=wish.visit.nomination.reference,
            url=reverse("festival_visits:follow_up", args=[wish.pk, wish.kind]),
            sub=wish.get_kind_display(),
        )
        for wish in wishes.order_by("heard_at", "pk")[:MOST]
    ]
    more = reverse("festival_visits:wishes")
    return Section(_("Wishes heard at the door"), "balloon-heart", "", more=more, rows=rows)


def _reports(user: Any, now: datetime) -> Rows:
    """Seasons that nobody made the report of; for those who may make it."""
    return [without_report(timezone.localdate(now))] if has_role(user, *KEEPERS) else []


@shown_while(_reports)
def festival_reports(now: datetime, seasons: Any) -> Section | None:
    """From the day on which its makers are told of it, a deadline that staff edit."""
    rows = [
        Row(
            title=str(season),
            url=reverse("festival_visits:report", args=[season.year]),
            state=season.status,
            due_at=end_of_day(report_by(season)),
        )
        for season in seasons
        if owed_from(season) <= timezone.localdate(now)
    ]
    return Section(_("Reports of Spring Festival visits"), "journal-text", "", rows=rows) if rows else None
