"""The store of bags and book sets, distributions to classes, costs into the books."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delivery.seedling_protection.forms import acts
from delivery.seedling_protection.forms.fields import PlainForm
from delivery.seedling_protection.models import (
    ClassLine,
    Distribution,
    Facility,
    Paper,
    PaperKind,
    StockMovement,
    SupplyItem,
    SupplyLot,
    TrainingSession,
)
from delivery.seedling_protection.permissions import may_act_on, may_book, may_keep_store, may_look_on, may_organise
from delivery.seedling_protection.services import distributions as handing
from delivery.seedling_protection.services import money
from delivery.seedling_protection.services import supplies as stock
from delivery.seedling_protection.services.papers import add_certificate as add_file
from delivery.seedling_protection.views.acting import ask_or_act, attachment, demand, page
from delivery.seedling_protection.workflow import DISTRIBUTION
from web.forms import posted
from web.pagination import requested_page
from workflow.machine import NotAllowed, WorkflowError

FORM = require_http_methods(["GET", "POST"])
SHOWN = 50
COSTS = {
    "facility": (Facility, "facilities"),
    "lot": (SupplyLot, "supplies"),
    "training": (TrainingSession, "trainings"),
}
STEPS: dict[str, Any] = {"finish": handing.finish_distribution, "cancel": handing.cancel_distribution}


@require_safe
def supplies(request: HttpRequest) -> HttpResponse:
    demand(may_look_on(request.user))
    movements = StockMovement.objects.select_related("lot__item", "by", "line__distribution")
    context = {
        "lots": SupplyLot.objects.select_related("item", "voucher").prefetch_related("certificates"),
        "models": SupplyItem.objects.annotate(there=Sum("lots__in_store", default=0)),
        "movements": movements.order_by("-pk")[:SHOWN],
        "may_keep": may_keep_store(request.user),
        "may_book": may_book(request.user),
    }
    return render(request, "seedling_protection/supplies.html", context)


@FORM
def new_item(request: HttpRequest) -> HttpResponse:
    demand(may_keep_store(request.user))
    form = acts.ItemForm(posted(request))

    def effect() -> None:
        stock.add_item(by=request.user, at=timezone.now(), **form.cleaned_data)

    return ask_or_act(request, form, effect, title=_("New model"), back=reverse("seedling_protection:supplies"))


@FORM
def change_item(request: HttpRequest, pk: int) -> HttpResponse:
    demand(may_keep_store(request.user))
    item = get_object_or_404(SupplyItem, pk=pk)
    form = acts.ItemChangeForm(posted(request), initial={"standard": item.standard, "low_at": item.low_at})

    def effect() -> None:
        stock.change_item(item=item, by=request.user, at=timezone.now(), **form.cleaned_data)

    back = reverse("seedling_protection:supplies")
    return ask_or_act(request, form, effect, title=_("Change the model: %(item)s") % {"item": item}, back=back)


@FORM
def new_lot(request: HttpRequest) -> HttpResponse:
    demand(may_keep_store(request.user))
    form = acts.LotForm(posted(request))

    def effect() -> None:
        stock.receive_lot(arrival=stock.Arrival(**form.cleaned_data), by=request.user, at=timezone.now())

    title, back = _("Enter goods that came in"), reverse("seedling_protection:supplies")
    return ask_or_act(request, form, effect, title=title, back=back)


@FORM
def add_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    demand(may_keep_store(request.user))
    lot = get_object_or_404(SupplyLot.objects.select_related("item"), pk=pk)
    form = acts.CertificateForm(posted(request), request.FILES if request.method == "POST" else None)

    def effect() -> None:
        add_file(lot=lot, upload=form.cleaned_data["upload"], by=request.user, at=timezone.now())

    title, back = _("Add a certificate: %(lot)s") % {"lot": lot}, reverse("seedling_protection:supplies")
    return ask_or_act(request, form, effect, title=title, back=back)


@require_safe
def certificate(request: HttpRequest, uuid: str) -> HttpResponse:
    demand(may_look_on(request.user))
    paper = get_object_or_404(Paper.objects.select_related("lot"), uuid=uuid, kind=PaperKind.CERTIFICATE)
    return attachment(request, paper, f"certificate-{paper.lot_id}-{paper.pk}")


@FORM
def write_off(request: HttpRequest, pk: int) -> HttpResponse:
    demand(may_keep_store(request.user))
    lot = get_object_or_404(SupplyLot.objects.select_related("item"), pk=pk)
    form = acts.WriteOffForm(posted(request))

    def effect() -> None:
        stock.write_off(lot=lot, by=request.user, at=timezone.now(), **form.cleaned_data)

    title, back = _("Damaged or lost: %(lot)s") % {"lot": lot}, reverse("seedling_protection:supplies")
    return ask_or_act(request, form, effect, title=title, back=back)


@require_POST
def book_cost(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    demand(may_book(request.user))
    if kind not in COSTS:
        raise Http404
    model, back = COSTS[kind]
    row: Any = get_object_or_404(model, pk=pk)
    try:
        money.book_row(row=row, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"seedling_protection:{back}")


@require_safe
def distributions(request: HttpRequest) -> HttpResponse:
    demand(may_look_on(request.user))
    rows = Distribution.objects.visible_to(request.user).select_related("school", "item")
    found = requested_page(request, rows, ["-day", "-id"])
    context = {"rows": list(found), "page": found, "may_organise": may_organise(request.user)}
    return render(request, "seedling_protection/distributions.html", context)


@FORM
def new_distribution(request: HttpRequest) -> HttpResponse:
    demand(may_organise(request.user))
    form = acts.DistributionForm(posted(request))

    def effect() -> str:
        made = handing.plan_distribution(by=request.user, at=timezone.now(), **form.cleaned_data)
        return made.get_absolute_url()

    back = reverse("seedling_protection:distributions")
    return ask_or_act(request, form, effect, title=_("Plan a distribution"), back=back)


@require_safe
def distribution(request: HttpRequest, reference: str) -> HttpResponse:
    one = _seen(request, reference)
    return page(
        request,
        "seedling_protection/distribution.html",
        distribution=one,
        lines=one.lines.all(),
        offers=[(step, answer) for step, answer in DISTRIBUTION.available(one, request.user) if answer],
        may_act=may_act_on(request.user, one),
        is_open=one.state == DISTRIBUTION.initial,
        may_plan=may_organise(request.user) and one.state == DISTRIBUTION.initial,
    )


@FORM
def set_classes(request: HttpRequest, reference: str) -> HttpResponse:
    one = _seen(request, reference)
    demand(may_organise(request.user))
    first = "\n".join(f"{line.class_name} {line.planned}" for line in one.lines.all())
    form = acts.ClassesForm(posted(request), initial={"classes": first})

    def effect() -> None:
        handing.set_classes(distribution=one, by=request.user, at=timezone.now(), **form.cleaned_data)

    return ask_or_act(request, form, effect, title=_("Classes and numbers"), back=one.get_absolute_url())


@FORM
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    one = _seen(request, reference)
    if name not in STEPS:
        raise Http404
    transition = DISTRIBUTION.transitions[name]
    demand(transition.permission(request.user, one))
    form = PlainForm(posted(request))

    def effect() -> None:
        STEPS[name](distribution=one, by=request.user, at=timezone.now())

    back = one.get_absolute_url()
    return ask_or_act(request, form, effect, title=transition.label, back=back, tone=transition.tone)


@FORM
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    demand(may_act_on(request.user, line.distribution))
    sheets = Paper.objects.filter(kind=PaperKind.RECEIPT, lines__distribution=line.distribution)
    papers = sheets.distinct().prefetch_related("lines")
    files = request.FILES if request.method == "POST" else None
    first = {"quantity": line.planned - line.handed_out}
    form = acts.HandOverForm(posted(request), files, papers=papers, initial=first)

    def effect() -> None:
        data = form.cleaned_data
        receipt = handing.Receipt(data["teacher"], data["upload"], data["drawing"], data["paper"])
        handing.hand_over(line=line, quantity=data["quantity"], receipt=receipt, by=request.user, at=timezone.now())

    template = "seedling_protection/hand_over.html"
    return _act_on_line(request, line, form, effect, _("Hand over"), template=template)


@FORM
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    demand(may_act_on(request.user, line.distribution))
    form = acts.TakeBackForm(posted(request))

    def effect() -> None:
        handing.take_back(line=line, by=request.user, at=timezone.now(), **form.cleaned_data)

    return _act_on_line(request, line, form, effect, _("Take back"))


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    if line.receipt is None:
        raise Http404
    return attachment(request, line.receipt, f"{line.distribution.reference}-{line.pk}")


def _act_on_line(
    request: HttpRequest, line: ClassLine, form: Any, effect: Any, title: Any, **more: Any
) -> HttpResponse:
    back = line.distribution.get_absolute_url()
    return ask_or_act(request, form, effect, title=title, back=back, line=line, **more)


def _seen(request: HttpRequest, reference: str) -> Distribution:
    rows = Distribution.objects.visible_to(request.user).select_related("school", "item")
    return get_object_or_404(rows, reference=reference)


def _line(request: HttpRequest, pk: int) -> ClassLine:
    seen = Distribution.objects.visible_to(request.user).values("pk")
    rows = ClassLine.objects.select_related("distribution__school", "distribution__item", "receipt")
    return get_object_or_404(rows, pk=pk, distribution__in=seen)
