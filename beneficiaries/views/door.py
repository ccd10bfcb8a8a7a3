"""Registering somebody at the counter. Whoever is like a registered person is shown before anything is saved."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.permissions import scope_of
from areas.models import AdminArea
from beneficiaries import permissions, services
from beneficiaries.doorstep import Doorstep
from beneficiaries.forms import NewcomerForm
from beneficiaries.models import Person
from beneficiaries.roles import REGISTRARS
from beneficiaries.views.access import require
from web.forms import posted
from web.idempotency import submit_once


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    require(permissions.may_register_at_the_counter(request.user))
    form = NewcomerForm(posted(request), areas=_areas(request.user))
    if not form.is_valid():
        return _page(request, form, Doorstep())
    if reference := request.POST.get("use", ""):
        return _use(request, form, reference)
    return _add(request, form)


def _areas(user: Any) -> Any:
    places = AdminArea.objects.communities().filter(scope_of(user, *REGISTRARS).q("pk"))
    return places.select_related("parent").order_by("parent__code", "code")


def _add(request: HttpRequest, form: NewcomerForm) -> HttpResponse:
    newcomer = form.newcomer

    def effect() -> str:
        person = services.register_newcomer(
            newcomer=newcomer,
            area=form.cleaned_data["area"],
            because=form.cleaned_data["because"],
            seen=request.POST.getlist("seen"),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("%(name)s is registered.") % {"name": person.name})
        return person.get_absolute_url()

    try:
        return submit_once(request, effect)
    except services.LooksLike as question:
        if request.POST.getlist("seen"):
            form.add_error("because", _("Say in a few words why."))
        return _page(request, form, question.doorstep)
    except (services.PersonExists, services.RegisteredElsewhere) as known:
        form.add_error("id_number", str(known))
        return _page(request, form, services.knock(newcomer=newcomer, by=request.user, at=timezone.now()))
    except ValidationError as error:
        form.add_error(None, error)
    return _page(request, form, Doorstep())


def _use(request: HttpRequest, form: NewcomerForm, reference: str) -> HttpResponse:
    found = get_object_or_404(Person.objects.visible_to(request.user), reference=reference)
    require(permissions.may_edit(request.user, found))

    def effect() -> str:
        person = services.recognise(person=found, newcomer=form.newcomer, by=request.user, at=timezone.now())
        messages.success(request, _("Nobody was added: this person is registered already."))
        return person.get_absolute_url()

    try:
        return submit_once(request, effect)
    except (services.PersonExists, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _page(request, form, Doorstep())


def _page(request: HttpRequest, form: NewcomerForm, doorstep: Doorstep) -> HttpResponse:
    context = {"form": form, "doorstep": doorstep}
    is_question = bool(form.errors or doorstep.alike)
    return render(request, "beneficiaries/register.html", context, status=422 if is_question else 200)
