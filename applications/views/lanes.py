"""What only one lane knows: telephone calls of an emergency, answers to objections after the fact."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from applications.forms import lanes as f
from applications.permissions import may_answer_objection, may_log_call
from applications.services import emergency, publicity
from applications.views.casework import ask, staff_case
from web.forms import posted


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
