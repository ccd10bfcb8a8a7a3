"""Halls and book rooms, their visiting hours, group visits."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from delivery.seedling_protection.forms.acts import CameForm, FacilityForm, GroupForm, OpenForm, SlotsForm
from delivery.seedling_protection.forms.fields import PlainForm
from delivery.seedling_protection.models import Facility, HallVisit, School, VisitSlot
from delivery.seedling_protection.permissions import (
    may_act_on,
    may_act_somewhere,
    may_book,
    may_look_on,
    may_organise,
)
from delivery.seedling_protection.services import facilities as services
from delivery.seedling_protection.views.acting import ask_or_act, demand, page
from delivery.seedling_protection.workflow import FACILITY
from web.forms import posted

FORM = require_http_methods(["GET", "POST"])
SHOWN = 30
STEPS: dict[str, Any] = {
    "build": services.begin_building,
    "open": services.open_facility,
    "close": services.close_facility,
}


@require_safe
def facilities(request: HttpRequest) -> HttpResponse:
    demand(may_look_on(request.user))
    rows = Facility.objects.visible_to(request.user).select_related("area", "voucher")
    context = {"facilities": rows, "may_organise": may_organise(request.user), "may_book": may_book(request.user)}
    return render(request, "seedling_protection/facilities.html", context)


@require_safe
def facility(request: HttpRequest, pk: int) -> HttpResponse:
    one = _seen(request, pk)
    now = timezone.now()
    visits = HallVisit.objects.visible_to(request.user).filter(slot__facility=one)
    schools = set(own_schools(request.user).values_list("pk", flat=True))
    return page(
        request,
        "seedling_protection/facility.html",
        facility=one,
        slots=one.slots.filter(starts_at__gt=now)[:SHOWN],
        visits=visits.select_related("slot", "school").order_by("-slot__starts_at", "-pk")[:SHOWN],
        holdings=one.holdings.select_related("title"),
        offers=[(step, answer) for step, answer in FACILITY.available(one, request.user) if answer],
        may_organise=may_organise(request.user),
        own_schools=schools,
        can_act=bool(schools),
        now=now,
    )


@FORM
def new_facility(request: HttpRequest) -> HttpResponse:
    demand(may_organise(request.user))
    form = FacilityForm(posted(request), initial={"minutes": 60})

    def effect() -> str:
        facts = services.FacilityFacts(**form.cleaned_data)
        return services.plan_facility(facts=facts, by=request.user, at=timezone.now()).get_absolute_url()

    back = reverse("seedling_protection:facilities")
    return ask_or_act(request, form, effect, title=_("Plan a facility"), back=back)


@FORM
def change_facility(request: HttpRequest, pk: int) -> HttpResponse:
    one = _organised(request, pk)
    first = {name: getattr(one, name) for name in services.FacilityFacts.__dataclass_fields__}
    form = FacilityForm(posted(request), initial=first)

    def effect() -> None:
        facts = services.FacilityFacts(**form.cleaned_data)
        services.change_facility(facility=one, facts=facts, by=request.user, at=timezone.now())

    return ask_or_act(request, form, effect, title=_("Change the facility"), back=one.get_absolute_url())


@FORM
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    one = _organised(request, pk)
    if name not in STEPS:
        raise Http404
    form = (OpenForm if name == "open" else PlainForm)(posted(request), initial={"on": timezone.localdate()})

    def effect() -> None:
        STEPS[name](facility=one, by=request.user, at=timezone.now(), **form.cleaned_data)

    title = FACILITY.transitions[name].label
    return ask_or_act(request, form, effect, title=title, back=one.get_absolute_url())


@FORM
def offer_slots(request: HttpRequest, pk: int) -> HttpResponse:
    one = _organised(request, pk)
    form = SlotsForm(posted(request), initial={"number": 1})

    def effect() -> None:
        services.offer_slots(facility=one, by=request.user, at=timezone.now(), **form.cleaned_data)

    return ask_or_act(request, form, effect, title=_("Offer visiting hours"), back=one.get_absolute_url())


@FORM
def book_visit(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Facility.objects.visible_to(request.user)
    slot = get_object_or_404(VisitSlot.objects.select_related("facility"), pk=pk, facility__in=seen.values("pk"))
    demand(may_act_somewhere(request.user))
    form = GroupForm(posted(request), schools=own_schools(request.user))

    def effect() -> None:
        data = dict(form.cleaned_data)
        school = data.pop("school")
        group = services.Group(**data)
        services.book_visit(slot=slot, school=school, group=group, by=request.user, at=timezone.now())

    back = slot.facility.get_absolute_url()
    return ask_or_act(request, form, effect, title=_("Book a visit"), back=back, slot=slot)


@FORM
def count_visit(request: HttpRequest, reference: str) -> HttpResponse:
    one = _visit(request, reference)
    demand(may_organise(request.user))
    form = CameForm(posted(request), initial={"came": one.headcount})

    def effect() -> None:
        services.count_visit(visit=one, by=request.user, at=timezone.now(), **form.cleaned_data)

    title, back = _("Count the visitors"), one.slot.facility.get_absolute_url()
    return ask_or_act(request, form, effect, title=title, back=back, visit=one)


@FORM
def cancel_visit(request: HttpRequest, reference: str) -> HttpResponse:
    one = _visit(request, reference)
    demand(may_act_on(request.user, one))
    form = PlainForm(posted(request))

    def effect() -> None:
        services.cancel_visit(visit=one, by=request.user, at=timezone.now())

    title, back = _("Cancel the visit"), one.slot.facility.get_absolute_url()
    return ask_or_act(request, form, effect, title=title, back=back, visit=one, tone="danger")


def own_schools(user: Any) -> Any:
    """Those that somebody may act for: all for the organisers."""
    return School.objects.all() if may_organise(user) else School.objects.of_contact(user)


def _seen(request: HttpRequest, pk: int) -> Facility:
    rows = Facility.objects.visible_to(request.user).select_related("area", "school", "fund", "voucher")
    return get_object_or_404(rows, pk=pk)


def _organised(request: HttpRequest, pk: int) -> Facility:
    one = _seen(request, pk)
    demand(may_organise(request.user))
    return one


def _visit(request: HttpRequest, reference: str) -> HallVisit:
    rows = HallVisit.objects.visible_to(request.user).select_related("slot__facility", "school")
    return get_object_or_404(rows, reference=reference)
