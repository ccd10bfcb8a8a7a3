"""The register of the council and the major donors: entered by the federation, read as masks."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from beneficiaries import permissions
from beneficiaries.affiliate_exports import AFFILIATES
from beneficiaries.forms_of_affiliates import AffiliateForm
from beneficiaries.models import Affiliate
from beneficiaries.services.affiliates import end_affiliate, enter_affiliate
from beneficiaries.services.ties import AlreadyDeclared
from beneficiaries.views.access import require
from jobs.views.exports import export_list
from web.pagination import requested_page


@require_http_methods(["GET", "HEAD", "POST"])
def affiliates(request: HttpRequest) -> HttpResponse:
    require(permissions.may_keep_affiliates(request.user))
    form = AffiliateForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _enter(request, form):
        return redirect("beneficiaries:affiliates")
    page = requested_page(request, Affiliate.objects.current(), ["-entered_at", "-id"])
    context = {"form": form, "page": page}
    return render(request, "beneficiaries/affiliates.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, AFFILIATES, back=reverse("beneficiaries:affiliates"))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Affiliate.objects.visible_to(request.user), pk=pk)
    end_affiliate(affiliate=found, by=request.user, at=timezone.now())
    return redirect("beneficiaries:affiliates")


def _enter(request: HttpRequest, form: AffiliateForm) -> bool:
    try:
        enter_affiliate(by=request.user, at=timezone.now(), **form.cleaned_data)
    except (ValidationError, AlreadyDeclared) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return False
    return True
