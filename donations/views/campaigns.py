"""Campaigns: public pages with plan and progress, and what staff enter for them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from donations import campaign_forms, forms, services
from donations.models import Campaign, Reach
from donations.permissions import may_keep_donors, may_publish_campaign
from donations.selectors import Progress, lines_behind, progress_of, promised_matches_of
from donations.views.asking import ask_and_do, demand, one_form
from funds.models import CostKind, SlipKind
from funds.money import yuan as in_yuan
from funds.permissions import may_prepare_slip, may_see_funds
from web.forms import posted
from web.pagination import requested_page
from web.spreadsheet import Column, stream_csv
from web.templatetags.ui import yuan

CSV_COLUMNS = (
    Column(gettext_lazy("What"), lambda row: row[0]),
    Column(gettext_lazy("Part"), lambda row: row[1]),
    Column(gettext_lazy("Figure"), lambda row: row[2]),
    Column(gettext_lazy("Unit"), lambda row: row[3]),
)

FIGURES = {
    "money": gettext_lazy("Money that was raised"),
    "goods": gettext_lazy("Goods, securities and services that were raised, at their value"),
    "matched": gettext_lazy("Money that sponsors paid for their matches"),
    "cost": gettext_lazy("Cost of the campaign"),
}


@login_not_required
@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    page = requested_page(request, Campaign.objects.visible_to(request.user), ["-starts_on", "-pk"], size=20)
    context = {
        "page": page,
        "rows": page,
        "today": timezone.localdate(),
        "may_make": request.user.is_authenticated and may_keep_donors(request.user),
    }
    return render(request, "donations/campaigns.html", context)


@login_not_required
@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """Anybody reads a published one; staff also what is being prepared, and the rows behind each figure."""
    one, user = _campaign(request, code), request.user
    progress = progress_of(one)
    is_desk = user.is_authenticated and bool(may_keep_donors(user))
    context = {
        "campaign": one,
        "progress": progress,
        "as_of": timezone.now(),
        "is_running": one.is_running(timezone.localdate()),
        "days": [(f"{day:%m-%d}", in_yuan(total)) for day, _number, total in progress.by_day],
        "channels": progress.by_channel,
        "channel_bars": [(part.label, part.total_fen, yuan(part.total_fen)) for part in progress.by_channel],
        "reach": _reach_rows(progress),
        "reach_bars": [(Reach.Unit(unit).label, n, f"{n:,}") for unit, n in progress.reach.items()],
        "promised_fen": promised_matches_of(one) if is_desk else 0,
        "is_desk": is_desk,
        "may_change": is_desk and one.published_at is None,
        "may_publish": user.is_authenticated and one.published_at is None and may_publish_campaign(user),
        "may_see_lines": user.is_authenticated and may_see_funds(user),
    }
    return render(request, "donations/campaign.html", context)


@login_not_required
@require_safe
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure of the page as CSV."""
    one = _campaign(request, code)
    moment = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    title = _("%(table)s, as of %(moment)s") % {"table": one.title, "moment": moment}
    return stream_csv(f"{one.code}.csv", title=title, columns=CSV_COLUMNS, rows=_figures(progress_of(one)))


@ask_and_do
def new_campaign(request: HttpRequest) -> HttpResponse:
    demand(may_keep_donors(request.user))
    form = campaign_forms.CampaignForm(posted(request))

    def act() -> str:
        return _url(services.make_campaign(by=request.user, at=timezone.now(), **form.values()))

    return one_form(request, form, act, title=_("Prepare a campaign"), back=reverse("donations:campaigns"))


@ask_and_do
def change_campaign(request: HttpRequest, code: str) -> HttpResponse:
    one = _campaign(request, code)
    demand(may_keep_donors(request.user))
    form = campaign_forms.CampaignForm(posted(request), initial=campaign_forms.CampaignForm.initial_of(one))

    def act() -> str:
        return _url(services.change_campaign(campaign=one, by=request.user, at=timezone.now(), **form.values()))

    return one_form(request, form, act, title=_("Change the plan"), back=_url(one), lead=one.title)


@ask_and_do
def publish(request: HttpRequest, code: str) -> HttpResponse:
    one = _campaign(request, code)
    demand(may_publish_campaign(request.user))
    form = forms.NoForm(posted(request))

    def act() -> str:
        return _url(services.publish_campaign(campaign=one, by=request.user, at=timezone.now()))

    return one_form(request, form, act, title=_("Publish the campaign"), back=_url(one), lead=one.title)


