"""The households of a season: list, one household, who qualifies, nominating, the list of a community."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from areas.models import AdminArea
from beneficiaries.models import Household
from delivery.festival_visits import states
from delivery.festival_visits.benefits import goods_value_of
from delivery.festival_visits.candidates import candidates
from delivery.festival_visits.choices import Source
from delivery.festival_visits.forms.homes import HomesForm, HouseholdsForm, NominateForm, NoteForm, ReasonForm
from delivery.festival_visits.list_exports import HOMES
from delivery.festival_visits.models import BoardNotice, CashPart, Nomination, Season
from delivery.festival_visits.overlaps import overlaps_of
from delivery.festival_visits.permissions import (
    may_approve_lists,
    may_check_lists,
    may_nominate,
    may_nominate_home,
    may_retry_payment,
)
from delivery.festival_visits.selectors import (
    ORDER,
    TAB_OF,
    entries_of,
    home_tabs,
    homes_in,
    places_to_nominate,
    places_to_read,
    with_people,
)
from delivery.festival_visits.services import lists, money, nominations
from delivery.festival_visits.views.acting import ask_or_act, demand, home_of, season_of
from delivery.festival_visits.workflow import NOMINATION
from jobs.views.exports import export_list
from web.forms import posted
from web.pagination import requested_page
from web.references import normalise_reference
from workflow.machine import IllegalTransition, WorkflowError

STEPS: dict[str, Callable[..., Nomination]] = {"decline": nominations.decline, "withdraw": nominations.withdraw}


@require_safe
def homes(request: HttpRequest, year: int) -> HttpResponse:
    season = season_of(request, year)
    tab = TAB_OF.get(request.GET.get("tab", ""), TAB_OF["check"])
    areas = places_to_read(request.user)
    area = request.GET.get("area", "")
    area = area if areas.filter(code=area[:60]).exists() else ""
    rows = with_people(homes_in(season, request.user, tab, area))
    page = requested_page(request, rows, list(ORDER))
    url = reverse("festival_visits:homes", args=[season.year])
    context = {
        "season": season,
        "tab": tab,
        "tabs": home_tabs(season, request.user, tab, url, area),
        "areas": areas,
        "area": area,
        "rows": list(page),
        "page": page,
    }
    return render(request, "festival_visits/homes.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, HOMES, back=reverse("festival_visits:newest"))


@require_safe
def home(request: HttpRequest, reference: str) -> HttpResponse:
    one = home_of(request, reference)
    cash = CashPart.objects.filter(nomination=one).first()
    context = {
        "home": one,
        "season": one.season,
        "cash": cash,
        "may_retry": cash and cash.state == states.FAILED and may_retry_payment(request.user, cash),
        "goods_fen": goods_value_of([one.pk]).get(one.pk, 0),
        "visits": one.visits.select_related("route", "recorded_by").prefetch_related("wishes").order_by("attempt"),
        "offers": [(step, answer) for step, answer in NOMINATION.available(one, request.user)],
        "entries": entries_of(one),
        "sees_household": Household.objects.visible_to(request.user).filter(pk=one.household_id).exists(),
        "may_follow_up": may_nominate(request.user, one.area_id),
    }
    return render(request, "festival_visits/home.html", context)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """decline and withdraw ask for the reason; check acts at once."""
    one = home_of(request, reference)
    if name not in (*STEPS, "check"):
        raise Http404
    transition = NOMINATION.transitions[name]
    demand(transition.permission(request.user, one))
    form = ReasonForm(posted(request))
    if name == "check":
        del form.fields["reason"]

    def effect() -> None:
        if name == "check":
            lists.check_homes(homes=[one], by=request.user, at=timezone.now())
        else:
            STEPS[name](nomination=one, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())

    tone = "danger" if transition.tone == "danger" else "brand"
    return ask_or_act(request, form, effect, title=transition.label, back=one.get_absolute_url(), tone=tone, home=one)


@require_POST
def retry(request: HttpRequest, reference: str) -> HttpResponse:
    """The account in the register was put right."""
    one = home_of(request, reference)
    cash = get_object_or_404(CashPart.objects.select_related("nomination__person"), nomination=one)
    demand(may_retry_payment(request.user, cash))
    try:
        money.retry_payment(cash=cash, by=request.user, at=timezone.now())
    except WorkflowError:
        messages.error(request, _("This has moved on in the meantime. Go back and look how it stands now."))
    return redirect(one.get_absolute_url())


# --- Who qualifies ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def qualifying(request: HttpRequest, year: int) -> HttpResponse:
    """Households of a community with a proven hardship; those without other help are nominated together."""
    season = season_of(request, year)
    demand(may_nominate(request.user))
    if wanted := normalise_reference(request.GET.get("household", "")[:40]):
        if Household.objects.visible_to(request.user).filter(reference=wanted).exists():
            return redirect("festival_visits:nominate", season.year, wanted)
        messages.error(request, _("Choose a household that you see in the register."))
    areas = places_to_nominate(request.user)
    area = areas.filter(code=request.GET.get("area", "")[:60]).first() or areas.first()
    on = timezone.localdate()
    found = candidates(season, area, user=request.user, on=on) if area else []
    free = {one.household.pk: one for one in found if not one.met}
    form = HouseholdsForm(posted(request), keys=list(free))

    def effect() -> str:
        for household in form.cleaned_data["homes"].order_by("pk"):
            proposal = nominations.Proposal(ground=free[household.pk].grounds[0], source=Source.REGISTRY)
            nominations.nominate(
                season=season, household=household, proposal=proposal, by=request.user, at=timezone.now()
            )
        return f"{reverse('festival_visits:homes', args=[season.year])}?{urlencode({'area': area.code})}"

    context = {
        "season": season,
        "areas": areas,
        "area": area,
        "candidates": found,
        "quota": season.quotas.filter(subdistrict=area.parent_id).first() if area else None,
    }
    return ask_or_act(
        request,
        form,
        effect,
        title=_("Who qualifies"),
        back=reverse("festival_visits:season", args=[season.year]),
        done=_("The households are on the list. The sub-district checks them."),
        template="festival_visits/qualifying.html",
        **context,
    )


@require_http_methods(["GET", "POST"])
def nominate(request: HttpRequest, year: int, reference: str) -> HttpResponse:
    rows = Household.objects.visible_to(request.user).select_related("head", "area")
    household = get_object_or_404(rows, reference=reference)
    demand(may_nominate_home(request.user, household))
    season = season_of(request, year)
    on = timezone.localdate()
    met = overlaps_of(request.user, [household.pk], season=season, on=on).get(household.pk, [])
    form = NominateForm(posted(request), season=season, household=household, met=met, on=on)

    def effect() -> str:
        made = nominations.nominate(
            season=season, household=household, proposal=form.proposal, by=request.user, at=timezone.now()
        )
        return made.get_absolute_url()

    return ask_or_act(
        request,
        form,
        effect,
        title=_("Nominate for a visit"),
        back=reverse("festival_visits:qualifying", args=[season.year]),
        template="festival_visits/nominate.html",
        season=season,
        household=household,
        met=met,
    )


# --- The list of a community ------------------------------------------------------------------------------------------


@require_safe
def community(request: HttpRequest, year: int, code: str) -> HttpResponse:
    season, area = _place(request, year, code)
    rows = with_people(Nomination.objects.filter(season=season, area=area)).order_by("state", "pk")
    homes_here = list(rows.select_related("notice", "nominated_by"))
    at = timezone.now()
    context = {
        "season": season,
        "area": area,
        "groups": [
            (status, [one for one in homes_here if one.state == code])
            for code, status in states.NOMINATION.items()
            if any(one.state == code for one in homes_here)
        ],
        "to_check": [one for one in homes_here if one.state == states.NOMINATED and one.nominated_by != request.user],
        "to_post": [one for one in homes_here if one.state == states.CHECKED],
        "to_approve": [one for one in homes_here if one.state == states.POSTED and one.notice.ends_at <= at],
        "may_check": may_check_lists(request.user, area),
        "may_approve": may_approve_lists(request.user, area),
        "notices": BoardNotice.objects.filter(season=season, area=area)
        .prefetch_related("objections", "pictures")
        .order_by("-posted_at", "-pk"),
        "now": at,
    }
    return render(request, "festival_visits/community.html", context)


@require_POST
def check(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Those that are ticked."""
    season, area = _place(request, year, code)
    demand(may_check_lists(request.user, area))
    rows = Nomination.objects.filter(season=season, area=area, state=states.NOMINATED)
    form = HomesForm(request.POST, rows=rows)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["homes"]))
        return _to_list(season, area)
    try:
        done = lists.check_homes(homes=form.cleaned_data["homes"], by=request.user, at=timezone.now())
    except IllegalTransition:
        messages.error(request, _("This has moved on in the meantime. Go back and look how it stands now."))
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext("%(count)d household is checked.", "%(count)d households are checked.", len(done))
        messages.success(request, text % {"count": len(done)})
    return _to_list(season, area)


