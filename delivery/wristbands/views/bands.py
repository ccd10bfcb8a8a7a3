"""The list of bands that people wear, one of them, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from delivery.wristbands import states
from delivery.wristbands.counter import band_of_code
from delivery.wristbands.forms.desk import ContactsForm, ReplaceForm, RetireForm
from delivery.wristbands.forms.search import NothingForm
from delivery.wristbands.models import Issue
from delivery.wristbands.papers import handover_form
from delivery.wristbands.permissions import may_change_issue, may_issue, may_read, watched
from delivery.wristbands.selectors import issues_found, matching_issues
from delivery.wristbands.services import lifecycle
from delivery.wristbands.services.issuing import change_contacts
from delivery.wristbands.views.acting import act, form_page, require
from delivery.wristbands.workflow import ISSUE
from web.forms import posted
from web.pagination import requested_page
from web.tabs import StateTab, state_tabs
from web.typeset import pdf_response
from workflow.machine import Refused

TABS = (
    StateTab("active", pgettext_lazy("wristband", "In use"), (states.ACTIVE, states.ISSUED)),
    StateTab("out", pgettext_lazy("wristband", "Out of use"), (states.SUSPENDED, states.LOST, states.DAMAGED), True),
    StateTab("ended", pgettext_lazy("wristband", "Ended"), sorted(states.ENDED)),
)
TAB_OF = {tab.code: tab for tab in TABS}
ORDER = ["-issued_at", "-id"]


def _replaced(issue: Issue, given: Any, by: Any, at: datetime) -> Issue:
    band = band_of_code(given["code"])
    if band is None:
        raise Refused(_("There is no band with this number."))
    return lifecycle.replace_band(
        issue=issue, band=band, reason=given["reason"], consent=given["consent"], by=by, at=at
    )


STEPS: dict[str, tuple[Any, Callable[[Issue, Any, Any, datetime], Issue]]] = {
    "suspend": (NothingForm, lambda issue, _given, by, at: lifecycle.suspend_band(issue=issue, by=by, at=at)),
    "resume": (NothingForm, lambda issue, _given, by, at: lifecycle.resume_band(issue=issue, by=by, at=at)),
    "lose": (NothingForm, lambda issue, _given, by, at: lifecycle.report_lost(issue=issue, by=by, at=at)),
    "damage": (NothingForm, lambda issue, _given, by, at: lifecycle.report_damaged(issue=issue, by=by, at=at)),
    "replace": (ReplaceForm, _replaced),
    "retire": (RetireForm, lambda issue, given, by, at: lifecycle.retire_band(issue=issue, by=by, at=at, **given)),
}


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    require(may_read(request.user))
    tab = TAB_OF.get(request.GET.get("tab", ""), TABS[0])
    query = request.GET.get("q", "").replace("\x00", "")[:60]
    shown = Issue.objects.visible_to(request.user)
    rows = matching_issues(shown, query) if query else shown.filter(state__in=tab.states)
    page = requested_page(request, issues_found(rows), ORDER)
    context = {
        "tabs": state_tabs(shown, TABS, current="" if query else tab.code, url=reverse("wristbands:people")),
        "rows": page,
        "page": page,
        "query": query,
        "may_issue": may_issue(request.user),
    }
    return render(request, "wristbands/people.html", context)


@require_safe
def band(request: HttpRequest, reference: str) -> HttpResponse:
    issue = _issue(request, reference)
    offers = [(step, answer) for step, answer in ISSUE.available(issue, request.user) if step.name in STEPS]
    alerts = issue.alerts.order_by("-opened_at")[:10]
    context = {
        "issue": issue,
        "contacts": issue.contacts.select_related("issue").order_by("position"),
        "offers": offers,
        "may_change": may_change_issue(request.user, issue) and issue.state in states.LIVE,
        "alerts": alerts,
        "watched": watched(request.user, alerts),
        "waits_for_test": issue.state == states.ACTIVE and issue.tested_at is None,
    }
    return render(request, "wristbands/band.html", context)


@require_safe
def form(request: HttpRequest, reference: str) -> HttpResponse:
    """The handover form (领用登记表) as PDF, with masked numbers."""
    issue = _issue(request, reference)
    if issue.wearer is None:
        raise Http404
    content = handover_form(issue, by=request.user, at=timezone.now())
    return pdf_response(content, f"wristband-{issue.reference}")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest, reference: str) -> HttpResponse:
    issue = _issue(request, reference)
    require(may_change_issue(request.user, issue))
    form = ContactsForm(posted(request))
    back = reverse("wristbands:band", args=[issue.reference])

    def effect() -> str:
        change_contacts(issue=issue, contacts=form.contacts(), by=request.user, at=timezone.now())
        return back

    return act(request, form, effect) or form_page(
        request,
        "wristbands/step.html",
        form,
        title=_("Change the contacts"),
        back=back,
        tone="brand",
        heading=issue.band,
    )


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    issue = _issue(request, reference)
    if name not in STEPS:
        raise Http404
    transition = ISSUE.transitions[name]
    require(transition.permission(request.user, issue))
    form_class, do = STEPS[name]
    form = form_class(posted(request))

    def effect() -> str:
        given = dict(form.cleaned_data)
        if name == "replace":
            given["consent"] = form.consent()
        changed = do(issue, given, request.user, timezone.now())
        return reverse("wristbands:band", args=[changed.reference])

    back = reverse("wristbands:band", args=[issue.reference])
    tone = "danger" if transition.tone == "danger" else "brand"
    return act(request, form, effect) or form_page(
        request, "wristbands/step.html", form, title=transition.label, back=back, tone=tone, heading=issue.band
    )


def _issue(request: HttpRequest, reference: str) -> Issue:
    rows = Issue.objects.visible_to(request.user).select_related(
        "band__batch", "wearer", "area", "event", "application", "replaces__band", "issued_by"
    )
    return get_object_or_404(rows.defer("signature"), reference=reference)