@require_safe
def lines(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """The posted lines that a figure of the page is the sum of, for whoever reads the books."""
    one = _campaign(request, code)
    demand(may_see_funds(request.user))
    if figure not in FIGURES:
        raise Http404
    found = lines_behind(one, figure)
    page = requested_page(request, found.select_related("voucher", "account", "fund"), ["-pk"])
    context = {
        "campaign": one,
        "title": FIGURES[figure],
        "total_fen": found.aggregate(total=Sum("amount_fen", default=0))["total"],
        "page": page,
        "rows": page,
        "new_cost": _new_cost(one) if figure == "cost" and may_prepare_slip(request.user) else "",
    }
    return render(request, "donations/lines.html", context)


@ask_and_do
def reach(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind the people reached, and a form for one more."""
    one = _campaign(request, code)
    demand(may_keep_donors(request.user))
    form = campaign_forms.ReachForm(posted(request))

    def act() -> str:
        services.count_reach(campaign=one, by=request.user, at=timezone.now(), **form.values())
        return request.path

    columns = (_("Action"), _("Day"), _("Where the number comes from"), _("Counted in"), _("Number of people"))
    rows = [
        (r.action, r.reached_on.isoformat(), r.source, r.get_unit_display(), f"{r.number:,}") for r in one.reached.all()
    ]
    title = _("People reached by the campaign")
    return one_form(request, form, act, title=title, back=_url(one), lead=one.title, columns=columns, rows=rows)


def _new_cost(one: Campaign) -> str:
    chosen = {"campaign": one.code, "fund": one.fund_id, "cost": CostKind.FUNDRAISING}
    return f"{reverse('funds:new_slip', args=[SlipKind.COST])}?{urlencode(chosen)}"


def _figures(progress: Progress) -> list[tuple[Any, Any, Any, Any]]:
    return [*_sums(progress), *_parts(progress), *_people(progress)]


def _sums(progress: Progress) -> list[tuple[Any, Any, Any, Any]]:
    one, money = progress.campaign, _("yuan")
    return [
        (_("Target"), "", _plain(one.target_fen), money),
        (_("Raised"), "", _plain(progress.raised_fen), money),
        (_("Raised"), _("Of the target"), progress.percent, "%"),
        (_("Raised"), pgettext("gift", "Money"), _plain(progress.money_fen), money),
        (_("Raised"), _("Goods and services, at their value"), _plain(progress.goods_fen), money),
        (_("Raised"), _("Of it, paid by sponsors for their matches"), _plain(progress.matched_fen), money),
        (_("Raised"), _("Number of gifts"), progress.number, _("gifts")),
        (_("Cost of the campaign"), pgettext("cost", "Planned"), _plain(one.cost_plan_fen), money),
        (_("Cost of the campaign"), "", _plain(progress.cost_fen), money),
    ]


def _parts(progress: Progress) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Each channel and each day with its sum and its number of gifts."""
    money, people = _("yuan"), _("gifts")
    for part in progress.by_channel:
        yield _("By channel"), part.label, _plain(part.total_fen), money
        yield _("By channel"), part.label, part.number, people
    for day, number, total in progress.by_day:
        yield _("By day"), day.isoformat(), _plain(total), money
        yield _("By day"), day.isoformat(), number, people


def _people(progress: Progress) -> list[tuple[Any, Any, Any, Any]]:
    target = progress.campaign.target_person_times
    units = [(_("People reached"), "", n, Reach.Unit(unit).label) for unit, n in progress.reach.items()]
    return [(_("People reached"), _("Target"), target, Reach.Unit.PERSON_TIMES.label), *units]


def _reach_rows(progress: Progress) -> list[tuple[Any, str, str, str]]:
    """Unit, number, target and percent of it; only person-times have a target."""
    target, rows = progress.campaign.target_person_times, []
    for unit, number in progress.reach.items():
        has_target = unit == Reach.Unit.PERSON_TIMES and target > 0
        share = f"{number * 100 // target} %" if has_target else "—"
        rows.append((Reach.Unit(unit).label, f"{number:,}", f"{target:,}" if has_target else "—", share))
    return rows


def _plain(fen: int) -> str:
    return yuan(fen).replace(",", "")


def _campaign(request: HttpRequest, code: str) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user).select_related("fund"), code=code)


def _url(one: Campaign) -> str:
    return reverse("donations:campaign", args=[one.code])
