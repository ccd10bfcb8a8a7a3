"""An officer proposes to end a case; a leader refuses here, or confirms on the page of the step (T33)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from applications.forms import actions as f
from applications.permissions import may_confirm_termination, may_propose_termination
from applications.services import terminating
from applications.views.casework import ask, staff_case
from web.forms import posted


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_propose_termination)
    form = f.TerminationForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: terminating.propose_termination(
            application=application,
            reason=form.cleaned_data["reason"],
            text=form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("Propose to terminate the case"),
        submit=_("Propose"),
        done=_("A leader now confirms or refuses. Until then the case goes on."),
    )


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_confirm_termination)
    form = f.WordsForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: terminating.refuse_termination(
            application=application, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
        ),
        title=_("Refuse the termination"),
        submit=pgettext_lazy("termination", "Refuse"),
        done=_("The case goes on."),
    )
