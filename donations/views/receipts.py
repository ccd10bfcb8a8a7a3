"""Receipts: entered and voided by the finance staff; the donor opens his gift with number and code."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from donations import forms, papers, services
from donations.models import Donation
from donations.permissions import may_keep_donors, may_keep_receipts
from donations.receipt_forms import OfficialReceiptForm, OpenForm
from donations.selectors import gifts_of
from donations.views.asking import ask_and_do, demand, one_form
from donations.workflow import GIFT
from protection.access import AccessContext
from web.forms import posted
from web.idempotency import submit_once
from web.throttle import counts_within, is_within
from web.typeset import pdf_response
from workflow.machine import WorkflowError

TRIES_PER_ADDRESS, TRIES_OF_ALL = 30, 2_000  # in an hour: a mistyped code is no attack, a list of numbers is


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_gift(request: HttpRequest) -> HttpResponse:
    """A POST, so that what is typed stays out of addresses and logs."""
    form = OpenForm(posted(request))
    if form.is_valid():
        return _answer(request, form.cleaned_data["number"], form.cleaned_data["code"])
    return render(request, "donations/open.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@require_safe
@never_cache
def gift_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Where the QR code leads, with `?code=`; without a code it is asked for."""
    code = request.GET.get("code", "")
    if code:
        return _answer(request, number, code)
    return render(request, "donations/open.html", {"form": OpenForm(initial={"number": number[:20]})})


@ask_and_do
def enter_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    gift = _gift(request, reference)
    demand(may_keep_receipts(request.user))
    initial = {"amount": f"{gift.amount_fen / 100:.2f}", "payer": gift.donor.name if gift.donor else ""}
    form = OfficialReceiptForm(posted(request), initial=initial)

    def act() -> str:
        services.enter_official_receipt(gift=gift, facts=form.facts(), by=request.user, at=timezone.now())
        return _url(gift)

    return one_form(request, form, act, title=_("Enter the official receipt"), back=_url(gift), gift=gift)


@ask_and_do
def void_receipt(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    gift = _gift(request, reference)
    receipt = get_object_or_404(gift.official_receipts, pk=pk)
    demand(may_keep_receipts(request.user))
    form = forms.ReasonForm(posted(request))

    def act() -> str:
        services.void_official_receipt(receipt=receipt, by=request.user, at=timezone.now(), **form.cleaned_data)
        return _url(gift)

    return one_form(
        request, form, act, title=_("Void the official receipt"), back=_url(gift), gift=gift, tone="danger",
        lead=str(receipt),
    )  # fmt: skip


@require_POST
def acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    gift = _gift(request, reference)
    demand(may_keep_donors(request.user))

    def effect() -> str:
        services.acknowledge(gift=gift, by=request.user, at=timezone.now())
        return _url(gift)

    try:
        return submit_once(request, effect)
    except WorkflowError as refusal:
        error(request, str(refusal))
        return redirect(_url(gift))


@require_safe
def acknowledgement(request: HttpRequest, reference: str) -> HttpResponse:
    """The paper as PDF, for staff who print it; opening the name is recorded."""
    gift = _gift(request, reference)
    demand(may_keep_donors(request.user))
    paper = get_object_or_404(gift.acknowledgements.select_related("gift"), revoked_at__isnull=True)
    access = AccessContext(by=request.user, purpose="certificate", at=timezone.now())
    return pdf_response(papers.typeset(paper, access), paper.number)


def _answer(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One answer for an unknown number, a wrong code and a changed text: 404, and nothing about which it was."""
    if not is_within(request, "gift-checks", TRIES_PER_ADDRESS) or not counts_within("gift-checks", TRIES_OF_ALL):
        context = {"form": OpenForm(), "problem": _("Too many tries within an hour. Please wait.")}
        return render(request, "donations/open.html", context, status=429)
    found = papers.opened(number, code)
    if found is None:
        problem = _("Number and code do not fit together. Compare them with the paper.")
        return render(request, "donations/open.html", {"form": OpenForm(), "problem": problem}, status=404)
    context = {"found": found, "state": GIFT.states[found.gift.state], "code": code}
    return render(request, "donations/opened.html", context)


def _gift(request: HttpRequest, reference: str) -> Donation:
    return get_object_or_404(gifts_of(request.user), reference=reference)


def _url(gift: Donation) -> str:
    return reverse("donations:detail", args=[gift.reference])
