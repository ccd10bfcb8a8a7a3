"""The page of a season, its days, places and packages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from delivery.festival_visits import figures, states
from delivery.festival_visits.forms.fields import PlainForm
from delivery.festival_visits.forms.seasons import (
    GoodForm,
    NewSeasonForm,
    PackageForm,
    QuotaForm,
    SeasonForm,
    first_days,
)
from delivery.festival_visits.lunar import LATEST
from delivery.festival_visits.models import Season
from delivery.festival_visits.permissions import may_keep_seasons, may_nominate, may_open_season, may_read
from delivery.festival_visits.reports import standing_of
from delivery.festival_visits.selectors import my_routes, newest_season
from delivery.festival_visits.services import seasons as services
from delivery.festival_visits.views.acting import ask_or_act, demand, season_of
from delivery.festival_visits.workflow import SEASON
from web.forms import posted

STEPS = {"open": services.open_season, "close": services.close_season}


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The newest season; without any, the page that begins one."""
    demand(may_read(request.user))
    season = newest_season()
    if season is not None:
        return redirect("festival_visits:season", season.year)
    return render(request, "festival_visits/none.html", {"may_keep": may_keep_seasons(request.user)})


@require_safe
def season(request: HttpRequest, year: int) -> HttpResponse:
    one = season_of(request, year)
    places = figures.places_of(one)
    total, today = figures.total_of(places), timezone.localdate()
    user = request.user
    context = {
        "season": one,
        "places": places,
        "total": total,
        "is_late": figures.is_late(one, total, today),
        "standing": standing_of(one, today),
        "days_left": (one.eve - today).days,
        "visited_bars": [(place.name, place.visited) for place in places],
        "day_bars": figures.days_of(one),
        "ground_bars": figures.grounds_of(one),
        "wishes": figures.wishes_of(one),
        "communities": figures.communities_of(one, user),
        "packages": one.packages.prefetch_related("lines__good"),
        "others": Season.objects.exclude(pk=one.pk).order_by("-year"),
        "offers": [(step, answer) for step, answer in SEASON.available(one, user) if answer],
        "may_keep": may_keep_seasons(user) and one.state != states.CLOSED,
        "may_nominate": may_nominate(user) and one.state == states.OPEN,
        "my_routes": my_routes(user).filter(season=one),
        "now": timezone.now(),
    }
    return render(request, "festival_visits/season.html", context)


@require_http_methods(["GET", "POST"])
def new_season(request: HttpRequest) -> HttpResponse:
    demand(may_keep_seasons(request.user))
    newest_one = newest_season()
    year = min(newest_one.year + 1 if newest_one else timezone.localdate().year + 1, LATEST)
    first: dict[str, Any] = {"year": year, **first_days(year)}
    if newest_one:
        first |= {"cash_fen": newest_one.cash_fen, "fund": newest_one.fund_id, "phone": newest_one.phone}
    form = NewSeasonForm(posted(request), initial=first)

    def effect() -> str:
        made = services.plan_season(
            year=form.cleaned_data["year"], terms=form.terms, by=request.user, at=timezone.now()
        )
        return reverse("festival_visits:season", args=[made.year])

    return ask_or_act(request, form, effect, title=_("Prepare a season"), back=reverse("festival_visits:newest"))


@require_http_methods(["GET", "POST"])
def change_season(request: HttpRequest, year: int) -> HttpResponse:
    one = _kept(request, year)
    first = {name: getattr(one, name) for name in services.Terms.__dataclass_fields__}
    form = SeasonForm(posted(request), initial=first)
    return _act(
        request,
        one,
        form,
        _("Days and standard"),
        lambda: services.change_season(season=one, terms=form.terms, by=request.user, at=timezone.now()),
    )


@require_http_methods(["GET", "POST"])
def quotas(request: HttpRequest, year: int) -> HttpResponse:
    one = _kept(request, year)
    form = QuotaForm(posted(request), season=one)
    return _act(
        request,
        one,
        form,
        _("Places per sub-district"),
        lambda: services.set_quotas(season=one, places=form.numbers, by=request.user, at=timezone.now()),
    )


@require_http_methods(["GET", "POST"])
def package(request: HttpRequest, year: int) -> HttpResponse:
    """A new package; one of the same Chinese name gets the new contents."""
    one = _kept(request, year)
    form = PackageForm(posted(request), initial={"is_default": not one.packages.exists()})

    def effect() -> None:
        data = form.cleaned_data
        services.set_package(
            season=one,
            name_zh=data["name_zh"],
            name_en=data["name_en"],
            contents=form.contents,
            is_default=data["is_default"],
            by=request.user,
            at=timezone.now(),
        )

    return _act(request, one, form, _("Package"), effect, has_goods=True)


@require_http_methods(["GET", "POST"])
def new_good(request: HttpRequest, year: int) -> HttpResponse:
    one = _kept(request, year)
    form = GoodForm(posted(request))
    back = reverse("festival_visits:package", args=[one.year])

    def effect() -> None:
        services.add_good(by=request.user, at=timezone.now(), **form.cleaned_data)

    return ask_or_act(request, form, effect, title=_("New goods"), back=back, season=one)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, year: int, name: str) -> HttpResponse:
    one = season_of(request, year)
    demand(may_open_season(request.user))
    form = PlainForm(posted(request))
    return _act(
        request,
        one,
        form,
        SEASON.transitions[name].label,
        lambda: STEPS[name](season=one, by=request.user, at=timezone.now()),
    )


def _kept(request: HttpRequest, year: int) -> Season:
    one = season_of(request, year)
    demand(may_keep_seasons(request.user))
    return one


def _act(request: HttpRequest, one: Season, form: Any, title: Any, effect: Any, **context: Any) -> HttpResponse:
    back = reverse("festival_visits:season", args=[one.year])
    return ask_or_act(request, form, effect, title=title, back=back, season=one, **context)
