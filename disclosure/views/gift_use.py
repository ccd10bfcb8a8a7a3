"""The donor's page, opened with number and code; and the staff's pages of tracing."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disclosure import gift_use
from disclosure.forms import GiftUseForm
from disclosure.menu import tabs_at
from disclosure.permissions import may_read_office, may_trace
from disclosure.policy import policy_on
from disclosure.timed_gifts import stage_of, unspent_in_time
from disclosure.views.asking import demand
from donations.models import Donation
from web.forms import posted
from web.pagination import requested_page
from web.throttle import count, of_address, tries_of

FAILURES_PER_ADDRESS, FAILURES_OF_ALL = 20, 1_000  # in an hour: a mistyped code is no attack, a list of numbers is


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A POST, so that what is typed stays out of addresses and logs."""
    form = GiftUseForm(posted(request))
    if form.is_valid():
        return _answer(request, form.cleaned_data["reference"], form.cleaned_data["code"])
    return _form(request, form, status=422 if form.is_bound else 200)


@login_not_required
@require_safe
def of_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the QR code leads, with `?code=`; without a code it is asked for."""
    code = request.GET.get("code", "")
    if code:
        return _answer(request, reference, code)
    return _form(request, GiftUseForm(initial={"reference": reference[:20]}))


@require_safe
def of_gift(request: HttpRequest, reference: str) -> HttpResponse:
    """For the staff: the same page, with the code that the donor's paper carries."""
    demand(may_trace(request.user))
    gifts = Donation.objects.visible_to(request.user).filter(voucher__isnull=False).select_related("fund")
    gift = get_object_or_404(gifts, reference=reference)
    context = _context(request, gift) | {"code": gift_use.use_code(gift.reference)}
    return render(request, "disclosure/gift_use.html", context)


@require_safe
def in_time(request: HttpRequest) -> HttpResponse:
    """Gifts that must be used until a day and are not wholly spent; the nearest day first."""
    demand(may_read_office(request.user))
    today = timezone.localdate()
    policy = policy_on(today)
    page = requested_page(request, unspent_in_time(), ["use_by", "pk"])
    rows = [{"gift": gift, "stage": stage_of(gift, today, policy), "days": (gift.use_by - today).days} for gift in page]
    context = {"page": page, "rows": rows, "may_trace": may_trace(request.user), "first_days": policy.gift_first_days}
    return render(request, "disclosure/timed_gifts.html", context)


@require_safe
def of_voucher(request: HttpRequest, reference: str) -> HttpResponse:
    """The gifts behind a payment."""
    demand(may_trace(request.user))
    voucher = gift_use.voucher_of(reference)
    if voucher is None:
        raise Http404
    context = {"voucher": voucher, "lines": gift_use.lines_of(voucher), "gifts": gift_use.gifts_behind(voucher)}
    return render(request, "disclosure/voucher.html", context)


def _answer(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """One answer for an unknown number and for a wrong code."""
    keys = (of_address(request, "gift-uses"), "gift-uses")
    if any(tries_of(key) >= most for key, most in zip(keys, (FAILURES_PER_ADDRESS, FAILURES_OF_ALL), strict=True)):
        return _form(request, GiftUseForm(), _("Too many tries within an hour. Please wait."), status=429)
    gift = gift_use.opened_by(reference, code)
    if gift is None:
        for key in keys:
            count(key)
        return _form(request, GiftUseForm(), _("No donation has this number and this code."), status=404)
    return render(request, "disclosure/gift_use.html", _context(request, gift))


def _context(request: HttpRequest, gift: Donation) -> dict[str, Any]:
    least = policy_on(timezone.localdate()).smallest_group
    return {"use": gift_use.use_of(gift, least), "gift": gift, "least": least}


def _form(request: HttpRequest, form: GiftUseForm, problem: str = "", *, status: int = 200) -> HttpResponse:
    context = {"form": form, "problem": problem, "tabs": tabs_at(request.path)}
    return render(request, "disclosure/gift_use_form.html", context, status=status)
