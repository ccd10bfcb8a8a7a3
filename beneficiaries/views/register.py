"""The register: search first, then one person or one household."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import is_staff
from beneficiaries import permissions, selectors, services
from beneficiaries.accesses import access_lines
from beneficiaries.benefits import benefits_of, ledger_of
from beneficiaries.forms import RelativeForm, SearchForm
from beneficiaries.household_economy import economy_of
from beneficiaries.household_history import history_of
from beneficiaries.list_exports import HOUSEHOLDS, PEOPLE
from beneficiaries.models import Consent, DeclaredRelative, Document, HardshipCertificate, Household, Person
from beneficiaries.unclaimed import Unclaimed, unclaimed_aid
from beneficiaries.views.access import require
from jobs.views.exports import export_list
from web.htmx import render_page_or_fragment
from web.kept_files import kept_file

MOST_SHOWN = 50
EXPORTS = {"people": PEOPLE, "households": HOUSEHOLDS}


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Nothing is listed before a search. The search is a POST, so that no name or number rests in an address."""
    require(permissions.may_search(request.user))
    form = SearchForm(request.POST if request.method == "POST" else None)
    people: list[Person] = []
    if form.is_valid():
        people = _search(request, form.cleaned_data["q"])
    context = {
        "form": form,
        "people": people[:MOST_SHOWN],
        "more": len(people) > MOST_SHOWN,
        "most": MOST_SHOWN,
        "may_register": permissions.may_register_at_the_counter(request.user),
        "may_keep_affiliates": permissions.may_keep_affiliates(request.user),
    }
    status = 422 if form.errors else 200
    return render_page_or_fragment(
        request, "beneficiaries/index.html", "beneficiaries/_results.html", context, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, what: str) -> HttpResponse:
    """The people or the households of one's areas, masked; the federation may ask for whole numbers with a reason."""
    if what not in EXPORTS:
        raise Http404
    return export_list(request, EXPORTS[what], back=reverse("beneficiaries:index"))


@require_GET
def person(request: HttpRequest, reference: str) -> HttpResponse:
    found = _person(request, reference)
    today = timezone.localdate()
    records = _records(request, found)
    context = {
        "person": found,
        **records,
        "household": selectors.household_of(found),
        "guardians": selectors.guardians_of(found, on=today),
        "documents": selectors.documents_of(found),
        "benefits": benefits_of(request.user, [found.pk, *(record.pk for record in records["records"])]),
        "accesses": access_lines(found, user=request.user),
        "accesses_answer": permissions.may_see_accesses(request.user, found),
        **_papers(request, found),
    }
    return render(request, "beneficiaries/person.html", _framed(request, context))


@require_GET
def household(request: HttpRequest, reference: str) -> HttpResponse:
    found = get_object_or_404(
        Household.objects.visible_to(request.user).select_related("head", "area", "merged_into"), reference=reference
    )
    members = list(selectors.members_of(found))
    people = [member.person for member in members]
    ids = [p.pk for p in people]
    handled = [p.pk for p in people if permissions.may_see_hardship(request.user, p)]
    context = {
        "household": found,
        "members": members,
        "linked": set(Person.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True)),
        "certificates": selectors.certificates_of_people(handled),
        "consents": selectors.consents_of_people(ids),
        "ledger": ledger_of(request.user, ids),
        "unclaimed": _unclaimed(request.user, people),
        "history": history_of(found),
        "economy": economy_of(found, on=timezone.localdate()) if handled and len(handled) == len(people) else None,
        "may_change": permissions.may_change_household(request.user, found),
    }
    return render(request, "beneficiaries/household.html", _framed(request, context))


