"""Matching pools of a campaign: terms, what they gave, and their steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from donations import services
from donations.forms import ReasonForm
from donations.models import Campaign, MatchEntry, MatchingPool, Pledge
from donations.permissions import may_confirm_pool, may_keep_donors, may_see_gifts
from donations.pool_forms import PoolForm
from donations.selectors import SEALED_OF_DONOR
from donations.views.asking import ask_and_do, demand, one_form
from funds.errors import FundsError
from programs.registry import scheme_choices
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page
from workflow.machine import NotAllowed, WorkflowError

CHIPS = {"calculated": "review", "confirmed": "approved", "paid": "paid", "reversed": "closed"}


@require_safe
def pool_list(request: HttpRequest) -> HttpResponse:
    demand(may_see_gifts(request.user))
    page = requested_page(request, _pools(request), ["-pk"])
    return render(request, "donations/pools.html", {"page": page, "rows": page})


@ask_and_do
def new_pool(request: HttpRequest, code: str) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), code=code)
    demand(may_keep_donors(request.user))
    days = {"starts_on": campaign.starts_on, "ends_on": campaign.ends_on, "least_gift": "1.00"}
    form = PoolForm(posted(request), initial=days)

    def act() -> str:
        sponsor, terms = form.cleaned_data["sponsor"], form.terms()
        pool = services.open_pool(campaign=campaign, sponsor=sponsor, terms=terms, by=request.user, at=timezone.now())
        return reverse("donations:pool", args=[pool.reference])

    back = reverse("donations:campaign", args=[campaign.code])
    return one_form(request, form, act, title=_("Enter a matching pool"), back=back, lead=campaign.title)


@require_safe
def pool_detail(request: HttpRequest, reference: str) -> HttpResponse:
    pool = _pool(request, reference)
    entries = pool.entries.select_related("gift", "payment")
    page = requested_page(request, entries, ["-pk"])
    titles = dict(scheme_choices())
    context = {
        "pool": pool,
        "page": page,
        "rows": [(entry, entry.gift or entry.payment, CHIPS[entry.state]) for entry in page],
        "left_fen": pool.total_fen - pool.matched_fen,
        "days": pool.days.all(),
        "schemes": [titles.get(code, code) for code in pool.schemes],
        "may_keep": may_keep_donors(request.user),
        "may_confirm": may_confirm_pool(request.user, pool),
        "pledges": Pledge.objects.filter(pk__in=pool.entries.values("pledge")).order_by("pk"),
        "is_going": pool.mode != MatchingPool.Mode.IMPORTED and pool.withdrawn_at is None,
        "is_imported": pool.mode == MatchingPool.Mode.IMPORTED,
        "has_confirmed": pool.entries.filter(state=MatchEntry.State.CONFIRMED).exists(),
    }
    return render(request, "donations/pool.html", context)


@require_POST
def calculate(request: HttpRequest, reference: str) -> HttpResponse:
    pool = _pool(request, reference)
    demand(may_keep_donors(request.user))
    return _do(request, pool, services.calculate_pool)


@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    pool = _pool(request, reference)
    demand(may_confirm_pool(request.user, pool))
    return _do(request, pool, services.confirm_pool)


@require_POST
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    pool = _pool(request, reference)
    demand(may_keep_donors(request.user))
    return _do(request, pool, services.settle_pool)


@ask_and_do
def end(request: HttpRequest, reference: str) -> HttpResponse:
    pool = _pool(request, reference)
    demand(may_keep_donors(request.user))
    form, back = ReasonForm(posted(request)), reverse("donations:pool", args=[pool.reference])

    def act() -> str:
        services.end_pool(pool=pool, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    lead = _("What the sponsor has paid stays matched. Everything else is taken back, and no gift is matched any more.")
    title = _("The sponsor withdraws")
    return one_form(request, form, act, title=title, back=back, tone="danger", lead=f"{pool.sponsor.name} · {lead}")


def _do(request: HttpRequest, pool: MatchingPool, service: Callable[..., Any]) -> HttpResponse:
    url = reverse("donations:pool", args=[pool.reference])

    def effect() -> str:
        service(pool=pool, by=request.user, at=timezone.now())
        return url

    try:
        return submit_once(request, effect, is_kept=True)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except (WorkflowError, FundsError) as refusal:
        messages.error(request, str(refusal))
        return redirect(url)


def _pools(request: HttpRequest) -> Any:
    pools = MatchingPool.objects.visible_to(request.user).select_related("campaign", "sponsor")
    return pools.defer(*(f"sponsor__{field}" for field in SEALED_OF_DONOR))


def _pool(request: HttpRequest, reference: str) -> MatchingPool:
    return get_object_or_404(_pools(request), reference=reference)
