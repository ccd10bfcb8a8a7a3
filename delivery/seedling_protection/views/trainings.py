"""Safety trainings: planned, recorded, with photographs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delivery.seedling_protection.forms.acts import PhotoForm, RecordForm, TrainingForm
from delivery.seedling_protection.forms.fields import PlainForm
from delivery.seedling_protection.models import Paper, TrainingSession
from delivery.seedling_protection.permissions import may_act_on, may_book, may_look_on, may_organise
from delivery.seedling_protection.services import papers
from delivery.seedling_protection.services import trainings as services
from delivery.seedling_protection.views.acting import ask_or_act, attachment, demand, page
from delivery.seedling_protection.workflow import TRAINING
from web.forms import posted
from web.pagination import requested_page

FORM = require_http_methods(["GET", "POST"])


@require_safe
def trainings(request: HttpRequest) -> HttpResponse:
    demand(may_look_on(request.user))
    rows = TrainingSession.objects.visible_to(request.user).select_related("school", "voucher")
    found = requested_page(request, rows, ["-starts_at", "-id"])
    context = {
        "rows": list(found),
        "page": found,
        "may_organise": may_organise(request.user),
        "may_book": may_book(request.user),
    }
    return render(request, "seedling_protection/trainings.html", context)


@FORM
def new_training(request: HttpRequest) -> HttpResponse:
    demand(may_organise(request.user))
    form = TrainingForm(posted(request))

    def effect() -> str:
        plan = services.TrainingPlan(**form.cleaned_data)
        return services.plan_training(plan=plan, by=request.user, at=timezone.now()).get_absolute_url()

    back = reverse("seedling_protection:trainings")
    return ask_or_act(request, form, effect, title=_("Plan a training"), back=back)


@require_safe
def training(request: HttpRequest, reference: str) -> HttpResponse:
    one = _seen(request, reference)
    offers = [(step, answer) for step, answer in TRAINING.available(one, request.user) if answer]
    return page(
        request,
        "seedling_protection/training.html",
        training=one,
        grades=one.grades.all(),
        photos=one.photos.order_by("pk"),
        offers=offers,
        may_act=may_act_on(request.user, one),
        is_held=bool(one.attended),
    )


@FORM
def record(request: HttpRequest, reference: str) -> HttpResponse:
    one = _seen(request, reference)
    demand(may_act_on(request.user, one))
    form = RecordForm(posted(request), stage=one.school.stage)

    def effect() -> None:
        data = form.cleaned_data
        facts = services.TrainingRecord(
            grades=form.pupils,
            quizzed=data["quizzed"] or 0,
            quiz_before=data["quiz_before"],
            quiz_after=data["quiz_after"],
            note=data["note"],
        )
        services.hold_training(training=one, facts=facts, by=request.user, at=timezone.now())

    return ask_or_act(request, form, effect, title=_("Record the training"), back=one.get_absolute_url())


@FORM
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    one = _seen(request, reference)
    demand(may_organise(request.user))
    form = PlainForm(posted(request))

    def effect() -> None:
        services.cancel_training(training=one, by=request.user, at=timezone.now())

    title, back = _("Cancel the training"), one.get_absolute_url()
    return ask_or_act(request, form, effect, title=title, back=back, tone="danger")


@FORM
def add_photo(request: HttpRequest, reference: str) -> HttpResponse:
    one = _seen(request, reference)
    demand(may_act_on(request.user, one))
    form = PhotoForm(posted(request), request.FILES if request.method == "POST" else None)

    def effect() -> None:
        papers.add_photo(training=one, by=request.user, at=timezone.now(), **form.cleaned_data)

    return ask_or_act(request, form, effect, title=_("Add a photograph"), back=one.get_absolute_url())


@require_safe
def photo(request: HttpRequest, reference: str, uuid: str) -> HttpResponse:
    one = _seen(request, reference)
    return attachment(request, get_object_or_404(Paper, training=one, uuid=uuid), one.reference)


@require_POST
def remove_photo(request: HttpRequest, reference: str, uuid: str) -> HttpResponse:
    one = _seen(request, reference)
    demand(may_act_on(request.user, one))
    papers.remove_photo(paper=get_object_or_404(Paper, training=one, uuid=uuid), by=request.user, at=timezone.now())
    return redirect(one.get_absolute_url())


def _seen(request: HttpRequest, reference: str) -> TrainingSession:
    rows = TrainingSession.objects.visible_to(request.user).select_related("school", "fund", "voucher")
    return get_object_or_404(rows, reference=reference)
