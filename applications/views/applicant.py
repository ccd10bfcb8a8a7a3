"""What the family sees: its own case, the receipt, and the state by code without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import guidance
from applications.case_rows import offers
from applications.forms.status import StatusForm
from applications.gaps import gaps_of_case
from applications.letters import LETTERS
from applications.models import Application
from applications.permissions import may_add_papers
from applications.prints import prints_of
from applications.renewal import may_renew
from applications.repayments import repayment_of
from applications.selectors import counter_evidence_until, timeline, told_of_data
from applications.states import VERIFYING
from applications.views.access import get_application
from protection.status_codes import is_status_code, status_code
from web.forms import posted
from web.references import normalise_reference
from web.throttle import is_within

TRIES_PER_HOUR = 10


def own_case(request: HttpRequest, application: Application) -> HttpResponse:
    """State in plain words, what is missing, what happens next, what the family can do."""
    may_add = may_add_papers(request.user, application)
    gaps = gaps_of_case(application, by=request.user, at=timezone.now())
    context = {
        "application": application,
        "may_renew": may_renew(request.user, application, at=timezone.now()),
        "gaps": [gap for gap in gaps if gap.is_for_family],
        "papers_page": reverse("applications:papers", args=[application.reference]) if may_add else "",
        "entries": timeline(application, for_applicant=True),
        "offers": [offer for offer in offers(application, request.user) if offer.answer],
        "next": guidance.NEXT.get(application.state, ""),
        "notice": application.notices.running(timezone.now()).first(),
        "may_add_papers": may_add,
        "supplement": application.open_supplement,
        "told": told_of_data(application) if application.state == VERIFYING else None,
        "evidence_until": counter_evidence_until(application) if application.state == VERIFYING else None,
        "code": status_code(application.reference),
        "has_letter": application.state in LETTERS,
        "repayment": repayment_of(application),
        "prints": prints_of(application, is_staff=False),
    }
    return render(request, "applications/own_case.html", context)


@require_safe
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """Receipt number and status code, to print or to photograph."""
    application = get_application(request, reference)
    context = {"application": application, "code": status_code(application.reference)}
    return render(request, "applications/receipt.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """State by receipt number and code: plain words, what is missing, the expected day; no personal data.

    A POST, so that the code stays out of addresses and logs; ten tries an hour, and one sentence for every failure.
    """
    form = StatusForm(posted(request))
    found = None
    if request.method == "POST" and form.is_valid():
        found = _look_up(request, form)
    context = {"form": form, "application": found}
    if found:
        context |= {"supplement": found.open_supplement, "next": guidance.NEXT.get(found.state, "")}
    return render(request, "applications/status.html", context, status=422 if form.errors else 200)


def _look_up(request: HttpRequest, form: StatusForm) -> Application | None:
    if not is_within(request, "status", TRIES_PER_HOUR):
        form.add_error(None, _("Too many tries. Please wait an hour, or call the work station of your community."))
        return None
    reference = normalise_reference(form.cleaned_data["reference"])
    right = is_status_code(reference, form.cleaned_data["code"])
    application = Application.objects.select_related("program").filter(reference=reference).first()
    if application is None or not right:
        form.add_error(None, _("Receipt number and code do not fit. Please compare both with your receipt."))
        return None
    return application
