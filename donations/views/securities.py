"""The sale of securities that were given, and the undoing of one."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from donations import forms, services
from donations import states as s
from donations.models import Donation, SecuritiesSale
from donations.permissions import may_sell, may_undo_sale
from donations.selectors import gifts_of
from donations.views.asking import ask_and_do, demand, one_form
from web.forms import posted
from workflow.answers import Answer


@dataclass(frozen=True)
class Sales:
    """For the page of a gift of securities; `rows` are sales with the answer whether this reader may undo them."""

    rows: list[tuple[SecuritiesSale, Answer]]
    units_left: Decimal
    may_sell: Answer | bool


def sales_of(gift: Donation, user: Any) -> Sales | None:
    """None for what are no securities, or not in the books."""
    if not gift.is_securities or gift.state not in (s.BOOKED, s.REFUNDED):
        return None
    rows = gift.sales.select_related("voucher").order_by("pk")
    left = services.units_left(gift)
    return Sales(
        [(row, may_undo_sale(user, row)) for row in rows], left, gift.state == s.BOOKED and left > 0 and may_sell(user)
    )


@ask_and_do
def sell(request: HttpRequest, reference: str) -> HttpResponse:
    gift = get_object_or_404(gifts_of(request.user), reference=reference)
    demand(may_sell(request.user))
    form = forms.SaleForm(posted(request))

    def act() -> str:
        services.sell_securities(gift=gift, by=request.user, at=timezone.now(), **form.values())
        return _url(gift)

    return one_form(request, form, act, title=_("Enter a sale"), back=_url(gift), gift=gift, lead=gift.description)


@ask_and_do
def undo(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    gift = get_object_or_404(gifts_of(request.user), reference=reference)
    sale = get_object_or_404(gift.sales, pk=pk)
    demand(may_undo_sale(request.user, sale))
    form = forms.ReasonForm(posted(request))

    def act() -> str:
        services.undo_sale(sale=sale, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _url(gift)

    return one_form(request, form, act, title=_("Undo the sale"), back=_url(gift), gift=gift, tone="danger")


def _url(gift: Donation) -> str:
    return reverse("donations:detail", args=[gift.reference])
