"""The volunteer's own certificates: asked for, printed and downloaded by himself, free of charge."""

from django.contrib import messages
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates import pages, services
from certificates.forms import PeriodForm
from certificates.models import Certificate
from certificates.workflow import WORKFLOW
from protection.access import AccessContext
from volunteers.selectors import profile_of
from volunteers.service_records import standing_entries
from web.forms import posted
from web.idempotency import submit_once
from web.typeset import pdf_response
from workflow.machine import WorkflowError

SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    profile = profile_of(request.user)
    if profile is None:
        return redirect("volunteers:join")
    today = timezone.localdate()
    since = standing_entries(profile).order_by().aggregate(first=Min("day"))["first"]
    form = PeriodForm(posted(request), initial={"first": since or today, "last": today})
    if form.is_valid():
        try:
            return submit_once(request, lambda: _issue(request, form, profile))
        except WorkflowError as refused:
            form.add_error(None, str(refused))
    own = Certificate.objects.filter(volunteer=profile).defer("private").order_by("-pk")[:SHOWN]
    context = {
        "form": form,
        "rows": [(certificate, WORKFLOW.states[certificate.state]) for certificate in own],
        "has_hours": since is not None,
        "has_id_number": bool(profile.id_number_mask),
    }
    return render(request, "certificates/mine.html", context, status=422 if form.is_bound else 200)


def _issue(request: HttpRequest, form: PeriodForm, profile) -> str:
    certificate = services.issue_certificate(volunteer=profile, **form.cleaned_data, by=request.user, at=timezone.now())
    done = _("Certificate %(number)s is ready. Open the PDF to print it.") % {"number": certificate.number}
    messages.success(request, done)
    return request.path


@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    certificate = visible(request, number)
    return pdf_response(pages.typeset(certificate, _access(request, certificate)), number)


@require_safe
def signed_file(request: HttpRequest, number: str) -> HttpResponse:
    certificate = visible(request, number)
    text = pages.signed_file(certificate, _access(request, certificate))
    response = HttpResponse(text, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{number}.json"'
    return response


def visible(request: HttpRequest, number: str) -> Certificate:
    rows = Certificate.objects.visible_to(request.user).select_related("volunteer", "issued_by", "revoked_by")
    return get_object_or_404(rows, number=number)


def _access(request: HttpRequest, certificate: Certificate) -> AccessContext:
    purpose = "own_data" if certificate.volunteer.user_id == request.user.pk else "certificate"
    return AccessContext(by=request.user, purpose=purpose, at=timezone.now())
