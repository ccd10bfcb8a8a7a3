"""What bands cost: which fund a batch belongs to, what is in the books, what is not yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from delivery.wristbands.forms.books import FundForm, NoForm
from delivery.wristbands.models import Batch
from delivery.wristbands.permissions import may_book, may_see_books
from delivery.wristbands.selectors import booked_batches
from delivery.wristbands.services import money
from delivery.wristbands.views.acting import act, form_page, require
from web.forms import posted


@require_safe
def books(request: HttpRequest) -> HttpResponse:
    require(may_see_books(request.user))
    context = {"batches": booked_batches(), "may_book": may_book(request.user)}
    return render(request, "wristbands/books.html", context)


@require_http_methods(["GET", "POST"])
def fund(request: HttpRequest, pk: int) -> HttpResponse:
    one = _batch(request, pk)
    form = FundForm(posted(request), initial={"fund": one.fund, "origin": one.origin})
    return _do(request, form, one, money.set_fund, _("Fund of the batch"))


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponse:
    one = _batch(request, pk)
    return _do(request, NoForm(posted(request)), one, money.book_bands, _("Bring into the books"))


def _do(request: HttpRequest, form: Any, one: Batch, service: Any, title: Any) -> HttpResponse:
    back = reverse("wristbands:books")

    def effect() -> str:
        service(batch=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    return act(request, form, effect) or form_page(
        request, "wristbands/step.html", form, title=title, back=back, tone="brand", heading=one
    )


def _batch(request: HttpRequest, pk: int) -> Batch:
    require(may_book(request.user))
    return get_object_or_404(Batch.objects.select_related("fund"), pk=pk)
