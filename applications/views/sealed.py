"""Opening the sealed answers of a case: asked with a reason, recorded, shown once."""

import json

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from applications.case_rows import AnswerRow, shown
from applications.facts import scheme_of
from applications.forms.sealed import SealedAnswersForm
from applications.models import Application
from applications.permissions import may_open_sealed
from applications.views.access import get_application, works_on
from protection.services import RevealRefused, reveal
from web.forms import posted


@never_cache
@sensitive_variables("plain")
@require_http_methods(["GET", "POST"])
def sealed(request: HttpRequest, reference: str) -> HttpResponse:
    """GET asks for purpose and reason; POST writes the access row and shows the answers. 404 without any."""
    application = get_application(request, reference)
    answer = may_open_sealed(request.user, application)
    if not works_on(request.user, application) or not answer:
        raise PermissionDenied(str(answer.reason))
    if not application.sensitive_answers:
        raise Http404
    form = SealedAnswersForm(posted(request))
    rows = None
    if request.method == "POST" and form.is_valid():
        try:
            values = reveal(
                obj=application,
                fields=["sensitive_answers"],
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
            rows = _rows(application, values["sensitive_answers"])
        except RevealRefused as error:
            form.add_error(None, str(error))
    context = {"application": application, "form": form, "rows": rows}
    return render(request, "applications/sealed.html", context, status=422 if form.errors else 200)


@sensitive_variables("plain")
def _rows(application: Application, plain: str) -> list[AnswerRow]:
    stored = json.loads(plain or "{}")
    questions = scheme_of(application).questions()
    return [
        AnswerRow(questions[name].label if name in questions else name, _words(questions, name, value), False)
        for name, value in stored.items()
        if value not in (None, "", [])
    ]


def _words(questions, name, value):
    return shown(questions[name], value) if name in questions else value
