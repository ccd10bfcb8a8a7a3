"""Publicity events: the list, one event with its bands, planning, closing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from delivery.wristbands import states
from delivery.wristbands.forms.desk import CloseEventForm, EventForm
from delivery.wristbands.forms.search import NothingForm
from delivery.wristbands.models import PublicityEvent
from delivery.wristbands.permissions import may_issue_in, may_keep_store, may_plan_event, may_read
from delivery.wristbands.selectors import events_of, issues_found
from delivery.wristbands.services import outings as services
from delivery.wristbands.views.acting import act, form_page, require
from delivery.wristbands.workflow import EVENT
from web.forms import posted
from web.pagination import requested_page
from web.tabs import StateTab, state_tabs

TABS = (
    StateTab("planned", states.EVENT_STATES[states.PLANNED].label, (states.PLANNED,)),
    StateTab("closed", states.EVENT_STATES[states.CLOSED].label, (states.CLOSED,)),
    StateTab("cancelled", states.EVENT_STATES[states.CANCELLED].label, (states.CANCELLED,)),
)
TAB_OF = {tab.code: tab for tab in TABS}
PLANNED_FIELDS = ("title", "area", "place", "starts_at", "ends_at", "target", "shift")


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    require(may_read(request.user))
    tab = TAB_OF.get(request.GET.get("tab", ""), TABS[0])
    page = requested_page(request, events_of(request.user, tab.states), ["starts_at", "id"])
    shown = PublicityEvent.objects.visible_to(request.user)
    context = {
        "tabs": state_tabs(shown, TABS, current=tab.code, url=reverse("wristbands:events")),
        "rows": page,
        "page": page,
        "may_plan": may_plan_event(request.user),
    }
    return render(request, "wristbands/events.html", context)


@require_safe
def event(request: HttpRequest, number: str) -> HttpResponse:
    one = _event(request, number)
    issues = issues_found(one.issues.visible_to(request.user)).order_by("-issued_at", "-pk")
    context = {
        "event": one,
        "offers": EVENT.available(one, request.user),
        "movements": one.movements.select_related("by", "batch").order_by("-pk")[:20],
        "rows": requested_page(request, issues, ["-issued_at", "-id"]),
        "may_keep": may_keep_store(request.user),
        "may_issue": may_issue_in(request.user, one.area_id),
        "is_planned": one.state == states.PLANNED,
        "volunteers": one.shift.signups.live().count() if one.shift else None,
    }
    context["page"] = context["rows"]
    return render(request, "wristbands/event.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    require(may_plan_event(request.user))
    form = EventForm(posted(request), since=timezone.now())

    def effect() -> str:
        services.plan_event(by=request.user, at=timezone.now(), **form.cleaned_data)
        return reverse("wristbands:event", args=[form.cleaned_data["number"]])

    return act(request, form, effect) or _step_page(request, form, _("Plan an event"), reverse("wristbands:events"))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    one = _event(request, number)
    require(may_plan_event(request.user))
    initial: dict[str, Any] = {name: getattr(one, name) for name in PLANNED_FIELDS}
    initial["area"] = one.area.code
    form = EventForm(posted(request), event=one, since=one.starts_at, initial=initial)
    back = reverse("wristbands:event", args=[one.number])

    def effect() -> str:
        services.change_event(event=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    return act(request, form, effect) or _step_page(request, form, _("Change the event"), back)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Closing with the counts, or cancelling."""
    one = _event(request, number)
    if name not in EVENT.transitions:
        raise Http404
    transition = EVENT.transitions[name]
    require(transition.permission(request.user, one))
    form = CloseEventForm(posted(request)) if name == "close" else NothingForm(posted(request))
    do = services.close_event if name == "close" else services.cancel_event
    back = reverse("wristbands:event", args=[one.number])

    def effect() -> str:
        do(event=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    tone = "danger" if transition.tone == "danger" else "brand"
    return act(request, form, effect) or _step_page(request, form, transition.label, back, tone)


def _step_page(request: HttpRequest, form: Any, title: Any, back: str, tone: str = "brand") -> HttpResponse:
    return form_page(request, "wristbands/step.html", form, title=title, back=back, tone=tone, heading="")


def _event(request: HttpRequest, number: str) -> PublicityEvent:
    rows = PublicityEvent.objects.visible_to(request.user).select_related("area", "shift__activity", "closed_by")
    return get_object_or_404(rows, number=number)
