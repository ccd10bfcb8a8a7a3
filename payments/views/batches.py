"""Pages of payment batches. Each verb is a page that asks and a POST that does it once."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funds.ledger import PeriodClosed
from funds.models import Fund
from funds.services import FundsError
from jobs.views.exports import export_list
from payments import bank_files, prints, services, states
from payments.forms import ItemsForm, NewBatchForm, ReasonForm, ResultForm
from payments.list_exports import PAYMENTS
from payments.models import Payment, PaymentBatch
from payments.payables import PayableItem, payable_of
from payments.permissions import may_make_batch, may_see_checks, may_see_payments, may_send, may_work_on
from payments.results import ResultRefused
from payments.sampling import figures_of
from payments.selectors import batches_with_totals, payments_of, ready_items, totals_of
from payments.tabs import BY_CODE, DEFAULT, tab_links
from payments.timeline import entries_of
from payments.workflow import BATCH, PAYMENT
from web.idempotency import submit_once
from web.pagination import requested_page
from web.typeset import pdf_response
from workflow.answers import Answer
from workflow.machine import IllegalTransition, NotAllowed, Stale, WorkflowError

ask_and_do = require_http_methods(["GET", "HEAD", "POST"])
BooksRefused = (FundsError, PeriodClosed)


@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    _demand(may_see_payments(request.user))
    tab = BY_CODE.get(request.GET.get("tab", ""), DEFAULT)
    batches = batches_with_totals(request.user).filter(state__in=tab.states)
    page = requested_page(request, batches, ["-pk"])
    context = {
        "tabs": tab_links(request.user, tab, reverse("payments:list")),
        "page": page,
        "rows": [{"batch": batch, "state": BATCH.states[batch.state]} for batch in page],
        "may_make": may_make_batch(request.user),
    }
    return render(request, "payments/list.html", context)


@ask_and_do
def export(request: HttpRequest) -> HttpResponse:
    """The payments of one batch (?batch=) or of a tab (?tab=)."""
    return export_list(request, PAYMENTS, back=reverse("payments:list"))


@ask_and_do
def new_batch(request: HttpRequest) -> HttpResponse:
    """Without a fund in the query string: the funds that owe something. With one: what is ready in it."""
    _demand(may_make_batch(request.user))
    items = ready_items(request.user, on=timezone.localdate())
    fund = Fund.objects.visible_to(request.user).filter(code=request.GET.get("fund", "")).first()
    if fund is None:
        return _choose_fund(request, items)
    items = [item for item in items if item.fund_id == fund.pk]
    form = NewBatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def effect() -> str:
            return _url(
                services.open_batch(
                    fund=fund,
                    sources=form.cleaned_data["sources"],
                    bank_format=form.cleaned_data["bank_format"],
                    by=request.user,
                    at=timezone.now(),
                )
            )

        return _do(request, form, effect) or _items_page(request, form, items, fund, reverse("payments:list"), 422)
    status = 422 if request.method == "POST" else 200
    return _items_page(request, form, items, fund, reverse("payments:list"), status)


@require_GET
def batch_detail(request: HttpRequest, reference: str) -> HttpResponse:
    batch = _batch(request, reference)
    page = requested_page(request, payments_of(batch), ["position"], size=100)
    draw = getattr(batch, "draw", None)
    may_work = may_work_on(request.user, batch) and batch.state == states.OPEN
    context = {
        "batch": batch,
        "state": BATCH.states[batch.state],
        "totals": totals_of(batch),
        "actions": BATCH.available(batch, request.user),
        "page": page,
        "rows": [_row(payment) for payment in page],
        "may_change": may_work,
        "may_send": may_send(request.user, batch) if batch.state == states.RELEASED else None,
        "entries": entries_of(batch),
        "results": batch.result_files.select_related("imported_by").order_by("pk"),
        "bank_format": bank_files.bank_format(batch.bank_format).label,
        "rosters": prints.ROSTERS.values(),
        "draw": draw,
        "sample": figures_of(draw) if draw else None,
        "sees_checks": may_see_checks(request.user),
    }
    return render(request, "payments/detail.html", context)


@ask_and_do
def add_payments(request: HttpRequest, reference: str) -> HttpResponse:
    batch = _batch(request, reference)
    _demand(may_work_on(request.user, batch))
    items = [item for item in ready_items(request.user, on=timezone.localdate()) if item.fund_id == batch.fund_id]
    form = ItemsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def effect() -> str:
            sources = form.cleaned_data["sources"]
            services.add_payments(batch=batch, sources=sources, by=request.user, at=timezone.now())
            return _url(batch)

        return _do(request, form, effect, batch) or _items_page(request, form, items, batch.fund, _url(batch), 422)
    status = 422 if request.method == "POST" else 200
    return _items_page(request, form, items, batch.fund, _url(batch), status)


@require_POST
def remove_payment(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    batch = _batch(request, reference)
    payment = get_object_or_404(Payment, batch=batch, position=position)

    def effect() -> str:
        services.remove_payment(payment=payment, by=request.user, at=timezone.now())
        return _url(batch)

    return _do(request, None, effect, batch) or redirect(_url(batch))


@ask_and_do
def lock(request: HttpRequest, reference: str) -> HttpResponse:
    return _transition(request, reference, "lock", services.lock_batch)


@ask_and_do
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    return _transition(request, reference, "approve", services.approve_batch)


@ask_and_do
def return_to_maker(request: HttpRequest, reference: str) -> HttpResponse:
    return _transition(request, reference, "return", services.return_batch, ReasonForm)


@ask_and_do
def release(request: HttpRequest, reference: str) -> HttpResponse:
    return _transition(request, reference, "release", services.release_batch)


@ask_and_do
def close(request: HttpRequest, reference: str) -> HttpResponse:
    return _transition(request, reference, "close", services.close_batch)


@ask_and_do
def abort(request: HttpRequest, reference: str) -> HttpResponse:
    return _transition(request, reference, "abort", services.abort_batch, ReasonForm)


@require_GET
def roster(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The roster of a batch as PDF, or the sheet to sign."""
    batch = _batch(request, reference)
    if code not in prints.ROSTERS:
        raise Http404
    content = prints.typeset(prints.ROSTERS[code], batch, by=request.user, at=timezone.now())
    return pdf_response(content, f"{batch.reference}-{code}")


