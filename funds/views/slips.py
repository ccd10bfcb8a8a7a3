"""Entries that a person writes: the list, a new one, and booking or refusing it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from funds import slips
from funds.errors import FundsError
from funds.memos import campaign_name, scheme_name
from funds.models import Slip, SlipKind
from funds.permissions import may_book_slip, may_prepare_slip, may_refuse_slip
from funds.slip_forms import NoForm, RefuseForm, SlipForm
from funds.views.access import demand, demand_reader, tabs
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page

PROPOSED = ("fund", "cost", "campaign")  # what the page that leads here may fill in
ask_and_do = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def slip_list(request: HttpRequest) -> HttpResponse:
    """The open ones first, the latest first."""
    demand_reader(request)
    rows = _slips(request)
    page = requested_page(request, rows.filter(decided_at__isnull=False), ["-pk"])
    context = {
        "tabs": tabs("slips"),
        "waiting": rows.waiting().order_by("pk"),
        "page": page,
        "kinds": SlipKind.choices if may_prepare_slip(request.user) else (),
    }
    return render(request, "funds/slips.html", context)


@ask_and_do
def new(request: HttpRequest, kind: str) -> HttpResponse:
    demand(may_prepare_slip(request.user))
    if kind not in SlipKind.values:
        raise Http404
    proposed = {name: request.GET[name] for name in PROPOSED if name in request.GET}
    form = SlipForm(posted(request), kind=kind, initial={"booked_on": timezone.localdate(), **proposed})

    def act() -> str:
        return slips.prepare_slip(facts=form.facts(), by=request.user, at=timezone.now()).get_absolute_url()

    return _ask(request, form, act, title=SlipKind(kind).label, back=reverse("funds:slips"))


@require_GET
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    slip = _slip(request, reference)
    is_open = slip.decided_at is None
    context = {
        "slip": slip,
        "scheme": scheme_name(slip.scheme),
        "campaign": campaign_name(slip.campaign),
        "is_open": is_open,
        "may_book": may_book_slip(request.user, slip) if is_open else None,
        "may_refuse": may_refuse_slip(request.user, slip) if is_open else None,
    }
    return render(request, "funds/slip.html", context)


@ask_and_do
def book(request: HttpRequest, reference: str) -> HttpResponse:
    slip = _slip(request, reference)
    demand(may_book_slip(request.user, slip))
    form = NoForm(posted(request))

    def act() -> str:
        return slips.book_slip(slip=slip, by=request.user, at=timezone.now()).get_absolute_url()

    return _ask(request, form, act, title=_("Book the entry"), back=slip.get_absolute_url(), slip=slip)


@ask_and_do
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    slip = _slip(request, reference)
    demand(may_refuse_slip(request.user, slip))
    form = RefuseForm(posted(request))

    def act() -> str:
        return slips.refuse_slip(slip=slip, by=request.user, at=timezone.now(), **form.cleaned_data).get_absolute_url()

    back = slip.get_absolute_url()
    return _ask(request, form, act, title=_("Refuse the entry"), back=back, slip=slip, tone="danger")


def _ask(
    request: HttpRequest, form: Any, act: Callable[[], str], *, title: Any, back: str, tone: str = "brand", **more: Any
) -> HttpResponse:
    """What the service refuses is told in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            return submit_once(request, act, is_kept=True)
        except FundsError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "title": title, "back": back, "tone": tone, **more}
    return render(request, "funds/slip_form.html", context, status=422 if form.errors else 200)


def _slips(request: HttpRequest) -> Any:
    related = ("fund", "fund_to", "settles", "voucher", "prepared_by", "decided_by")
    return Slip.objects.visible_to(request.user).select_related(*related)


def _slip(request: HttpRequest, reference: str) -> Slip:
    """A stranger cannot tell an entry from one that does not exist."""
    return get_object_or_404(_slips(request), reference=reference)
