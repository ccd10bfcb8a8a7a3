"""A route is planned with its homes and visitors, started by two of them, finished when every door was tried."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import AdminArea
from audit.recording import record
from beneficiaries.conflicts import conflict_between
from beneficiaries.models import Person
from delivery.festival_visits import states
from delivery.festival_visits.models import FestivalVisit, Nomination, Route, RouteVisitor, Season
from delivery.festival_visits.permissions import may_lead_route, may_plan_routes, may_visit, may_visit_here, walks
from delivery.festival_visits.services.moving import move
from delivery.festival_visits.workflow import ROUTE, VISIT
from protection.access import AccessContext
from protection.sealing import unseal_fields_of_many
from web.references import new_reference
from workflow.answers import Answer
from workflow.machine import NotAllowed, Refused

TWO = 2  # visitors at least (domain fact book §2.6; 最低生活保障审核确认办法 16)


@transaction.atomic
def plan_route(
    *, season: Season, subdistrict: AdminArea, day: date, visitors: Collection[Any], note: str, by: Any, at: datetime
) -> Route:
    """Raises NotAllowed, Refused for a day outside the season or a visitor without a role there."""
    _demand(may_plan_routes(by, subdistrict))
    season = Season.objects.get(pk=season.pk)
    _refuse_day(season, day)
    route = Route.objects.create(
        reference=new_reference("ZF"),
        season=season,
        subdistrict=subdistrict,
        day=day,
        note=note.strip(),
        planned_by=by,
        planned_at=at,
        state=ROUTE.initial,
        state_since=at,
    )
    _set_visitors(route, visitors)
    data = {"day": day.isoformat(), "visitors": sorted(user.pk for user in visitors)}
    record("festival_visits.route_planned", subject=route, by=by, at=at, data=data)
    return route


@transaction.atomic
def change_route(*, route: Route, day: date, visitors: Collection[Any], note: str, by: Any, at: datetime) -> Route:
    """Before and while it is walked. Raises NotAllowed, Refused."""
    route = locked(route)
    _demand(may_lead_route(by, route))
    _refuse_over(route)
    if day != route.day:
        _refuse_day(route.season, day)
    route.day, route.note = day, note.strip()
    route.save(update_fields=["day", "note"])
    _set_visitors(route, visitors)
    for visit in _planned(route):
        _refuse_ties(visitors, visit.nomination.visited)
    data = {"day": day.isoformat(), "visitors": sorted(user.pk for user in visitors)}
    record("festival_visits.route_changed", subject=route, by=by, at=at, data=data)
    return route


@transaction.atomic
def add_homes(*, route: Route, homes: Collection[Nomination], by: Any, at: datetime) -> list[FestivalVisit]:
    """Approved homes of the sub-district at the end of the route; one that was not reached before gets a new attempt.

    Raises NotAllowed; Refused for a home on another route, or where a visitor has a tie to the family.
    """
    route = locked(route)
    _demand(may_lead_route(by, route))
    _refuse_over(route)
    rows = Nomination.objects.filter(pk__in=[home.pk for home in homes], season=route.season)
    rows = rows.select_related("person", "area").select_for_update(of=("self",))
    last = route.visits.aggregate(last=Max("position"))["last"] or 0
    visitors = [one.user for one in route.visitors.select_related("user")]
    added = []
    for place, home in enumerate(rows.order_by("area__visiting_order", "area__code", "person__building_index", "pk")):
        _refuse_home(route, home)
        _refuse_ties(visitors, home.visited)
        added.append(_add_visit(route, home, last + place + 1, at))
    data = {"homes": [visit.nomination_id for visit in added]}
    record("festival_visits.homes_added", subject=route, by=by, at=at, data=data)
    return added


@transaction.atomic
def take_off(*, visit: FestivalVisit, by: Any, at: datetime) -> FestivalVisit:
    """The home waits for another route. Raises NotAllowed, IllegalTransition."""
    route = locked(visit.route)
    _demand(may_lead_route(by, route))
    visit = FestivalVisit.objects.select_for_update().get(pk=visit.pk)
    move(VISIT, "take-off", visit, by=by, at=at)
    return visit


@transaction.atomic
def order_homes(*, route: Route, order: Sequence[int], by: Any, at: datetime) -> Route:
    """`order` are primary keys of the visits of this route; those left out follow behind, as they stood."""
    route = locked(route)
    _demand(may_lead_route(by, route))
    rows = {visit.pk: visit for visit in route.visits.order_by("position", "pk")}
    wanted = [pk for pk in dict.fromkeys(order) if pk in rows]
    for place, pk in enumerate([*wanted, *(pk for pk in rows if pk not in set(wanted))], start=1):
        rows[pk].position = place
    FestivalVisit.objects.bulk_update(rows.values(), ["position"])
    record("festival_visits.homes_ordered", subject=route, by=by, at=at, data={"homes": len(rows)})
    return route


@transaction.atomic
def start_route(*, route: Route, by: Any, at: datetime) -> Route:
    """By one of its visitors, on its day or later. Raises NotAllowed, Refused without a second visitor or homes."""
    route = locked(route)
    if route.visitors.count() < TWO:
        raise Refused(_("Two people go together. Enter the second visitor first."))
    if not route.visits.filter(state=states.PLANNED).exists():
        raise Refused(_("Put homes on the route first."))
    if timezone.localdate(at) < route.day:
        raise Refused(_("This route is for %(day)s.") % {"day": route.day.isoformat()})
    move(ROUTE, "start", route, by=by, at=at)
    return route


@transaction.atomic
def finish_route(*, route: Route, by: Any, at: datetime) -> Route:
    """Every door was tried, nothing is left in the car. Raises NotAllowed, Refused."""
    route = locked(route)
    if route.visits.filter(state=states.PLANNED).exists():
        raise Refused(_("Some homes are still open: record them, or take them off the route."))
    if any(load.left for load in route.loads.all()):
        raise Refused(_("Goods are still with the visitors: enter what came back."))
    move(ROUTE, "finish", route, by=by, at=at, ended_at=at)
    return route


@transaction.atomic
def cancel_route(*, route: Route, by: Any, at: datetime) -> Route:
    """Its homes wait for another route. Raises NotAllowed, Refused while goods are with it."""
    route = locked(route)
    if any(load.left for load in route.loads.all()):
        raise Refused(_("Goods are still with the visitors: enter what came back."))
    move(ROUTE, "cancel", route, by=by, at=at, ended_at=at)
    for visit in _planned(route):
        move(VISIT, "take-off", visit, by=None, at=at)
    return route


@transaction.atomic
def open_addresses(*, route: Route, by: Any, at: datetime) -> dict[int, dict[str, str]]:
    """Address and telephone of the homes still to be visited, by primary key of the visit.

    Only for a visitor of the route, from the day before it until it is finished, and only of people whose record he may
    open; each look is in the access log of the person. Raises NotAllowed, Refused.
    """
    route = locked(route)
    _demand(walks(by, route))
    _refuse_over(route)
    if (route.day - timezone.localdate(at)).days > 1:
        raise Refused(_("Addresses are opened from the day before the route."))
    visits = _planned(route)
    people = {visit.pk: visit.nomination.visited for visit in visits if may_visit(by, visit.nomination.visited)}
    access = AccessContext(by=by, purpose="contact", at=at, reason=route.reference)
    opened = unseal_fields_of_many(people.values(), ["address", "phone"], access)
    record("festival_visits.addresses_opened", subject=route, by=by, at=at, data={"homes": len(people)})
    return {pk: opened[person.pk] for pk, person in people.items() if person.pk in opened}


def locked(route: Route) -> Route:
    return Route.objects.select_related("season", "subdistrict").select_for_update(of=("self",)).get(pk=route.pk)


def _planned(route: Route) -> list[FestivalVisit]:
    rows = route.visits.filter(state=states.PLANNED).select_related("nomination__person")
    return list(rows.order_by("position", "pk"))


def _add_visit(route: Route, home: Nomination, position: int, at: datetime) -> FestivalVisit:
    attempt = (home.visits.aggregate(last=Max("attempt"))["last"] or 0) + 1
    return FestivalVisit.objects.create(
        route=route, nomination=home, attempt=attempt, position=position, state=VISIT.initial, state_since=at
    )


def _set_visitors(route: Route, visitors: Collection[Any]) -> None:
    for user in visitors:
        _demand(may_visit_here(user, route.subdistrict) or _of_a_community(user, route.subdistrict))
    route.visitors.exclude(user__in=[user.pk for user in visitors]).delete()
    known = set(route.visitors.values_list("user_id", flat=True))
    RouteVisitor.objects.bulk_create(RouteVisitor(route=route, user=user) for user in visitors if user.pk not in known)


def _of_a_community(user: Any, subdistrict: AdminArea) -> Answer:
    """Workers of a single community go along as well."""
    answers = [may_visit_here(user, area) for area in subdistrict.children.all()]
    return next((answer for answer in answers if answer), may_visit_here(user, subdistrict))


def _refuse_home(route: Route, home: Nomination) -> None:
    if home.area.parent_id != route.subdistrict_id:
        raise Refused(_("%(home)s lies in another sub-district.") % {"home": home.reference})
    if home.state != states.APPROVED or home.visits.filter(state=states.PLANNED).exists():
        raise Refused(_("%(home)s is on a route already, or not to be visited.") % {"home": home.reference})


def _refuse_ties(visitors: Collection[Any], person: Person) -> None:
    for user in visitors:
        if not (answer := conflict_between(user, person)):
            raise Refused(_("%(name)s cannot visit this family: %(reason)s") % {"name": user, "reason": answer.reason})


def _refuse_day(season: Season, day: date) -> None:
    if season.state != states.OPEN:
        raise Refused(_("This season is not open."))
    if not season.nominate_from <= day <= season.visit_by:
        raise Refused(_("Visits end on %(day)s.") % {"day": season.visit_by.isoformat()})


def _refuse_over(route: Route) -> None:
    if route.state not in (states.PLANNED, states.UNDER_WAY):
        raise Refused(_("This route is over."))


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)