@require_POST
def bank_file(request: HttpRequest, reference: str) -> HttpResponse:
    """The file is made anew each time and leaves its trace each time; that is why it is a POST."""
    batch = _batch(request, reference)
    try:
        _made, content = services.make_bank_file(batch=batch, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except WorkflowError as refusal:
        messages.error(request, _("Not possible now: %(state)s.") % {"state": refusal})
        return redirect(_url(batch))
    layout = bank_files.bank_format(batch.bank_format)
    response = HttpResponse(content, content_type=layout.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{batch.reference}.{layout.extension}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@ask_and_do
def result(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes in what the bank sent back, or says everything that is wrong with it."""
    batch = _batch(request, reference)
    _demand(may_send(request.user, batch))
    if request.method != "POST" and batch.state != states.RELEASED:
        return _not_now(request, batch)
    form = ResultForm(request.POST or None, request.FILES or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()

        def effect() -> str:
            services.import_result(batch=batch, content=content, by=request.user, at=timezone.now())
            return _url(batch)

        try:
            response = _do(request, form, effect, batch)
            if response is not None:
                return response
        except ResultRefused as refusal:
            refused = refusal
    status = 422 if request.method == "POST" else 200
    context = {"batch": batch, "form": form, "refused": refused, "back": _url(batch)}
    return render(request, "payments/result.html", context, status=status)


def _transition(
    request: HttpRequest,
    reference: str,
    name: str,
    service: Callable[..., PaymentBatch],
    form_class: type[ReasonForm] | None = None,
) -> HttpResponse:
    """The page that asks (GET) and the POST that does it: the permission first, then the state, then the service."""
    batch = _batch(request, reference)
    transition = BATCH.transitions[name]
    _demand(transition.permission(request.user, batch))
    if request.method != "POST" and batch.state not in transition.sources:
        return _not_now(request, batch)
    form = form_class(request.POST or None) if form_class else None
    problem = None
    if request.method == "POST" and (form is None or form.is_valid()):
        values = form.cleaned_data if form else {}

        def effect() -> str:
            return _url(service(batch=batch, by=request.user, at=timezone.now(), **values))

        try:
            return _once(request, effect)
        except (IllegalTransition, Stale):
            return _not_now(request, batch)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (WorkflowError, *BooksRefused) as refusal:
            problem = refusal
    context = {
        "batch": batch,
        "totals": totals_of(batch),
        "transition": transition,
        "form": form,
        "problem": problem,
        "reasons": getattr(problem, "reasons", {}),
        "back": _url(batch),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "payments/transition.html", context, status=status)


def _do(
    request: HttpRequest, form: Any, effect: Callable[[], str], batch: PaymentBatch | None = None
) -> HttpResponse | None:
    """The redirect; None when the service refused and `form` (or a message) says why."""
    try:
        return _once(request, effect)
    except (IllegalTransition, Stale):
        return _not_now(request, batch)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except (WorkflowError, *BooksRefused) as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
    return None


def _once(request: HttpRequest, effect: Callable[[], str]) -> HttpResponse:
    return submit_once(request, effect, is_kept=True)


def _not_now(request: HttpRequest, batch: PaymentBatch | None) -> HttpResponse:
    if batch is None:
        return redirect("payments:list")
    batch.refresh_from_db()
    messages.error(request, _("Not possible now: %(state)s.") % {"state": BATCH.states[batch.state].label})
    return redirect(_url(batch))


def _choose_fund(request: HttpRequest, items: list[PayableItem]) -> HttpResponse:
    ready = Counter(item.fund_id for item in items)
    funds = Fund.objects.visible_to(request.user).filter(pk__in=ready)
    return render(
        request, "payments/choose_fund.html", {"funds": [{"fund": fund, "count": ready[fund.pk]} for fund in funds]}
    )


def _row(payment: Payment) -> dict[str, Any]:
    return {
        "payment": payment,
        "state": PAYMENT.states[payment.state],
        "url": payable_of(payment.source).url_of(payment),
    }


def _items_page(request, form, items, fund, back, status) -> HttpResponse:
    chosen = set(form.data.getlist("sources")) if form.is_bound else {item.source for item in items}
    context = {
        "form": form,
        "fund": fund,
        "rows": [{"item": item, "is_chosen": item.source in chosen} for item in items],
        "back": back,
    }
    return render(request, "payments/items.html", context, status=status)


def _batch(request: HttpRequest, reference: str) -> PaymentBatch:
    visible = PaymentBatch.objects.visible_to(request.user).select_related(
        "fund", "maker", "checker", "cashier", "draw"
    )
    return get_object_or_404(visible, reference=reference)


def _url(batch: PaymentBatch) -> str:
    return reverse("payments:detail", args=[batch.reference])


def _demand(answer: Answer) -> None:
    if not answer:
        raise PermissionDenied(str(answer.reason))
