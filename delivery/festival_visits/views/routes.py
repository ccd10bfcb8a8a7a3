"""Routes: the list, one route on a phone, planning it, its goods, its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delivery.festival_visits import prints, states
from delivery.festival_visits.forms.fields import PlainForm
from delivery.festival_visits.forms.goods import LoadForm, UnloadForm
from delivery.festival_visits.forms.routes import RouteForm, RouteHomesForm
from delivery.festival_visits.models import FestivalVisit, Lot, Nomination, Route
from delivery.festival_visits.permissions import may_finish, may_lead_route, may_plan_routes, walks
from delivery.festival_visits.scopes import STOREKEEPERS
from delivery.festival_visits.selectors import (
    loads_of,
    possible_visitors,
    routes_of,
    subdistricts,
    visits_of,
    with_people,
)
from delivery.festival_visits.services import goods, routes
from delivery.festival_visits.views.acting import ask_or_act, demand, route_of, season_of
from delivery.festival_visits.workflow import ROUTE
from web.forms import posted
from web.pagination import requested_page
from web.typeset import pdf_response
from workflow.machine import NotAllowed, WorkflowError

OFFLINE_COPY = "X-Offline-Copy"  # the service worker keeps a page with this header and no other of the visits
MOST_HOMES = 200
STEPS: dict[str, Callable[..., Route]] = {
    "start": routes.start_route,
    "finish": routes.finish_route,
    "cancel": routes.cancel_route,
}


@require_safe
def all_routes(request: HttpRequest, year: int) -> HttpResponse:
    season = season_of(request, year)
    page = requested_page(request, routes_of(season, request.user), ["-day", "-id"])
    context = {
        "season": season,
        "rows": list(page),
        "page": page,
        "subdistricts": subdistricts(request.user, *STOREKEEPERS) if season.state == states.OPEN else [],
    }
    return render(request, "festival_visits/routes.html", context)


@require_http_methods(["GET", "POST"])
def new_route(request: HttpRequest, year: int, code: str) -> HttpResponse:
    season = season_of(request, year)
    demand(may_plan_routes(request.user))
    place = get_object_or_404(subdistricts(request.user, *STOREKEEPERS), code=code)
    people = possible_visitors(place, timezone.now())
    form = RouteForm(posted(request), people=people, initial={"day": timezone.localdate()})

    def effect() -> str:
        made = routes.plan_route(
            season=season, subdistrict=place, by=request.user, at=timezone.now(), **_of_route(form)
        )
        return reverse("festival_visits:route_homes", args=[made.reference])

    back = reverse("festival_visits:routes", args=[season.year])
    return ask_or_act(request, form, effect, title=_("Plan a route"), back=back, season=season, area=place)


@require_safe
def route(request: HttpRequest, reference: str) -> HttpResponse:
    one = route_of(request, reference)
    response = _page(request, one)
    if one.state == states.UNDER_WAY and walks(request.user, one):
        response.headers[OFFLINE_COPY] = "yes"  # masked names and places only
    return response


@require_POST
@never_cache
@sensitive_variables("opened")
def addresses(request: HttpRequest, reference: str) -> HttpResponse:
    """The same page with addresses and telephones of the homes still to be visited; each look is recorded."""
    one = route_of(request, reference)
    try:
        opened = routes.open_addresses(route=one, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
        return redirect(one.get_absolute_url())
    response = _page(request, one, opened)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _page(request: HttpRequest, one: Route, opened: dict[int, dict[str, str]] | None = None) -> HttpResponse:
    seen = set(Nomination.objects.visible_to(request.user).filter(visits__route=one).values_list("pk", flat=True))
    visits = [
        {
            "visit": visit,
            "home": visit.nomination,
            "opened": (opened or {}).get(visit.pk),
            "may_look": visit.nomination_id in seen,
        }
        for visit in visits_of(one)
    ]
    is_mine = bool(walks(request.user, one))
    may_lead = bool(may_lead_route(request.user, one))
    is_open = one.state in (states.PLANNED, states.UNDER_WAY)
    context = {
        "route": one,
        "season": one.season,
        "visitors": [row.user for row in one.visitors.select_related("user").order_by("pk")],
        "visits": visits,
        "left": sum(entry["visit"].state == states.PLANNED for entry in visits),
        "loads": list(loads_of(one)),
        "is_open": is_open,
        "is_walking": is_mine and one.state == states.UNDER_WAY,
        "may_open": is_mine and is_open and opened is None,
        "may_lead": may_lead and is_open,
        "may_unload": is_open and may_finish(request.user, one),
        "offers": [(step, answer) for step, answer in ROUTE.available(one, request.user)],
    }
    return render(request, "festival_visits/route.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, reference: str) -> HttpResponse:
    one = _led(request, reference)
    first = {"day": one.day, "note": one.note, "visitors": list(one.visitors.values_list("user_id", flat=True))}
    form = RouteForm(posted(request), people=possible_visitors(one.subdistrict, timezone.now()), initial=first)

    def effect() -> None:
        routes.change_route(route=one, by=request.user, at=timezone.now(), **_of_route(form))

    return _act(request, one, form, effect, _("Day and visitors"))


@require_http_methods(["GET", "POST"])
def homes(request: HttpRequest, reference: str) -> HttpResponse:
    """Homes of the sub-district that are approved and on no route, those not reached before among them."""
    one = _led(request, reference)
    rows = Nomination.objects.filter(season=one.season, area__parent=one.subdistrict).waiting_for_a_visit()
    waiting = with_people(rows).order_by("area__visiting_order", "area__code", "pk")
    form = RouteHomesForm(posted(request), rows=waiting)

    def effect() -> None:
        routes.add_homes(route=one, homes=list(form.cleaned_data["homes"]), by=request.user, at=timezone.now())

    has_some = waiting[:MOST_HOMES].exists()
    return _act(request, one, form, effect, _("Put homes on the route"), has_some=has_some)


@require_POST
def take_off(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    one = _led(request, reference)
    visit = get_object_or_404(FestivalVisit, route=one, pk=pk)
    return _do(request, one, lambda: routes.take_off(visit=visit, by=request.user, at=timezone.now()))


@require_POST
def move_up(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One place nearer to the beginning."""
    one = _led(request, reference)
    order = list(one.visits.exclude(state=states.CANCELLED).order_by("position", "pk").values_list("pk", flat=True))
    if pk not in order:
        raise Http404
    place = order.index(pk)
    order[max(place - 1, 0) : place + 1] = reversed(order[max(place - 1, 0) : place + 1])
    return _do(request, one, lambda: routes.order_homes(route=one, order=order, by=request.user, at=timezone.now()))


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest, reference: str) -> HttpResponse:
    one = _led(request, reference)
    lots = Lot.objects.filter(season=one.season, in_store__gt=0).select_related("good")
    form = LoadForm(posted(request), lots=[lot for lot in lots if not lot.is_past(one.day)])

    def effect() -> None:
        goods.load_route(route=one, quantities=form.quantities, by=request.user, at=timezone.now())

    return _act(request, one, form, effect, _("Take goods along"), needed=_needed(one), has_some=bool(form.lots))


