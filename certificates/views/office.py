"""The register of certificates: looking up, revoking, many at once, the exchange file, and what is made known."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import pages, permissions, services
from certificates.forms import BulkForm, ExchangeForm, RevokeForm
from certificates.models import Certificate
from certificates.services.jobs import start_bulk, start_exchange
from certificates.snapshots import service_part
from certificates.views.mine import visible
from certificates.workflow import WORKFLOW
from volunteers.service_records import records, standing_entries
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page
from web.references import normalise_reference
from workflow.machine import NotAllowed, WorkflowError


def checked(answer) -> None:
    if not answer:
        raise PermissionDenied(str(answer.reason))


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    checked(permissions.may_open_office(request.user))
    rows = Certificate.objects.visible_to(request.user).defer("private").select_related("volunteer")
    wanted = normalise_reference(request.GET.get("number", "")[:20])
    if wanted:
        rows = rows.filter(number=wanted) if pages.NUMBER.fullmatch(wanted) else rows.none()
    page = requested_page(request, rows, ("-id",))
    context = {
        "page": page,
        "rows": [(certificate, WORKFLOW.states[certificate.state]) for certificate in page],
        "wanted": wanted,
        "may_issue": permissions.may_issue_many(request.user),
    }
    return render(request, "certificates/register.html", context)


@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    checked(permissions.may_open_office(request.user))
    return certificate_page(request, visible(request, number), RevokeForm())


@require_POST
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    checked(permissions.may_open_office(request.user))
    chosen, form = visible(request, number), RevokeForm(request.POST)
    checked(permissions.may_revoke(request.user, chosen))
    if form.is_valid():
        try:
            services.revoke_certificate(
                certificate=chosen, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The certificate is revoked."))
            return redirect("certificates:certificate", number)
    return certificate_page(request, chosen, form, status=422)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Made known inside the unit: number, masked name, hours, period, for some days."""
    checked(permissions.may_see_notices(request.user))
    rows = Certificate.objects.filter(state="on_notice", notice_until__gt=timezone.now()).defer("private")
    page = requested_page(request, rows, ("-id",))
    return render(request, "certificates/notices.html", {"page": page, "rows": [pages.Checked(row) for row in page]})


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    checked(permissions.may_issue_many(request.user))
    form = BulkForm(posted(request))
    if form.is_valid():
        data = form.cleaned_data
        names = ("volunteers", "first", "last", "reason")
        try:
            return submit_once(request, lambda: _started(start_bulk, request, {n: data[n] for n in names}))
        except WorkflowError as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "back": reverse("certificates:register")}
    return render(request, "certificates/bulk.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    checked(permissions.may_export_records(request.user))
    form = ExchangeForm(posted(request))
    if form.is_valid():
        try:
            return submit_once(request, lambda: _started(start_exchange, request, form.cleaned_data))
        except WorkflowError as refused:
            form.add_error(None, str(refused))
    context = {"form": form, "back": reverse("certificates:register")}
    return render(request, "certificates/exchange.html", context, status=422 if form.is_bound else 200)


def _started(service, request: HttpRequest, values: dict) -> str:
    return service(**values, by=request.user, at=timezone.now()).get_absolute_url()


def certificate_page(request: HttpRequest, chosen: Certificate, form: RevokeForm, status: int = 200) -> HttpResponse:
    first, last = chosen.period
    entries = standing_entries(chosen.volunteer).filter(day__gte=first, day__lte=last)
    now = service_part(records(entries.order_by("day", "starts_at", "pk")), first, last)
    context = {
        "certificate": chosen,
        "content": chosen.content,
        "state": WORKFLOW.states[chosen.state],
        "is_intact": pages.is_intact(chosen),
        "hours_now": now["hours"] if now["minutes"] != chosen.content["service"]["minutes"] else "",
        "may_revoke": permissions.may_revoke(request.user, chosen) if chosen.is_valid else None,
        "form": form,
    }
    return render(request, "certificates/certificate.html", context, status=status)
