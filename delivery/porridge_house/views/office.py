"""The federation's side: overview, morning board, counts, meals, signals, people who are missed."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delivery.porridge_house.board import board_of
from delivery.porridge_house.forms import NoteForm, ReviewForm, SignalForm, WelfareForm
from delivery.porridge_house.list_exports import MEALS
from delivery.porridge_house.models import DayCount, FraudSignal, MealRedemption, MealSite, WelfareSignal
from delivery.porridge_house.permissions import (
    countable,
    may_answer_welfare,
    may_keep_office,
    may_read_cards,
    may_read_office,
)
from delivery.porridge_house.policy import meal_terms_on
from delivery.porridge_house.selectors import (
    MEAL_ORDER,
    Totals,
    count_lines,
    meals_by_day,
    meals_by_month,
    meals_by_site,
    refused_by_reason,
    signal_lines,
    totals_on,
    uncounted,
)
from delivery.porridge_house.services import counts, meals, watching
from delivery.porridge_house.services.counts import is_too_different, needs_review
from delivery.porridge_house.views.asking import ask_and_do, demand, one_form
from delivery.porridge_house.views.counter import day_asked
from jobs.views.exports import export_list
from web.forms import posted
from web.pagination import requested_page

SIGNALS_SHOWN = 100
KEPT_SECONDS = 60


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The public counter: every number is counted from the rows."""
    today = timezone.localdate()
    sites = list(MealSite.objects.open().select_related("partner", "area").order_by("code"))
    terms = next((found for site in sites if (found := meal_terms_on(site, today))), None)
    totals, months = cache.get_or_set(f"meals-public:{today}", lambda: _public_figures(today), KEPT_SECONDS)
    context = {"totals": totals, "sites": sites, "terms": terms, "months": months, "now": timezone.now()}
    return render(request, "porridge_house/public.html", context)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    demand(may_read_office(request.user))
    today = timezone.localdate()
    first = today.replace(day=1)
    context = {
        "totals": totals_on(today),
        "months": meals_by_month(today),
        "days": meals_by_day(today),
        "sites": meals_by_site(first, today),
        "refused": refused_by_reason(first, today),
        "missing": uncounted(today),
        "open_signals": FraudSignal.objects.filter(answered_at__isnull=True).count(),
        "missed": WelfareSignal.objects.visible_to(request.user).open().count(),
        "may_keep": may_keep_office(request.user),
    }
    return render(request, "porridge_house/overview.html", context)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The morning board: the office sees all places, a clerk his own."""
    sites = MealSite.objects.visible_to(request.user)
    if not (may_read_office(request.user) or sites.exists()):
        raise PermissionDenied(str(may_read_office(request.user).reason))
    day = day_asked(request)
    lines = board_of(sites, day)
    context = {
        "lines": lines,
        "day": day,
        "total": sum(line.meals for line in lines),
        "in_office": bool(may_read_office(request.user)),
        "countable": countable(request.user, sites),
    }
    return render(request, "porridge_house/board.html", context)


@require_safe
def count_list(request: HttpRequest) -> HttpResponse:
    """The counts of the last days, the open differences marked; then the days that nobody has counted."""
    demand(may_read_office(request.user))
    rows = DayCount.objects.select_related("site", "counted_by", "reviewed_by")
    page = requested_page(request, rows, ["-day", "-id"])
    context = {
        "rows": count_lines(page, needs_review, is_too_different),
        "page": page,
        "missing": uncounted(timezone.localdate()),
        "may_keep": may_keep_office(request.user),
    }
    return render(request, "porridge_house/counts.html", context)


@ask_and_do
def review(request: HttpRequest, pk: int) -> HttpResponse:
    demand(may_keep_office(request.user))
    one = get_object_or_404(DayCount.objects.select_related("site"), pk=pk)
    form = ReviewForm(posted(request))
    back = reverse("porridge_house:counts")

    def act() -> str:
        counts.review_count(count=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    words = {"own": one.own_count, "system": counts.system_count(one.site, one.day)}
    lead = _("The place counted %(own)d, the portal %(system)d.") % words
    title = f"{one.site} · {one.day}"
    return one_form(request, form, act, title=_("Review the difference"), back=back, lead=f"{title}. {lead}")


@require_safe
def meal_log(request: HttpRequest) -> HttpResponse:
    """Every meal, newest first: what all figures are counted from."""
    demand(may_read_office(request.user))
    rows = MealRedemption.objects.select_related("card", "site", "operator", "statement")
    page = requested_page(request, rows, MEAL_ORDER)
    context = {"rows": list(page), "page": page, "may_keep": may_keep_office(request.user)}
    return render(request, "porridge_house/log.html", context)


@require_http_methods(["GET", "POST"])
def export_meals(request: HttpRequest) -> HttpResponse:
    return export_list(request, MEALS, back=reverse("porridge_house:log"))


@ask_and_do
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    demand(may_keep_office(request.user))
    meal = get_object_or_404(MealRedemption.objects.select_related("card", "site"), pk=pk)
    form = NoteForm(posted(request))
    back = reverse("porridge_house:log")

    def act() -> str:
        reason = form.cleaned_data["note"]
        meals.take_back_meal(meal=meal, reason=reason, by=request.user, at=timezone.now())
        return back

    lead = f"{meal.card.number} · {meal.site} · {timezone.localtime(meal.eaten_at):%Y-%m-%d %H:%M}"
    return one_form(request, form, act, title=_("Take the meal back"), back=back, tone="danger", lead=lead)


@require_safe
def signal_list(request: HttpRequest) -> HttpResponse:
    demand(may_read_office(request.user))
    rows = FraudSignal.objects.select_related("site", "card", "answered_by")
    context = {
        "open": signal_lines(rows.filter(answered_at__isnull=True)[:SIGNALS_SHOWN]),
        "answered": signal_lines(rows.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")[:20]),
        "may_keep": may_keep_office(request.user),
    }
    return render(request, "porridge_house/signals.html", context)


@ask_and_do
def answer_signal(request: HttpRequest, pk: int) -> HttpResponse:
    demand(may_keep_office(request.user))
    one = get_object_or_404(FraudSignal.objects.select_related("site", "card"), pk=pk)
    form = SignalForm(posted(request))
    back = reverse("porridge_house:signals")

    def act() -> str:
        watching.answer_signal(signal=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    lead = f"{one.site} · {one.day} · {signal_lines([one])[0].sentence}"
    return one_form(request, form, act, title=one.get_kind_display(), back=back, lead=lead, submit=_("Save"))


@require_safe
def missed(request: HttpRequest) -> HttpResponse:
    """Regular guests who have not come: for the work stations and sub-districts of these people, and the office."""
    demand(may_read_cards(request.user))
    rows = WelfareSignal.objects.visible_to(request.user).select_related("card__person__area", "answered_by")
    context = {
        "open": [_missed_row(request, row) for row in rows.open()[:SIGNALS_SHOWN]],
        "answered": rows.filter(answered_at__isnull=False).order_by("-answered_at", "-pk")[:20],
        "today": timezone.localdate(),
    }
    return render(request, "porridge_house/missed.html", context)


@ask_and_do
def answer_missed(request: HttpRequest, pk: int) -> HttpResponse:
    rows = WelfareSignal.objects.visible_to(request.user).select_related("card__person__area")
    one = get_object_or_404(rows, pk=pk)
    demand(may_answer_welfare(request.user, one))
    form = WelfareForm(posted(request))
    back = reverse("porridge_house:missed")

    def act() -> str:
        watching.answer_welfare(signal=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    lead = f"{one.card.person.name} · {one.card.person.area} · {_('last seen on')} {one.last_seen_on}"
    return one_form(request, form, act, title=_("How is the person?"), back=back, lead=lead, submit=_("Save"))


def _public_figures(today: date) -> tuple[Totals, list[tuple[str, int]]]:
    """Counted from every meal, so not at every visit of everybody."""
    return totals_on(today), meals_by_month(today)


def _missed_row(request: HttpRequest, row: WelfareSignal) -> dict[str, Any]:
    days = (timezone.localdate() - row.last_seen_on).days
    return {"signal": row, "days": days, "may_answer": may_answer_welfare(request.user, row)}
