"""The store of a season: lots, what was spoiled, the books."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delivery.festival_visits import figures, states
from delivery.festival_visits.forms.goods import LotForm, SpoilForm
from delivery.festival_visits.models import Lot, Route, Season, StockMovement
from delivery.festival_visits.permissions import may_book, may_keep_store
from delivery.festival_visits.services import goods as services
from delivery.festival_visits.views.acting import ask_or_act, demand, season_of
from web.forms import posted
from workflow.machine import NotAllowed, WorkflowError

SHOWN = 50  # the newest movements


@require_safe
def goods(request: HttpRequest, year: int) -> HttpResponse:
    season = season_of(request, year)
    lots = figures.lots_of(season)
    movements = StockMovement.objects.filter(lot__season=season).select_related("lot__good", "by", "load__route")
    context = {
        "season": season,
        "lots": lots,
        "store_bars": [(str(lot), lot.in_store) for lot in lots],
        "movements": movements.order_by("-pk")[:SHOWN],
        "routes": set(Route.objects.visible_to(request.user).filter(season=season).values_list("pk", flat=True)),
        "may_keep": may_keep_store(request.user) and season.state != states.CLOSED,
        "may_book": may_book(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "festival_visits/goods.html", context)


@require_http_methods(["GET", "POST"])
def new_lot(request: HttpRequest, year: int) -> HttpResponse:
    season = season_of(request, year)
    demand(may_keep_store(request.user))
    form = LotForm(posted(request))
    return _act(
        request,
        season,
        form,
        _("Enter goods that came in"),
        lambda: services.receive_lot(season=season, delivery=form.delivery, by=request.user, at=timezone.now()),
    )


@require_http_methods(["GET", "POST"])
def spoil(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    season = season_of(request, year)
    demand(may_keep_store(request.user))
    lot = get_object_or_404(Lot.objects.select_related("good"), season=season, pk=pk)
    form = SpoilForm(posted(request))

    def effect() -> None:
        services.spoil_in_store(lot=lot, by=request.user, at=timezone.now(), **form.cleaned_data)

    return _act(request, season, form, _("Spoiled or lost: %(lot)s") % {"lot": lot}, effect)


@require_POST
def book(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    season = season_of(request, year)
    lot = get_object_or_404(Lot, season=season, pk=pk)
    try:
        services.book_lot(lot=lot, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    return redirect("festival_visits:goods", season.year)


def _act(request: HttpRequest, season: Season, form: Any, title: Any, effect: Any) -> HttpResponse:
    back = reverse("festival_visits:goods", args=[season.year])
    return ask_or_act(request, form, effect, title=title, back=back, season=season)
