"""The duty officer's list of alerts, one alert, and its steps. A contact with an account reads the page, too."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from delivery.wristbands import states
from delivery.wristbands.alert_page import alert_page
from delivery.wristbands.calling import family_path
from delivery.wristbands.forms import search as forms
from delivery.wristbands.models import Alert, EmergencyContact, MissingCase
from delivery.wristbands.permissions import may_handle_alert, may_read, may_watch, watched
from delivery.wristbands.services import alerts as services
from delivery.wristbands.services import missing
from delivery.wristbands.views.acting import act, form_page, require
from web.forms import posted
from web.pagination import requested_page
from web.tabs import StateTab, state_tabs

TABS = (
    StateTab("open", _("Nobody has answered"), (states.OPEN,), is_hot=True),
    StateTab("going", pgettext_lazy("alert", "Being handled"), (states.ANSWERED, states.MISSING), is_hot=True),
    StateTab("closed", pgettext_lazy("alert", "Closed"), (states.CLOSED,)),
)
TAB_OF = {tab.code: tab for tab in TABS}
Given = Mapping[str, Any]
Step = tuple[Any, type[forms.BandForm], Callable[[Alert, Given, Any, datetime], Any]]


def _case(alert: Alert) -> MissingCase:
    case = MissingCase.objects.filter(alert=alert).first()
    if case is None:
        raise Http404
    return case


STEPS: dict[str, Step] = {
    "take": (
        _("I take care of it"),
        forms.NothingForm,
        lambda alert, _given, by, at: services.take_alert(alert=alert, by=by, at=at),
    ),
    "settle": (
        _("Settled"),
        forms.SettleForm,
        lambda alert, given, by, at: services.settle_alert(alert=alert, by=by, at=at, **given),
    ),
    "missing": (
        pgettext_lazy("alert", "Report as missing"),
        forms.MissingForm,
        lambda alert, given, by, at: missing.report_missing(alert=alert, by=by, at=at, **given),
    ),
    "police": (
        _("Note the police number"),
        forms.PoliceForm,
        lambda alert, given, by, at: missing.note_police_number(case=_case(alert), by=by, at=at, **given),
    ),
    "note": (
        _("Note what is known"),
        forms.NoteForm,
        lambda alert, given, by, at: missing.add_case_note(case=_case(alert), by=by, at=at, **given),
    ),
    "allow": (
        _("The family agreed: call volunteers"),
        forms.NothingForm,
        lambda alert, _given, by, at: missing.allow_volunteers(case=_case(alert), by=by, at=at),
    ),
    "volunteers": (
        _("Call more volunteers"),
        forms.WideForm,
        lambda alert, given, by, at: missing.call_volunteers(case=_case(alert), by=by, at=at, **given),
    ),
    "end": (
        _("End the search"),
        forms.EndForm,
        lambda alert, given, by, at: missing.end_search(case=_case(alert), by=by, at=at, **given),
    ),
}
OF_STATE = {
    states.OPEN: ("take", "settle", "missing"),
    states.ANSWERED: ("settle", "missing"),
    states.MISSING: ("police", "note", "volunteers", "allow", "end"),
    states.CLOSED: (),
}


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    require(may_read(request.user))
    tab = TAB_OF.get(request.GET.get("tab", ""), TABS[0])
    shown = Alert.objects.visible_to(request.user)
    rows = shown.filter(state__in=tab.states).select_related("issue__band", "issue__area")
    page = requested_page(request, rows, ["-opened_at", "-id"])
    tabs = state_tabs(shown, TABS, current=tab.code, url=reverse("wristbands:alerts"))
    return render(
        request,
        "wristbands/alerts.html",
        {"tabs": tabs, "rows": page, "page": page, "watched": watched(request.user, page)},
    )


@require_safe
def alert(request: HttpRequest, reference: str) -> HttpResponse:
    one = _alert(request, reference)
    if not (answer := may_watch(request.user, one)):
        raise PermissionDenied(str(answer.reason))
    if (contact := _own_contact(request, one)) is not None:
        return redirect(family_path(one, contact))
    page = alert_page(one, by=request.user, at=timezone.now())
    case = page.case
    steps = [(name, STEPS[name][0]) for name in OF_STATE[one.state] if _fits(name, case)]
    context = {
        "alert": one,
        "page": page,
        "contacts": one.issue.contacts.select_related("issue").order_by("position"),
        "steps": steps,
        "calls": case.calls.select_related("volunteer").order_by("pk") if case else [],
    }
    return render(request, "wristbands/alert.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    one = _alert(request, reference)
    require(may_handle_alert(request.user, one))
    if name not in STEPS:
        raise Http404
    title, form_class, do = STEPS[name]
    form = form_class(posted(request))
    back = reverse("wristbands:alert", args=[one.reference])

    def effect() -> str:
        do(one, form.cleaned_data, request.user, timezone.now())
        return back

    tone = "danger" if name in ("missing", "end") else "brand"
    return act(request, form, effect) or form_page(
        request, "wristbands/step.html", form, title=title, back=back, tone=tone, heading=one.reference
    )


def _fits(name: str, case: MissingCase | None) -> bool:
    if name == "allow":
        return case is not None and not case.tells_volunteers
    if name == "volunteers":
        return case is not None and case.tells_volunteers
    return True


def _own_contact(request: HttpRequest, one: Alert) -> EmergencyContact | None:
    """A contact with an account, unless he is on duty here himself."""
    if may_handle_alert(request.user, one):
        return None
    return EmergencyContact.objects.filter(issue=one.issue_id, person__user=request.user.pk).first()


def _alert(request: HttpRequest, reference: str) -> Alert:
    rows = Alert.objects.visible_to(request.user).select_related("issue__band", "issue__wearer", "issue__area__parent")
    return get_object_or_404(rows, reference=reference)
