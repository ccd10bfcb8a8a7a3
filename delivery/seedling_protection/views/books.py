"""Books of a room: copies, loans to classes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.seedling_protection.forms.acts import BooksForm, CopiesForm, GiveBackForm, LendForm
from delivery.seedling_protection.models import BookHolding, BookLoan, Facility
from delivery.seedling_protection.permissions import may_act_on, may_act_somewhere, may_organise
from delivery.seedling_protection.services import books as services
from delivery.seedling_protection.views.acting import ask_or_act, demand
from delivery.seedling_protection.views.facilities import FORM, own_schools
from web.forms import posted


@FORM
def add(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Facility.objects.visible_to(request.user), pk=pk)
    demand(may_organise(request.user))
    form = BooksForm(posted(request))

    def effect() -> None:
        facts = services.Books(**form.cleaned_data)
        services.add_books(facility=one, books=facts, by=request.user, at=timezone.now())

    return ask_or_act(request, form, effect, title=_("Put books on the shelf"), back=one.get_absolute_url())


@FORM
def lend(request: HttpRequest, pk: int) -> HttpResponse:
    holding = _seen(request, pk)
    demand(may_act_somewhere(request.user))
    form = LendForm(posted(request), schools=own_schools(request.user))

    def effect() -> None:
        services.lend(holding=holding, by=request.user, at=timezone.now(), **form.cleaned_data)

    title, back = _("Lend to a class"), holding.facility.get_absolute_url()
    return ask_or_act(request, form, effect, title=title, back=back, holding=holding)


@FORM
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    holding = _seen(request, pk)
    demand(may_organise(request.user))
    form = CopiesForm(posted(request))

    def effect() -> None:
        services.write_off_copies(holding=holding, by=request.user, at=timezone.now(), **form.cleaned_data)

    title, back = _("Copies are missing"), holding.facility.get_absolute_url()
    return ask_or_act(request, form, effect, title=title, back=back, holding=holding)


@FORM
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    rows = BookLoan.objects.visible_to(request.user).select_related("school", "holding__title")
    loan = get_object_or_404(rows, pk=pk)
    demand(may_act_on(request.user, loan))
    form = GiveBackForm(posted(request), initial={"returned": loan.left})

    def effect() -> None:
        services.give_back(loan=loan, by=request.user, at=timezone.now(), **form.cleaned_data)

    title, back = _("Books come back"), loan.school.get_absolute_url()
    return ask_or_act(request, form, effect, title=title, back=back, holding=loan.holding)


def _seen(request: HttpRequest, pk: int) -> BookHolding:
    seen = Facility.objects.visible_to(request.user).values("pk")
    rows = BookHolding.objects.select_related("title", "facility")
    return get_object_or_404(rows, pk=pk, facility__in=seen)
