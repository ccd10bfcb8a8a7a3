"""The register of gifts: the list, one gift, and its steps."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from donations import forms, services
from donations import states as s
from donations.filters import GiftFilterForm, narrowed
from donations.list_exports import GIFTS
from donations.models import Donation, Donor, UseChange
from donations.permissions import (
    may_keep_donors,
    may_keep_receipts,
    may_propose_change,
    may_register,
    may_see_gifts,
)
from donations.purposes import purpose_in_words
from donations.selectors import gifts_of, totals_of
from donations.timeline import entries_of
from donations.views.asking import ask_and_do, demand, demand_step, moved_on, one_form
from donations.views.securities import sales_of
from donations.workflow import CHANGE, GIFT
from jobs.views.exports import export_list
from web.forms import posted
from web.pagination import requested_page

STEPS: dict[str, tuple[type, Callable[..., Donation]]] = {
    "book": (forms.NoForm, services.book_gift),
    "cancel": (forms.ReasonForm, services.cancel_gift),
    "refund": (forms.ReasonForm, services.refund_gift),
}


@require_safe
def gift_list(request: HttpRequest) -> HttpResponse:
    demand(may_see_gifts(request.user))
    form = GiftFilterForm(request.GET)
    gifts = narrowed(gifts_of(request.user), form.chosen)
    page = requested_page(request, gifts, ["-pk"])
    context = {
        "form": form,
        "page": page,
        "rows": [{"gift": gift, "state": GIFT.states[gift.state], "purpose": purpose_in_words(gift)} for gift in page],
        "totals": totals_of(narrowed(Donation.objects.visible_to(request.user), form.chosen)),
        "may_register": may_register(request.user),
        "may_keep": may_keep_donors(request.user),
    }
    return render(request, "donations/list.html", context)


@ask_and_do
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, GIFTS, back=reverse("donations:list"))


@require_safe
def gift_detail(request: HttpRequest, reference: str) -> HttpResponse:
    gift = _gift(request, reference)
    changes = gift.use_changes.select_related("area", "proposed_by", "decided_by").order_by("-pk")
    context = {
        "gift": gift,
        "state": GIFT.states[gift.state],
        "purpose": purpose_in_words(gift),
        "offers": GIFT.available(gift, request.user),
        "may_keep": may_keep_donors(request.user) and gift.state == s.BOOKED,
        "changes": [
            {
                "change": change,
                "state": CHANGE.states[change.state],
                "purpose": purpose_in_words(change),
                "offers": CHANGE.available(change, request.user),
            }
            for change in changes
        ],
        "sales": sales_of(gift, request.user),
        "told": gift.feedback.select_related("told_by"),
        "receipts": gift.official_receipts.all(),
        "paper": gift.acknowledgements.filter(revoked_at__isnull=True).defer("private").first(),
        "may_keep_receipts": may_keep_receipts(request.user),
        "may_print": may_keep_donors(request.user),
        "may_enter_receipt": may_keep_receipts(request.user) and gift.state == s.BOOKED and not gift.has_receipt,
        "entries": entries_of(gift),
    }
    return render(request, "donations/detail.html", context)


@ask_and_do
def new_gift(request: HttpRequest) -> HttpResponse:
    """`?donor=` names who gave; without it the gift is anonymous."""
    demand(may_register(request.user))
    donor = _donor(request)
    form = forms.GiftForm(posted(request), donor=donor)

    def act() -> str:
        gift = services.register_gift(donor=donor, by=request.user, at=timezone.now(), **form.values())
        return _url(gift)

    lead = donor.name if donor else _("Without a donor: the gift is anonymous. For a known donor begin on his page.")
    back = reverse("donations:donor", args=[donor.reference]) if donor else reverse("donations:list")
    return one_form(request, form, act, title=_("Enter a donation"), back=back, lead=lead)


@ask_and_do
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """The permission first, then the state, then the form, then the service."""
    gift = _gift(request, reference)
    transition = demand_step(GIFT, name, gift, request.user)
    if request.method != "POST" and gift.state not in transition.sources:
        return moved_on(request, GIFT, gift, _url(gift))
    form_class, service = STEPS[name]
    form = form_class(posted(request))

    def act() -> str:
        service(gift=gift, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _url(gift)

    return one_form(request, form, act, title=transition.label, back=_url(gift), gift=gift, tone=transition.tone)


@ask_and_do
def tell(request: HttpRequest, reference: str) -> HttpResponse:
    gift = _gift(request, reference)
    demand(may_keep_donors(request.user))
    form = forms.TellForm(posted(request))

    def act() -> str:
        services.tell_donor(gift=gift, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _url(gift)

    return one_form(request, form, act, title=_("Tell the donor what became of it"), back=_url(gift), gift=gift)


@ask_and_do
def propose_change(request: HttpRequest, reference: str) -> HttpResponse:
    gift = _gift(request, reference)
    demand(may_propose_change(request.user))
    form = forms.ChangeForm(posted(request))

    def act() -> str:
        reason = form.cleaned_data["reason"]
        services.propose_change(gift=gift, purpose=form.purpose(), reason=reason, by=request.user, at=timezone.now())
        return _url(gift)

    return one_form(request, form, act, title=_("Propose another use"), back=_url(gift), gift=gift)


@ask_and_do
def agree_to_change(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    gift, change = _change(request, reference, pk)
    transition = demand_step(CHANGE, "agree", change, request.user)
    form = forms.ConsentForm(posted(request))

    def act() -> str:
        services.agree_to_change(change=change, by=request.user, at=timezone.now(), **form.values())
        return _url(gift)

    lead = _("New use: %(use)s") % {"use": purpose_in_words(change)}
    return one_form(request, form, act, title=transition.label, back=_url(gift), gift=gift, lead=lead)


@ask_and_do
def refuse_change(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    gift, change = _change(request, reference, pk)
    transition = demand_step(CHANGE, "refuse", change, request.user)
    form = forms.NoForm(posted(request))

    def act() -> str:
        services.refuse_change(change=change, by=request.user, at=timezone.now())
        return _url(gift)

    return one_form(request, form, act, title=transition.label, back=_url(gift), gift=gift, tone="danger")


def _gift(request: HttpRequest, reference: str) -> Donation:
    rows = gifts_of(request.user).select_related("pledge", "agreement", "voucher", "refund_voucher", "registered_by")
    return get_object_or_404(rows, reference=reference)


def _change(request: HttpRequest, reference: str, pk: int) -> tuple[Donation, UseChange]:
    gift = _gift(request, reference)
    return gift, get_object_or_404(gift.use_changes, pk=pk)


def _donor(request: HttpRequest) -> Donor | None:
    reference = request.GET.get("donor", "")
    return get_object_or_404(Donor.objects.visible_to(request.user), reference=reference) if reference else None


def _url(gift: Any) -> str:
    return reverse("donations:detail", args=[gift.reference])
