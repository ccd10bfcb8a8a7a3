"""Is it one of these people? Between the page of the person and the rest of a draft that a worker fills in."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import steps
from applications.forms.who import SomebodyElseForm
from applications.models import ApplicationDraft
from applications.services import doorway, drafts
from applications.views.drafts import get_draft, open_in_two_tabs
from beneficiaries.doorstep import Doorstep
from beneficiaries.models import Person
from beneficiaries.services import LooksLike, PersonExists
from web.forms import posted
from workflow.machine import NotAllowed


@require_http_methods(["GET", "POST"])
@open_in_two_tabs
def who(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """GET shows them. POST with `use` takes one of them; with `because` it is somebody else."""
    draft = get_draft(request, uuid)
    if draft.application_id:
        return redirect("applications:case", draft.application.reference)
    at = timezone.now()
    answers = drafts.answers_of(draft, by=request.user, at=at)
    doorstep = doorway.knock_for(draft, answers.get(steps.PERSON, {}), by=request.user, at=at)
    if not doorstep.alike:
        return redirect("applications:step", draft.uuid, steps.PERSON)
    form = SomebodyElseForm(posted(request), initial=answers.get(steps.DOOR))
    if reference := request.POST.get("use", ""):
        return _use(request, draft, doorstep, form, reference)
    if form.is_valid() and _is_somebody_else(request, draft, form):
        return redirect("applications:resume", draft.uuid)
    return _page(request, draft, doorstep, form)


def _is_somebody_else(request: HttpRequest, draft: ApplicationDraft, form: SomebodyElseForm) -> bool:
    seen, because = request.POST.getlist("seen"), form.cleaned_data["because"]
    try:
        doorway.say_somebody_else(draft=draft, seen=seen, because=because, by=request.user, at=timezone.now())
    except LooksLike as question:
        form.add_error(None, str(question))
    except ValidationError as error:
        form.add_error(None, error)
    return form.is_valid()


def _use(
    request: HttpRequest, draft: ApplicationDraft, doorstep: Doorstep, form: SomebodyElseForm, reference: str
) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), reference=reference)
    try:
        doorway.use_registered_person(draft=draft, person=person, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except (PersonExists, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _page(request, draft, doorstep, form)
    messages.success(request, _("The page shows what the register knows. Please compare it with the family."))
    return redirect("applications:step", draft.uuid, steps.PERSON)


def _page(request: HttpRequest, draft: ApplicationDraft, doorstep: Doorstep, form: SomebodyElseForm) -> HttpResponse:
    context = {"draft": draft, "doorstep": doorstep, "form": form}
    return render(request, "applications/draft_who.html", context, status=422 if form.errors else 200)
