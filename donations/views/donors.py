"""Donors with their gifts, pledges and agreements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from donations import forms, services
from donations import states as s
from donations.models import Donor, Pledge
from donations.permissions import may_keep_donors, may_register, may_see_gifts
from donations.purposes import purpose_in_words
from donations.searching import found_donors
from donations.selectors import donors_of, gifts_of, pledges_of
from donations.timeline import entries_of
from donations.views.asking import ask_and_do, demand, demand_step, moved_on, one_form
from donations.workflow import GIFT, PLEDGE
from web.forms import posted
from web.pagination import requested_page
from web.tabs import StateTab, state_tabs

PLEDGE_TABS = (
    StateTab("open", PLEDGE.states[s.PLEDGE_OPEN].label, (s.PLEDGE_OPEN,), is_hot=True),
    StateTab("kept", PLEDGE.states[s.PLEDGE_KEPT].label, (s.PLEDGE_KEPT,)),
    StateTab("withdrawn", pgettext_lazy("pledge", "Ended without payment"), s.PLEDGE_ENDED),
)
PLEDGE_TAB = {tab.code: tab for tab in PLEDGE_TABS}


@ask_and_do
def donor_list(request: HttpRequest) -> HttpResponse:
    """POST searches, so that names and numbers stay out of addresses and logs."""
    demand(may_see_gifts(request.user))
    form = forms.DonorSearchForm(posted(request))
    donors = donors_of(request.user)
    if form.is_bound:
        donors = found_donors(donors, form.cleaned_data["q"]) if form.is_valid() else donors.none()
    page = requested_page(request, donors, ["-pk"])
    context = {"form": form, "page": page, "rows": page, "may_keep": may_keep_donors(request.user)}
    return render(request, "donations/donors.html", context, status=422 if form.errors else 200)


@require_safe
def donor_detail(request: HttpRequest, reference: str) -> HttpResponse:
    donor = get_object_or_404(donors_of(request.user).select_related("employer"), reference=reference)
    page = requested_page(request, gifts_of(request.user).filter(donor=donor), ["-pk"])
    pledges = pledges_of(request.user).filter(donor=donor).order_by("-pk")
    context = {
        "donor": donor,
        "page": page,
        "rows": [{"gift": gift, "state": GIFT.states[gift.state], "purpose": purpose_in_words(gift)} for gift in page],
        "pledges": [{"pledge": pledge, "state": PLEDGE.states[pledge.state]} for pledge in pledges],
        "agreements": donor.agreements.all(),
        "may_keep": may_keep_donors(request.user),
        "may_register": may_register(request.user),
    }
    return render(request, "donations/donor.html", context)


@ask_and_do
def new_donor(request: HttpRequest) -> HttpResponse:
    demand(may_keep_donors(request.user))
    form = forms.DonorForm(posted(request))

    def act() -> str:
        return _url(services.enter_donor(by=request.user, at=timezone.now(), **form.cleaned_data))

    return one_form(request, form, act, title=_("Enter a donor"), back=reverse("donations:donors"))


@ask_and_do
def public_name(request: HttpRequest, reference: str) -> HttpResponse:
    donor = _donor(request, reference)
    initial = {"mode": donor.public_name_mode, "consented_on": donor.consented_on}
    form = forms.NameForm(posted(request), initial=initial)

    def act() -> str:
        services.choose_public_name(donor=donor, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _url(donor)

    return one_form(request, form, act, title=_("Public name"), back=_url(donor), lead=donor.name)


@ask_and_do
def new_pledge(request: HttpRequest, reference: str) -> HttpResponse:
    donor = _donor(request, reference)
    form = forms.PledgeForm(posted(request))

    def act() -> str:
        pledge = services.make_pledge(donor=donor, by=request.user, at=timezone.now(), **form.values())
        return reverse("donations:pledge", args=[pledge.reference])

    return one_form(request, form, act, title=_("Enter a pledge"), back=_url(donor), lead=donor.name)


@ask_and_do
def new_agreement(request: HttpRequest, reference: str) -> HttpResponse:
    donor = _donor(request, reference)
    form = forms.AgreementForm(posted(request))

    def act() -> str:
        services.record_agreement(donor=donor, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _url(donor)

    return one_form(request, form, act, title=_("Record an agreement"), back=_url(donor), lead=donor.name)


@require_safe
def pledge_list(request: HttpRequest) -> HttpResponse:
    demand(may_see_gifts(request.user))
    tab = PLEDGE_TAB.get(request.GET.get("tab", ""), PLEDGE_TABS[0])
    page = requested_page(request, pledges_of(request.user).filter(state__in=tab.states), ["-pk"])
    rows = Pledge.objects.visible_to(request.user)
    context = {
        "tabs": state_tabs(rows, PLEDGE_TABS, current=tab.code, url=reverse("donations:pledges")),
        "page": page,
        "rows": [{"pledge": pledge, "state": PLEDGE.states[pledge.state]} for pledge in page],
    }
    return render(request, "donations/pledges.html", context)


@require_safe
def pledge_detail(request: HttpRequest, reference: str) -> HttpResponse:
    pledge = get_object_or_404(pledges_of(request.user).select_related("campaign"), reference=reference)
    context = {
        "pledge": pledge,
        "state": PLEDGE.states[pledge.state],
        "offers": PLEDGE.available(pledge, request.user),
        "too_much_fen": (pledge.paid_fen or 0) - pledge.owed_fen if pledge.reduced_fen else 0,
        "gifts": [{"gift": gift, "state": GIFT.states[gift.state]} for gift in pledge.gifts.order_by("pk")],
        "entries": entries_of(pledge),
    }
    return render(request, "donations/pledge.html", context)


@ask_and_do
def withdraw_pledge(request: HttpRequest, reference: str) -> HttpResponse:
    pledge = get_object_or_404(pledges_of(request.user), reference=reference)
    back = reverse("donations:pledge", args=[pledge.reference])
    transition = demand_step(PLEDGE, "withdraw", pledge, request.user)
    if request.method != "POST" and pledge.state not in transition.sources:
        return moved_on(request, PLEDGE, pledge, back)
    form = forms.ReasonForm(posted(request))

    def act() -> str:
        services.withdraw_pledge(pledge=pledge, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    return one_form(request, form, act, title=transition.label, back=back, tone="danger", lead=pledge.donor.name)


def _donor(request: HttpRequest, reference: str) -> Donor:
    """404 for strangers, 403 for whoever reads but does not enter."""
    donor = get_object_or_404(Donor.objects.visible_to(request.user), reference=reference)
    demand(may_keep_donors(request.user))
    return donor


def _url(donor: Donor) -> str:
    return reverse("donations:donor", args=[donor.reference])