@require_GET
def document(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Always an attachment that no browser may run or guess the type of."""
    found = get_object_or_404(Document.objects.visible_to(request.user).select_related("person"), public_id=public_id)
    require(permissions.may_open_document(request.user, found))
    path = services.open_document(document=found, by=request.user, at=timezone.now())
    return kept_file(request, path, name=f"{found.kind}{path.suffix}", mime=found.mime)


@require_POST
def check_certificate(request: HttpRequest, seal_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(selectors.certificates_visible_to(request.user), seal_id=seal_id)
    require(permissions.may_check_certificate(request.user, found.person))
    services.check_certificate(certificate=found, by=request.user, at=timezone.now())
    messages.success(request, _("The certificate is marked as checked."))
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else found.person)


@require_POST
def withdraw_consent(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    found = _person(request, reference)
    require(permissions.may_withdraw_consent(request.user, found))
    consent = get_object_or_404(Consent.objects.filter(person__in=Person.objects.same_as(found)), pk=pk)
    services.withdraw_consent(consent=consent, by=request.user, at=timezone.now())
    messages.success(request, _("The consent is withdrawn. What was done before stays lawful."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def relatives(request: HttpRequest) -> HttpResponse:
    """A member of staff declares whose cases he keeps away from."""
    require(permissions.may_declare_relatives(request.user))
    form = RelativeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _declare(request, form):
        return redirect("beneficiaries:relatives")
    declared = DeclaredRelative.objects.filter(user=request.user, ended_at__isnull=True).order_by("pk")
    context = {"form": form, "declared": declared}
    return render(request, "beneficiaries/relatives.html", context, status=422 if form.errors else 200)


@require_POST
def end_declaration(request: HttpRequest, pk: int) -> HttpResponse:
    require(permissions.may_declare_relatives(request.user))
    found = get_object_or_404(DeclaredRelative, user=request.user, pk=pk)
    services.end_declaration(declaration=found, by=request.user, at=timezone.now())
    return redirect("beneficiaries:relatives")


def _person(request: HttpRequest, reference: str) -> Person:
    return get_object_or_404(
        Person.objects.visible_to(request.user).select_related("area", "merged_into"), reference=reference
    )


def _search(request: HttpRequest, text: str) -> list[Person]:
    found = list(selectors.search_register(text, user=request.user)[: MOST_SHOWN + 1])
    if found and selectors.is_id_number(text):
        services.look_up(id_number=text, by=request.user, at=timezone.now())
    return found


def _records(request: HttpRequest, found: Person) -> dict[str, Any]:
    """Under which other references this person is registered, as far as the user may see them."""
    others = Person.objects.visible_to(request.user).same_as(found).exclude(pk=found.pk)
    others = others.exclude(pk=found.merged_into_id or 0)
    return {"records": list(others.order_by("pk")), "merge": selectors.decision_about(found, user=request.user)}


def _unclaimed(user: Any, people: list[Person]) -> list[tuple[Unclaimed, str]]:
    """Aid that perhaps is due, each with the name of whom it is for."""
    names = {person.pk: person.name for person in people}
    found = unclaimed_aid(user, list(names), on=timezone.localdate())
    return [(line, names.get(line.person_id, "")) for line in found]


def _papers(request: HttpRequest, found: Person) -> dict[str, Any]:
    hardship = permissions.may_see_hardship(request.user, found)
    return {
        "certificates": selectors.certificates_of(found) if hardship else HardshipCertificate.objects.none(),
        "hardship": hardship,
        "consents": selectors.consents_of(found),
        "may_reveal": permissions.may_reveal(request.user, found),
        "may_check": permissions.may_check_certificate(request.user, found),
        "may_withdraw": permissions.may_withdraw_consent(request.user, found),
    }


def _framed(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The desk for staff, the public frame for the person himself."""
    staff = is_staff(request.user)
    return {**context, "layout": "base_staff.html" if staff else "base.html", "staff": staff}


def _declare(request: HttpRequest, form: RelativeForm) -> bool:
    try:
        services.declare_relative(user=request.user, by=request.user, at=timezone.now(), **form.cleaned_data)
    except (ValidationError, services.AlreadyDeclared) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return False
    return True
