"""Overview, schools, who speaks for them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delivery.seedling_protection import figures, states
from delivery.seedling_protection.forms.acts import ContactForm, SchoolForm
from delivery.seedling_protection.list_exports import SCHOOLS
from delivery.seedling_protection.models import Facility, School, SchoolContact, SupplyLot, TrainingSession
from delivery.seedling_protection.permissions import may_act_for, may_look_on, may_organise, may_read
from delivery.seedling_protection.services import schools as services
from delivery.seedling_protection.views.acting import ask_or_act, demand, page
from jobs.views.exports import export_list
from web.forms import posted
from web.pagination import requested_page

SHOWN = 20
FORM = require_http_methods(["GET", "POST"])


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The programme for staff; a school's contact person finds the own schools here."""
    demand(may_read(request.user))
    rows = School.objects.visible_to(request.user)
    if not may_look_on(request.user):
        return render(request, "seedling_protection/mine.html", {"schools": rows})
    counted = figures.figures_of(rows)
    trainings = TrainingSession.objects.visible_to(request.user)
    facilities = Facility.objects.visible_to(request.user)
    lots = SupplyLot.objects.select_related("item")
    context = {
        "total": figures.total_of(counted.values()),
        "schools": len(counted),
        "reached": sum(1 for one in counted.values() if one.bags or one.sets or one.trainings or one.visitors),
        "gain": figures.quiz_gain(trainings),
        "open_facilities": facilities.filter(state=states.OPEN).count(),
        "topic_bars": figures.by_topic(trainings),
        "month_bars": figures.by_month(trainings),
        "store_bars": [(str(lot), lot.in_store) for lot in lots],
        "due": trainings.filter(state=states.PLANNED).select_related("school").order_by("starts_at")[:SHOWN],
    }
    return render(request, "seedling_protection/overview.html", context)


@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    demand(may_look_on(request.user))
    rows = School.objects.visible_to(request.user).select_related("area")
    found = requested_page(request, rows, ["name", "id"])
    counted = figures.figures_of(found)
    context = {
        "rows": [(school, counted[school.pk]) for school in found],
        "page": found,
        "may_organise": may_organise(request.user),
    }
    return render(request, "seedling_protection/schools.html", context)


@FORM
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, SCHOOLS, back=reverse("seedling_protection:schools"))


@require_safe
def school(request: HttpRequest, pk: int) -> HttpResponse:
    one = _seen(request, pk)
    return page(
        request,
        "seedling_protection/school.html",
        school=one,
        figures=figures.figures_of([one])[one.pk],
        contacts=one.contacts.filter(ended_at__isnull=True).select_related("user"),
        distributions=one.distributions.select_related("item").order_by("-day", "-pk")[:SHOWN],
        trainings=one.trainings.order_by("-starts_at", "-pk")[:SHOWN],
        visits=one.visits.select_related("slot__facility").order_by("-slot__starts_at", "-pk")[:SHOWN],
        loans=[loan for loan in one.loans.select_related("holding__title", "holding__facility") if loan.left],
        facilities=Facility.objects.visible_to(request.user).filter(state=states.OPEN),
        may_organise=may_organise(request.user),
        may_act=may_act_for(request.user, one),
        today=timezone.localdate(),
    )


@FORM
def new_school(request: HttpRequest) -> HttpResponse:
    demand(may_organise(request.user))
    form = SchoolForm(posted(request))

    def effect() -> str:
        facts = services.SchoolFacts(**form.cleaned_data)
        return services.enter_school(facts=facts, by=request.user, at=timezone.now()).get_absolute_url()

    return ask_or_act(request, form, effect, title=_("Enter a school"), back=reverse("seedling_protection:schools"))


@FORM
def change_school(request: HttpRequest, pk: int) -> HttpResponse:
    one = _organised(request, pk)
    first = {name: getattr(one, name) for name in ("name", "stage", "area", "pupils")}
    form = SchoolForm(posted(request), initial=first)

    def effect() -> None:
        facts = services.SchoolFacts(**form.cleaned_data)
        services.change_school(school=one, facts=facts, by=request.user, at=timezone.now())

    return ask_or_act(request, form, effect, title=_("Change the school"), back=one.get_absolute_url())


@FORM
def add_contact(request: HttpRequest, pk: int) -> HttpResponse:
    one = _organised(request, pk)
    form = ContactForm(posted(request), at=timezone.now())

    def effect() -> None:
        services.add_contact(school=one, by=request.user, at=timezone.now(), **form.cleaned_data)

    return ask_or_act(request, form, effect, title=_("Enter a contact person"), back=one.get_absolute_url())


@require_POST
def end_contact(request: HttpRequest, pk: int, contact: int) -> HttpResponse:
    one = _organised(request, pk)
    row: Any = get_object_or_404(SchoolContact, school=one, pk=contact)
    services.end_contact(contact=row, by=request.user, at=timezone.now())
    return redirect(one.get_absolute_url())


def _seen(request: HttpRequest, pk: int) -> School:
    return get_object_or_404(School.objects.visible_to(request.user).select_related("area"), pk=pk)


def _organised(request: HttpRequest, pk: int) -> School:
    one = _seen(request, pk)
    demand(may_organise(request.user))
    return one
