"""The store: batches, sheets of codes for the printer, movements."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delivery.wristbands.forms import desk as forms
from delivery.wristbands.models import Batch, CodeSheet, Movement
from delivery.wristbands.papers import code_sheet
from delivery.wristbands.permissions import may_keep_store, may_read, may_see_books
from delivery.wristbands.services import sheets, stock
from delivery.wristbands.views.acting import act, form_page, require
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page
from web.typeset import pdf_response
from workflow.machine import Refused


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    require(may_read(request.user))
    moved = Movement.objects.select_related("batch", "event", "station", "by")
    page = requested_page(request, moved, ["-id"])
    context = {
        "batches": Batch.objects.visible_to(request.user),
        "rows": page,
        "page": page,
        "may_keep": may_keep_store(request.user),
        "sees_books": may_see_books(request.user),
    }
    return render(request, "wristbands/batches.html", context)


@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    one = _batch(request, pk)
    context = {
        "batch": one,
        "sheets": one.sheets.select_related("made_by", "confirmed_by"),
        "may_keep": may_keep_store(request.user),
        "sheet_form": forms.SheetForm(),
        "without_code": one.bands.filter(token_hash=None).count(),
    }
    return render(request, "wristbands/batch.html", context)


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    require(may_keep_store(request.user))
    form = forms.OrderForm(posted(request))

    def effect() -> str:
        made = stock.order_batch(by=request.user, at=timezone.now(), **form.given())
        return reverse("wristbands:batch", args=[made.pk])

    return act(request, form, effect) or _page(request, form, _("Order a batch"), reverse("wristbands:batches"))


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    one = _batch(request, pk)
    require(may_keep_store(request.user))
    form = forms.CountForm(posted(request))
    back = reverse("wristbands:batch", args=[one.pk])

    def effect() -> str:
        stock.receive_bands(batch=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    return act(request, form, effect) or _page(request, form, _("Bands have arrived"), back, one)


@require_http_methods(["GET", "POST"])
def allocate(request: HttpRequest) -> HttpResponse:
    return _move(request, stock.allocate_bands, _("Allocate bands"))


@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest) -> HttpResponse:
    return _move(request, stock.give_back_bands, _("Bands come back"))


@require_http_methods(["GET", "POST"])
def write_off(request: HttpRequest) -> HttpResponse:
    require(may_keep_store(request.user))
    form = forms.WriteOffForm(posted(request))
    back = reverse("wristbands:batches")

    def effect() -> str:
        stock.write_off_bands(by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    return act(request, form, effect) or _page(request, form, _("Damaged, missed or found again"), back)


@require_POST
def make_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer is the sheet itself: its codes exist nowhere else, and going back makes none again."""
    one = _batch(request, pk)
    require(may_keep_store(request.user))
    form = forms.SheetForm(request.POST)
    if form.is_valid():
        try:
            made, codes = sheets.make_sheet(batch=one, by=request.user, at=timezone.now(), **form.cleaned_data)
            return _sheet(made, codes)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form, _("Codes for the printer"), reverse("wristbands:batch", args=[one.pk]), one)


@require_POST
def make_sheet_anew(request: HttpRequest, pk: int) -> HttpResponse:
    one = _of_keeper(request, pk)
    try:
        return _sheet(*sheets.make_sheet_anew(sheet=one, by=request.user, at=timezone.now()))
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal


@require_POST
def confirm_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    one = _of_keeper(request, pk)

    def effect() -> str:
        sheets.confirm_sheet(sheet=one, by=request.user, at=timezone.now())
        return reverse("wristbands:batch", args=[one.batch_id])

    return submit_once(request, effect)


def _move(request: HttpRequest, service: Any, title: Any) -> HttpResponse:
    require(may_keep_store(request.user))
    initial = {"event": request.GET.get("event", "")[:10]}
    form = forms.AllocateForm(posted(request), initial=initial)
    back = reverse("wristbands:batches")

    def effect() -> str:
        service(by=request.user, at=timezone.now(), **form.cleaned_data)
        event = form.cleaned_data["event"]
        return reverse("wristbands:event", args=[event.number]) if event else back

    return act(request, form, effect) or _page(request, form, title, back)


def _sheet(made: CodeSheet, codes: sheets.Codes) -> HttpResponse:
    response = pdf_response(code_sheet(made, codes, at=made.made_at), f"wristband-codes-{made.first_number:05}")
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("inline", "attachment")
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, form: Any, title: Any, back: str, heading: Any = "") -> HttpResponse:
    return form_page(request, "wristbands/step.html", form, title=title, back=back, tone="brand", heading=heading)


def _batch(request: HttpRequest, pk: int) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)


def _of_keeper(request: HttpRequest, pk: int) -> CodeSheet:
    shown = CodeSheet.objects.filter(batch__in=Batch.objects.visible_to(request.user)).select_related("batch")
    one = get_object_or_404(shown, pk=pk)
    require(may_keep_store(request.user))
    return one
