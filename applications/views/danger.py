"""Signs of danger: the short report, and what those who answer for it do."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from applications.forms.danger import DangerForm, DangerOutcomeForm
from applications.models import DangerSignal
from applications.permissions_of_danger import may_answer_danger, may_report_danger
from applications.services import danger
from applications.views.casework import ask, staff_case
from web.forms import posted
from workflow.machine import NotAllowed, WorkflowError


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_report_danger)
    form = DangerForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: danger.report_danger(application=application, by=request.user, at=timezone.now(), **form.cleaned_data),
        title=_("Report a danger"),
        submit=_("Report at once"),
        done=_("Reported. The sub-district and the federation have been told."),
    )


@require_POST
def take_up(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    application = staff_case(request, reference, may_answer_danger)
    signal = get_object_or_404(DangerSignal, application=application, pk=pk)
    try:
        danger.take_up_danger(signal=signal, by=request.user, at=timezone.now())
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You look after it. Write what was done as soon as the child is safe."))
    return redirect("applications:case", application.reference)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    application = staff_case(request, reference, may_answer_danger)
    signal = get_object_or_404(DangerSignal, application=application, pk=pk)
    form = DangerOutcomeForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: danger.close_danger(
            signal=signal, outcome=form.cleaned_data["text"], by=request.user, at=timezone.now()
        ),
        title=_("Close the report of a danger"),
        submit=pgettext("report of a danger", "Close"),
        done=_("The report is closed."),
    )
