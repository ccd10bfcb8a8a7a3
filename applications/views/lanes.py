"""Steps beside the workflow: calls of an emergency, objections after the fact, money that comes back in parts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.forms import lanes as f
from applications.models import Instalment
from applications.permissions import may_answer_objection, may_log_call, may_recover
from applications.services import emergency, publicity, recovery
from applications.views.casework import ask, staff_case
from funds.services import FundsError
from web.forms import posted
from workflow.machine import WorkflowError


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_log_call)
    form = f.CallForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: emergency.log_call(application=application, call=form.call, by=request.user, at=timezone.now()),
        title=_("Note a call"),
        submit=_("Save"),
        done=_("The call is in the file."),
    )


@require_http_methods(["GET", "POST"])
def answer_objection(request: HttpRequest, reference: str) -> HttpResponse:
    """Against a posting after the fact; before a decision the steps of the workflow answer it."""
    application = staff_case(request, reference, may_answer_objection)
    form = f.ObjectionAnswerForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: publicity.answer_objection_afterwards(
            application=application, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
        title=_("Answer the objection"),
        submit=_("Record the answer"),
        done=_("The objection is answered."),
    )


@require_http_methods(["GET", "POST"])
def instalments(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_recover)
    form = f.InstalmentsForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: recovery.plan_instalments(
            application=application, by=request.user, at=timezone.now(), **form.cleaned_data
        ),
        title=_("Agree on instalments"),
        submit=_("Save the plan"),
        done=_("The instalments are agreed."),
    )


@require_POST
def receive(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    application = staff_case(request, reference, may_recover)
    row = get_object_or_404(Instalment, application=application, pk=pk)
    try:
        recovery.receive_instalment(instalment=row, by=request.user, at=timezone.now())
    except (WorkflowError, FundsError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The instalment is booked."))
    return redirect("applications:case", application.reference)
