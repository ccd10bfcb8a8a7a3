"""Handing out a band on a phone: first the band and the person, then contacts and consent, then the test scan."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from beneficiaries.consents import PURPOSES
from beneficiaries.doorstep import Doorstep
from beneficiaries.models import Person
from beneficiaries.services import LooksLike, PersonExists, RegisteredElsewhere, register_newcomer
from delivery.wristbands.counter import Wearer, band_of_code, contacts_so_far, wearer_of
from delivery.wristbands.forms.desk import StartForm, WearerForm
from delivery.wristbands.models import Band, Issue
from delivery.wristbands.permissions import may_issue
from delivery.wristbands.roles import ISSUERS
from delivery.wristbands.services.issuing import CONSENTS, issue_band
from delivery.wristbands.views.acting import add_errors, require
from web.idempotency import submit_once
from workflow.machine import NotAllowed, Refused, WorkflowError


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    require(may_issue(request.user))
    initial = {"who": request.GET.get("who", "")[:40]}
    return _start_page(request, StartForm(initial=initial))


@sensitive_post_parameters()
@require_POST
def wearer(request: HttpRequest) -> HttpResponse:
    """The answer to the first page, and its own answer: everything that was typed comes back with the sentence."""
    require(may_issue(request.user))
    now = timezone.now()
    begin = StartForm(request.POST)
    band = _band(request, begin) if begin.is_valid() else None
    found = _wearer(request, begin, now) if band else None
    if band is None or found is None:
        return _start_page(request, begin)
    is_second = "signer_name" in request.POST
    form = WearerForm(
        request.POST if is_second else None,
        user=request.user,
        is_known=found.person is not None,
        has_case=found.application is not None,
        initial={"id_number": found.id_number, **contacts_so_far(found, by=request.user, at=now)},
    )
    doorstep = Doorstep()
    if is_second and form.is_valid():
        answer = _issue(request, form, band, found)
        if not isinstance(answer, Doorstep):
            return answer
        doorstep = answer
    return _wearer_page(request, begin, form, band, found, doorstep)


def _issue(request: HttpRequest, form: WearerForm, band: Band, found: Wearer) -> HttpResponse | Doorstep:
    def effect() -> str:
        with transaction.atomic():
            issue = _issued(request, form, band, found, timezone.now())
        messages.success(request, _("%(serial)s is in use. Scan it now with any phone to test it.") % {"serial": band})
        return reverse("wristbands:band", args=[issue.reference])

    try:
        return submit_once(request, effect)
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except LooksLike as question:
        form.add_error("because", _("Say in a few words why."))
        return question.doorstep
    except (PersonExists, RegisteredElsewhere) as known:
        form.add_error("id_number", str(known))
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        add_errors(form, error)
    return Doorstep()


def _issued(request: HttpRequest, form: WearerForm, band: Band, found: Wearer, now: datetime) -> Issue:
    return issue_band(
        band=band,
        wearer=found.person or _registered(request, form, now),
        facts=form.facts(),
        contacts=form.contacts(),
        consent=form.consent(),
        application=found.application,
        by=request.user,
        at=now,
    )


def _registered(request: HttpRequest, form: WearerForm, now: datetime) -> Person:
    return register_newcomer(
        newcomer=form.newcomer,
        area=form.cleaned_data["area"],
        because=form.cleaned_data["because"],
        seen=request.POST.getlist("seen"),
        by=request.user,
        at=now,
    )


def _band(request: HttpRequest, begin: StartForm) -> Band | None:
    band = band_of_code(begin.cleaned_data["code"])
    if band is None:
        begin.add_error("code", _("There is no band with this number."))
        return None
    if not Band.objects.to_issue_by(request.user, *ISSUERS).filter(pk=band.pk).exists():
        begin.add_error("code", _("This band is not at hand here: it is elsewhere, or was issued already."))
        return None
    return band


def _wearer(request: HttpRequest, begin: StartForm, now: datetime) -> Wearer | None:
    text = request.POST.get("use", "") or begin.cleaned_data["who"]
    try:
        return wearer_of(text[:40].replace("\x00", ""), by=request.user, at=now)
    except Refused as refusal:
        begin.add_error("who", str(refusal))
        return None


def _start_page(request: HttpRequest, form: StartForm) -> HttpResponse:
    return render(request, "wristbands/issue.html", {"form": form}, status=422 if form.errors else 200)


def _wearer_page(
    request: HttpRequest, begin: StartForm, form: WearerForm, band: Band, found: Wearer, doorstep: Doorstep
) -> HttpResponse:
    context: dict[str, Any] = {
        "begin": begin,
        "form": form,
        "band": band,
        "found": found,
        "who": request.POST.get("use", "") or begin.cleaned_data["who"],
        "doorstep": doorstep,
        "texts": [PURPOSES[code].text for code in CONSENTS],
    }
    return render(request, "wristbands/issue_wearer.html", context, status=422 if form.errors else 200)
