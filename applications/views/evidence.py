"""Why: the conditions of one case with the evidence behind each, for staff and for the family, to print."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from applications.case_page import CasePage
from applications.evidence import Evidence
from applications.views.access import get_application, works_on
from beneficiaries.permissions import may_see_hardship


@require_safe
def conditions(request: HttpRequest, reference: str) -> HttpResponse:
    """Staff who read the file, and the family; finance sees what it pays and not why."""
    application = get_application(request, reference)
    is_staff = works_on(request.user, application)
    now = timezone.now()
    if is_staff and not CasePage(application, request.user, now).reads_file:
        raise PermissionDenied(str(_("The conditions of a case are for those who handle and supervise it.")))
    sees_income = may_see_hardship(request.user, application.applicant)
    context = {
        "application": application,
        "evidence": Evidence(application, for_family=not is_staff, sees_income=bool(sees_income)),
        "is_staff_page": is_staff,
        "now": now,
        "today": timezone.localdate(now),
    }
    return render(request, "applications/conditions.html", context)