@require_http_methods(["GET", "POST"])
def unload(request: HttpRequest, reference: str) -> HttpResponse:
    one = route_of(request, reference)
    demand(may_finish(request.user, one))
    form = UnloadForm(posted(request), loads=loads_of(one))

    def effect() -> None:
        goods.unload_route(
            route=one,
            returned=form.numbers("back"),
            spoiled=form.numbers("bad"),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )

    return _act(request, one, form, effect, _("Goods that came back"), has_some=bool(form.loads))


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    one = route_of(request, reference)
    transition = ROUTE.transitions[name]
    demand(transition.permission(request.user, one))
    tone = "danger" if transition.tone == "danger" else "brand"
    form = PlainForm(posted(request))

    def effect() -> None:
        STEPS[name](route=one, by=request.user, at=timezone.now())

    return _act(request, one, form, effect, transition.label, tone=tone)


@require_safe
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """领取签收表 to be signed on paper."""
    one = route_of(request, reference)
    return pdf_response(prints.signing_sheet(one, by=request.user, at=timezone.now()), f"route-{one.reference}")


def _needed(one: Route) -> list[tuple[Any, int]]:
    """Goods that the packages of the open homes need."""
    found: dict[Any, int] = {}
    for visit in visits_of(one).filter(state=states.PLANNED):
        for line in visit.nomination.package.lines.all() if visit.nomination.package else ():
            found[line.good] = found.get(line.good, 0) + line.quantity
    return list(found.items())


def _of_route(form: RouteForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {"day": data["day"], "visitors": list(data["visitors"]), "note": data["note"]}


def _led(request: HttpRequest, reference: str) -> Route:
    one = route_of(request, reference)
    demand(may_lead_route(request.user, one))
    return one


def _act(request: HttpRequest, one: Route, form: Any, effect: Any, title: Any, **context: Any) -> HttpResponse:
    return ask_or_act(request, form, effect, title=title, back=one.get_absolute_url(), route=one, **context)


def _do(request: HttpRequest, one: Route, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    return redirect(one.get_absolute_url())
