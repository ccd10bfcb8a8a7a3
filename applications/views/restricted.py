"""Restricted cases: that they exist, who is named for them, and naming somebody. Never what they are about."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.forms.actions import ActionForm
from applications.forms.restricted import NamingForm, ReleaseForm
from applications.models import Application, NamedPerson
from applications.permissions_of_restriction import may_name, may_restrict
from applications.restricted import restrictions_of
from applications.scopes import is_staff_of_cases
from applications.services import restricting
from applications.views.casework import staff_case
from applications.views.form_page import form_page
from web.forms import posted
from web.pagination import requested_page

OLDEST = ("restricted_at", "id")
RELATED = ("application__area__parent", "application__applicant", "application__guardian")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Number, state and deadline, with the people named. A link only for those."""
    if not is_staff_of_cases(request.user):
        raise PermissionDenied(str(_("This page belongs to the staff of the federation.")))
    rows = restrictions_of(request.user).select_related(*RELATED).prefetch_related("people__user")
    page = requested_page(request, rows, OLDEST)
    context = {
        "page": page,
        "rows": [_row(row, request.user) for row in page.items],
        "places": list(NamedPerson.Place),
    }
    return render(request, "applications/restricted.html", context)


def _row(row: Any, user: Any) -> dict[str, Any]:
    named = row.named
    return {
        "case": row.application,
        "since": row.restricted_at,
        "places": [(place, named.get(place)) for place in NamedPerson.Place],
        "is_known": user.pk in {one.user_id for one in named.values()},
        "may_name": may_name(user, row.application),
    }


@require_http_methods(["GET", "POST"])
def name(request: HttpRequest, reference: str) -> HttpResponse:
    application = _case_to_name(request, reference)
    place = request.GET.get("place", "")
    form = NamingForm(
        posted(request), application=application, user=request.user, at=timezone.now(), initial={"place": place}
    )
    return _ask(
        request,
        form,
        lambda: restricting.name_person(
            application=application,
            place=form.cleaned_data["place"],
            user=form.cleaned_data["named"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("Name a person for %(reference)s") % {"reference": application.reference},
        submit=_("Name this person"),
        done=_("Named. The person has been told."),
    )


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, reference: str, place: int) -> HttpResponse:
    application = _case_to_name(request, reference)
    if place not in NamedPerson.Place.values:
        raise Http404
    form = ReleaseForm(posted(request), application=application, user=request.user, at=timezone.now())
    return _ask(
        request,
        form,
        lambda: restricting.release_person(
            application=application, place=place, reason=form.cleaned_data["text"], by=request.user, at=timezone.now()
        ),
        title=_("End a part in %(reference)s") % {"reference": application.reference},
        submit=_("End this part"),
        done=_("This person does not know the case any more."),
    )


@require_http_methods(["GET", "POST"])
def restrict(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever does this does not know the case afterwards, unless he is named, so he is led to the list."""
    application = staff_case(request, reference, may_restrict)
    form = ActionForm(posted(request), application=application, user=request.user, at=timezone.now())
    del form.fields["note"]
    return _ask(
        request,
        form,
        lambda: restricting.restrict_case(application=application, by=request.user, at=timezone.now()),
        title=_("Restrict this case to named people"),
        submit=_("Restrict the case"),
        done=_("Restricted. The leader of the federation names who handles it; until then nobody does."),
        hint=_(
            "Where the victim is a minor, or the crime a sexual one, two named people handle the case. Everybody else, "
            "you too unless you are named, does not see it any more."
        ),
    )


def _case_to_name(request: HttpRequest, reference: str) -> Application:
    """404 for who does not know that the case exists, 403 for who may not name anybody."""
    rows = restrictions_of(request.user).select_related(*RELATED)
    application = get_object_or_404(rows, application__reference=reference).application
    if not (answer := may_name(request.user, application)):
        raise PermissionDenied(str(answer.reason))
    return application


def _ask(request: HttpRequest, form: Any, do: Callable[[], Any], **words: Any) -> HttpResponse:
    """Back to the list afterwards: the case itself may be closed to whoever did it."""
    back = reverse("applications:restricted")

    def act() -> str:
        do()
        return back

    return form_page(request, form, act, back=back, **words)