@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, year: int, code: str) -> HttpResponse:
    season, area = _place(request, year, code)
    demand(may_check_lists(request.user, area))
    form = ReasonForm(posted(request))
    del form.fields["reason"]
    return ask_or_act(
        request,
        form,
        lambda: lists.post_list(season=season, area=area, by=request.user, at=timezone.now()),
        title=_("Post the list on the board"),
        back=_list_url(season, area),
        done=_("The list is posted. Print it for the board of the community."),
        area=area,
    )


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, year: int, code: str) -> HttpResponse:
    season, area = _place(request, year, code)
    demand(may_approve_lists(request.user, area))
    form = NoteForm(posted(request))
    return ask_or_act(
        request,
        form,
        lambda: lists.approve_list(
            season=season, area=area, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
        ),
        title=_("Approve the list"),
        back=_list_url(season, area),
        done=_("The list is approved; the money is reserved."),
        area=area,
    )


def _place(request: HttpRequest, year: int, code: str) -> tuple[Season, AdminArea]:
    """A community that the reader sees."""
    area = get_object_or_404(places_to_read(request.user).select_related("parent"), code=code)
    return season_of(request, year), area


def _list_url(season: Season, area: AdminArea) -> str:
    return reverse("festival_visits:community", args=[season.year, area.code])


def _to_list(season: Season, area: AdminArea) -> HttpResponse:
    return redirect(_list_url(season, area))
