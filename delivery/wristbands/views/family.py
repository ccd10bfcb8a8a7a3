"""The family's page of an alert, for a contact without an account: the address in the message is the key to it.

It shows what a finder left and nothing about the wearer that the family does not know. It is closed some days after
the alert.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from delivery.wristbands.alert_page import alert_page
from delivery.wristbands.calling import contact_behind, family_path
from delivery.wristbands.forms.search import EndForm, MissingForm, NoteForm, NothingForm, PoliceForm
from delivery.wristbands.models import Alert, EmergencyContact, MissingCase
from delivery.wristbands.services import alerts as services
from delivery.wristbands.services import missing
from web.references import normalise_reference
from workflow.machine import WorkflowError

OPEN_AFTER_THE_END = timedelta(days=7)
Step = tuple[type[Any], Callable[[Alert, int, Mapping[str, Any], datetime], Any]]


def _case(alert: Alert) -> MissingCase:
    case = MissingCase.objects.filter(alert=alert).first()
    if case is None:
        raise Http404
    return case


STEPS: dict[str, Step] = {
    "answer": (NothingForm, lambda alert, turn, _given, at: services.answer_alert(alert=alert, turn=turn, at=at)),
    "silence": (NothingForm, lambda alert, turn, _given, at: services.silence_alert(alert=alert, turn=turn, at=at)),
    "home": (NothingForm, lambda alert, turn, _given, at: services.bring_home(alert=alert, turn=turn, at=at)),
    "missing": (
        MissingForm,
        lambda alert, turn, given, at: missing.report_missing(alert=alert, turn=turn, at=at, **given),
    ),
    "police": (
        PoliceForm,
        lambda alert, turn, given, at: missing.note_police_number(case=_case(alert), turn=turn, at=at, **given),
    ),
    "note": (
        NoteForm,
        lambda alert, turn, given, at: missing.add_case_note(case=_case(alert), turn=turn, at=at, **given),
    ),
    "allow": (
        NothingForm,
        lambda alert, turn, _given, at: missing.allow_volunteers(case=_case(alert), turn=turn, at=at),
    ),
    "end": (EndForm, lambda alert, turn, given, at: missing.end_search(case=_case(alert), turn=turn, at=at, **given)),
}


@login_not_required
@require_safe
def page(request: HttpRequest, reference: str, turn: int, proof: str) -> HttpResponse:
    now = timezone.now()
    alert, contact = _alert(reference, turn, proof, now)
    services.look_at_alert(alert=alert, at=now)
    return _shown(request, alert, contact, now)


@login_not_required
@sensitive_post_parameters()
@require_POST
def step(request: HttpRequest, reference: str, turn: int, proof: str, name: str) -> HttpResponse:
    """Errors are shown on the page with what was typed. The key of a form is not stored: its address is a secret."""
    now = timezone.now()
    alert, contact = _alert(reference, turn, proof, now)
    if name not in STEPS:
        raise Http404
    form_class, act = STEPS[name]
    form = form_class(request.POST)
    if form.is_valid():
        try:
            act(alert, turn, form.cleaned_data, now)
            return HttpResponseRedirect(family_path(alert, contact))
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
    return _shown(request, Alert.objects.select_related("issue__band").get(pk=alert.pk), contact, now, name, form)


def _alert(reference: str, turn: int, proof: str, now: datetime) -> tuple[Alert, EmergencyContact]:
    """The proof has 128 bits, so tries are not counted: a family whose network shares one address is never shut out."""
    if turn > 3:
        raise Http404
    rows = Alert.objects.select_related("issue__band", "issue__area")
    alert = rows.filter(reference=normalise_reference(reference)).first()
    contact = contact_behind(alert, turn, proof) if alert else None
    if alert is None or contact is None:
        raise Http404
    if alert.closed_at is not None and alert.closed_at + OPEN_AFTER_THE_END < now:
        raise Http404
    return alert, contact


def _shown(
    request: HttpRequest, alert: Alert, contact: EmergencyContact, now: datetime, name: str = "", form: Any = None
) -> HttpResponse:
    forms = {"missing": MissingForm(), "police": PoliceForm(), "note": NoteForm(), "end": EndForm()}
    if form is not None and name in forms:
        forms[name] = form
    context = {
        "page": alert_page(alert, by=None, at=now),
        "alert": alert,
        "contact": contact,
        "base": family_path(alert, contact),
        "forms": forms,
        "wrong": form if form is not None and form.errors else None,
        "wrong_name": name,
        "now": now,
    }
    response = render(request, "wristbands/family.html", context, status=422 if context["wrong"] else 200)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
