"""Reading the risks of an activity and accepting them. Works without JavaScript: a box to tick and a button."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from volunteers.models import Activity, RiskAcceptance, Shift, VolunteerProfile
from volunteers.selectors import profile_of
from volunteers.services.activities import accept_risks, accept_risks_and_sign_up
from volunteers.views.shifts import outcome_of, said_of, shift_page, visible_shift, whom
from workflow.machine import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
def risks(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice in force, for somebody who is signed up already; POST accepts it."""
    shown = Activity.objects.filter(shifts__in=Shift.objects.visible_to(request.user))
    activity = get_object_or_404(shown.select_related("team").distinct(), pk=pk)
    own = _volunteer(request, profile_of(request.user))
    refused = ""
    if request.method == "POST":
        refused = _accepted(request, activity, own)
        if not refused:
            messages.success(request, _("Thank you. That you accepted these risks is recorded."))
            return redirect("volunteers:me")
    accepted = RiskAcceptance.objects.filter(
        volunteer=own, notice__activity=activity, notice__digest=activity.risk_digest
    ).first()
    context = {
        "activity": activity,
        "accepted": accepted,
        "refused": refused,
        "person": None,
        "action": reverse("volunteers:risks", args=[pk]),
    }
    return render(request, "volunteers/risks.html", context, status=422 if refused else 200)


@require_POST
def accept_and_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """From the page of a shift: accepts the risks as they were shown there, and takes the place."""
    chosen, own = visible_shift(request, pk), _volunteer(request, whom(request))
    if not request.POST.get("accepts"):
        return shift_page(request, chosen, refused=_("Please tick that you have read and accept the risks."))
    try:
        signup = accept_risks_and_sign_up(
            shift=chosen,
            volunteer=own,
            digest=request.POST.get("digest", ""),
            by=request.user,
            at=timezone.now(),
        )
    except WorkflowError as refused:
        return shift_page(request, chosen, refused=str(refused))
    messages.success(request, said_of(request, own, outcome_of(signup)))
    return redirect("volunteers:shift", pk)


def _volunteer(request: HttpRequest, own: VolunteerProfile | None) -> VolunteerProfile:
    if own is None:
        raise PermissionDenied(_("Please register as a volunteer first."))
    return own


def _accepted(request: HttpRequest, activity: Activity, own: VolunteerProfile) -> str:
    """Why not; "" when it is recorded."""
    if not request.POST.get("accepts"):
        return str(_("Please tick that you have read and accept the risks."))
    digest = request.POST.get("digest", "")
    try:
        accept_risks(activity=activity, volunteer=own, digest=digest, by=request.user, at=timezone.now())
    except WorkflowError as refused:
        return str(refused)
    return ""
