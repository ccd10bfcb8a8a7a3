"""Entering income and property, taking them back, and why a member counts."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaries import permissions, selectors, services
from beneficiaries.forms import IncomeForm, PropertyForm, StandingForm
from beneficiaries.models import HouseholdMember, IncomeDeclaration, Person, PropertyDeclaration
from beneficiaries.views.access import household_visible_to, require
from web.forms import posted
from web.idempotency import submit_once

DECLARATIONS: dict[str, Any] = {"income": IncomeDeclaration, "property": PropertyDeclaration}


@require_http_methods(["GET", "HEAD", "POST"])
def income(request: HttpRequest, reference: str) -> HttpResponse:
    return _declare(request, reference, IncomeForm, services.declare_income, _("Declare income"))


@require_http_methods(["GET", "HEAD", "POST"])
def property(request: HttpRequest, reference: str) -> HttpResponse:
    return _declare(request, reference, PropertyForm, services.declare_property, _("Declare property"))


@require_POST
def take_back(request: HttpRequest, what: str, public_id: uuid.UUID) -> HttpResponse:
    if what not in DECLARATIONS:
        raise Http404
    rows = DECLARATIONS[what].objects.visible_to(request.user).select_related("person")
    found = get_object_or_404(rows, public_id=public_id)
    require(permissions.may_declare_for(request.user, found.person))
    services.take_back_declaration(declaration=found, by=request.user, at=timezone.now())
    messages.success(request, _("The declaration is taken back. It stays in the history."))
    return redirect(_home(found.person))


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    household = household_visible_to(request.user, reference)
    require(permissions.may_change_household(request.user, household))
    current = HouseholdMember.objects.current().filter(household=household).select_related("person")
    member = get_object_or_404(current, pk=pk)
    initial = {"support": member.support, "away": member.away, "away_since": member.away_since}
    form = StandingForm(posted(request), initial=initial)
    if form.is_valid() and _kept(form, services.set_standing, member=member, by=request.user, **form.cleaned_data):
        return redirect(household)
    context = {"form": form, "title": _("Does this person count?"), "person": member.person, "back": household}
    return render(request, "beneficiaries/small_form.html", context, status=422 if form.errors else 200)


def _declare(request: HttpRequest, reference: str, form_class: Any, service: Any, title: str) -> HttpResponse:
    people = Person.objects.visible_to(request.user).select_related("area")
    person = get_object_or_404(people, reference=reference)
    require(permissions.may_declare_for(request.user, person))
    form = form_class(posted(request), person=person)
    if form.is_valid():
        try:
            return submit_once(request, lambda: _stored(request, person, form, service))
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else _add(form, error)
    context = {"form": form, "title": title, "person": person, "back": _home(person)}
    return render(request, "beneficiaries/small_form.html", context, status=422 if form.errors else 200)


def _stored(request: HttpRequest, person: Person, form: Any, service: Callable[..., Any]) -> str:
    service(person=person, by=request.user, at=timezone.now(), **form.given())
    messages.success(request, _("Saved."))
    return _home(person).get_absolute_url()


def _kept(form: Any, service: Callable[..., Any], **given: Any) -> bool:
    try:
        service(at=timezone.now(), **given)
    except ValidationError as error:
        _add(form, error)
        return False
    return True


def _add(form: Any, error: ValidationError) -> None:
    """The service's sentences at the fields that they name."""
    for name, sentences in error.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)


def _home(person: Person) -> Any:
    return selectors.household_of(person) or person
