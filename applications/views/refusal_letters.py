"""Staff notes how the letter of refusal reached the family."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from applications.forms.refusal_letters import LetterForm
from applications.permissions import may_visit
from applications.services.refusal_letters import record_letter
from applications.views.casework import ask, staff_case
from web.forms import posted


@require_http_methods(["GET", "POST"])
def given(request: HttpRequest, reference: str) -> HttpResponse:
    application = staff_case(request, reference, may_visit)
    form = LetterForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: record_letter(
            application=application,
            way=form.cleaned_data["way"],
            given_on=form.cleaned_data["given_on"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("How the letter of refusal was given"),
        submit=_("Save"),
        done=_("It is noted that the family has the letter."),
    )
