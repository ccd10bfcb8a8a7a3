"""Appeals against a missed shift: the volunteer writes, somebody else than who decided answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteers import services
from volunteers.family_selectors import acted_for
from volunteers.forms_of_absences import AppealAnswerForm, AppealForm
from volunteers.models import AbsenceAppeal, Signup
from volunteers.permissions_of_absences import may_answer_appeal
from volunteers.permissions_of_hours import may_open_desk
from web.forms import posted
from workflow.machine import NotAllowed, WorkflowError

SHOWN = 100
_WITH_ALL = "attendance__signup__shift__activity__team__leader"


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, signup_pk: int) -> HttpResponse:
    """The volunteer's own missed shift, or that of family whom the reader may act for."""
    whose = Q(volunteer__user=request.user) | Q(volunteer__in=acted_for(request.user))
    missed = Signup.objects.filter(whose, attendance__outcome="absent", shift__roster_confirmed_at__isnull=False)
    signup = get_object_or_404(missed.select_related("shift__activity", "attendance", "volunteer"), pk=signup_pk)
    is_own = signup.volunteer.user_id == request.user.pk
    back = "volunteers:me" if is_own else "volunteers:family"
    form = AppealForm(posted(request))
    if form.is_valid():
        try:
            services.appeal_absence(signup=signup, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. Somebody else looks at it; the answer comes to your messages."))
            return redirect(back)
    earlier = list(signup.attendance.appeals.all()[:5])
    waits = any(one.answered_at is None for one in earlier)
    context = {
        "form": form,
        "signup": signup,
        "earlier": earlier,
        "may_appeal": not waits or form.is_bound,
        "is_own": is_own,
        "back": reverse(back),
    }
    return render(request, "volunteers/appeal.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    answer = may_open_desk(request.user)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    own = Q(attendance__signup__volunteer__user=request.user)
    family = Q(attendance__signup__volunteer__in=acted_for(request.user).order_by().values("pk"))
    visible = AbsenceAppeal.objects.visible_to(request.user).exclude(own | family)
    rows = visible.select_related("attendance__signup__volunteer", "attendance__signup__shift__activity")
    context = {
        "open": list(rows.open().order_by("asked_at")[:SHOWN]),
        "answered": list(rows.filter(answered_at__isnull=False)[:20]),
    }
    return render(request, "volunteers/appeals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    visible = AbsenceAppeal.objects.visible_to(request.user)
    found = get_object_or_404(
        visible.select_related(_WITH_ALL, "attendance__signup__volunteer", "decided_by", "answered_by"), pk=pk
    )
    allowed = may_answer_appeal(request.user, found)
    form = AppealAnswerForm(posted(request))
    if form.is_valid():
        try:
            services.answer_appeal(appeal=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The answer is sent."))
            return redirect("volunteers:appeals")
    elif request.method == "POST" and not allowed:
        raise PermissionDenied(str(allowed.reason))
    context = {"appeal": found, "signup": found.attendance.signup, "form": form, "may_answer": allowed}
    return render(request, "volunteers/appeal_answer.html", context, status=422 if request.method == "POST" else 200)
