"""Who is told about routes, homes and lists. Never who is visited."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts import roles
from accounts.models import RoleGrant, User
from accounts.selectors import people_with
from areas.models import AdminArea
from audit.models import Event
from delivery.festival_visits import states
from delivery.festival_visits.models import BoardNotice, Nomination, NoticeObjection, Route, Season, SeasonReport
from delivery.festival_visits.reports import report_by
from delivery.festival_visits.scopes import KEEPERS
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient


def officers_of(subdistrict_id: int | None, at: datetime) -> list[Recipient]:
    """Those who look after the sub-district; where nobody does, the reviewers of the federation."""
    held = RoleGrant.objects.in_force(at).filter(role=roles.SUBDISTRICT_OFFICER, area=subdistrict_id)
    here = User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk")
    return [user_recipient(person.pk) for person in here] or people_with(roles.FEDERATION_REVIEWER, at=at)


class AboutRoute(Message):
    category = Category.WORK
    sample = {"reference": "ZF-7K2M9X", "day": "2026-02-03", "count": 3}

    def recipients(self, event: Event) -> list[Recipient]:
        visitors = Route.objects.get(pk=event.subject_id).visitors.order_by("user").values_list("user_id", flat=True)
        return [user_recipient(pk) for pk in visitors]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        route = Route.objects.get(pk=event.subject_id)
        left = route.visits.filter(state=states.PLANNED).count()
        return {"reference": route.reference, "day": route.day.isoformat(), "count": left}

    def path(self, event: Event, recipient: Recipient) -> str:
        return Route.objects.get(pk=event.subject_id).get_absolute_url()

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return Route.objects.open().filter(pk=event.subject_id).exists()


@register
class RouteDue(AboutRoute):
    code = "festival_visits.route_due"
    event = "festival_visits.route_due"


@register
class RouteOverdue(AboutRoute):
    """To the visitors and to whoever looks after the sub-district."""

    code = "festival_visits.route_overdue"
    event = "festival_visits.route_overdue"

    def recipients(self, event: Event) -> list[Recipient]:
        route = Route.objects.get(pk=event.subject_id)
        return list(dict.fromkeys([*super().recipients(event), *officers_of(route.subdistrict_id, event.at)]))


class AboutPlace(Message):
    """About a sub-district in a season: `data` names it."""

    category = Category.WORK
    sample = {"place": "石佛办事处", "count": 3, "day": "2026-02-16"}

    def recipients(self, event: Event) -> list[Recipient]:
        return officers_of(event.data["subdistrict"], event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        season = Season.objects.get(pk=event.subject_id)
        place = AdminArea.objects.get(pk=event.data["subdistrict"])
        return {"place": str(place), "count": event.data["count"], "day": season.visit_by.isoformat()}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("festival_visits:season", args=[Season.objects.get(pk=event.subject_id).year])


@register
class HomesLeft(AboutPlace):
    code = "festival_visits.homes_left"
    event = "festival_visits.homes_left"

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        rows = Nomination.objects.filter(season=event.subject_id, quota__subdistrict=event.data["subdistrict"])
        return rows.waiting_for_a_visit().exists()


@register
class ChecksDue(AboutPlace):
    code = "festival_visits.checks_due"
    event = "festival_visits.checks_due"

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        rows = Nomination.objects.filter(season=event.subject_id, quota__subdistrict=event.data["subdistrict"])
        return rows.filter(state=states.NOMINATED).exists()


class AboutReport(Message):
    """To those who may make it."""

    category = Category.WORK
    sample = {"year": 2026, "day": "2026-02-15"}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(*KEEPERS, at=event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        season = Season.objects.get(pk=event.subject_id)
        return {"year": season.year, "day": report_by(season).isoformat()}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("festival_visits:report", args=[Season.objects.get(pk=event.subject_id).year])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return not SeasonReport.objects.filter(season=event.subject_id).exists()


@register
class ReportDue(AboutReport):
    code = "festival_visits.report_due"
    event = "festival_visits.report_due"


@register
class ReportOverdue(AboutReport):
    code = "festival_visits.report_overdue"
    event = "festival_visits.report_overdue"


@register
class ObjectionReceived(Message):
    code = "festival_visits.objection_received"
    event = "festival_visits.objection_received"
    category = Category.WORK
    may_disable = False
    sample = {"reference": "CG-7K2M9X", "day": "2025-12-24"}

    def recipients(self, event: Event) -> list[Recipient]:
        return officers_of(BoardNotice.objects.select_related("area").get(pk=event.subject_id).area.parent_id, event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        objection = NoticeObjection.objects.select_related("notice").get(pk=event.data["objection"])
        return {"reference": objection.notice.reference, "day": f"{objection.due_at:%Y-%m-%d}"}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("festival_visits:answer", args=[event.data["objection"]])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return NoticeObjection.objects.filter(pk=event.data["objection"], answered_at__isnull=True).exists()
