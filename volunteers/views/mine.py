"""The volunteer's own record and profile."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import roles
from accounts.permissions import has_role
from volunteers import selectors, services
from volunteers.crediting import hours
from volunteers.forms import ProfileForm
from workflow.machine import WorkflowError

HISTORY_LENGTH = 50


@require_safe
def record(request: HttpRequest) -> HttpResponse:
    profile = selectors.profile_of(request.user)
    if profile is None:
        check_may_register(request)
        return redirect("volunteers:profile")
    now = timezone.now()
    context = {
        "profile": profile,
        "hours": hours(selectors.minutes_of(profile)),
        "upcoming": selectors.upcoming_signups(profile, now),
        "history": selectors.past_signups(profile, now, HISTORY_LENGTH),
        "trainings": list(profile.trainings.all()),
    }
    return render(request, "volunteers/me.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    own = selectors.profile_of(request.user)
    if own is None:
        check_may_register(request)
    form = ProfileForm(request.POST or None, profile=own)
    if request.method != "POST":
        return render(request, "volunteers/profile.html", {"form": form, "profile": own})
    if form.is_valid() and saved(request, form, own):
        messages.success(request, _("Your profile is saved."))
        return redirect("volunteers:me")
    return render(request, "volunteers/profile.html", {"form": form, "profile": own}, status=422)


def saved(request: HttpRequest, form: ProfileForm, own) -> bool:
    now = timezone.now()
    try:
        if own:
            services.update_profile(volunteer=own, changes=form.cleaned_data, by=request.user, at=now)
        else:
            services.register_volunteer(user=request.user, by=request.user, at=now, **form.cleaned_data)
    except WorkflowError as refused:
        form.add_error("id_number", str(refused))
        return False
    return True


def check_may_register(request: HttpRequest) -> None:
    if not has_role(request.user, roles.VOLUNTEER, roles.TEAM_LEADER):
        raise PermissionDenied(_("This page is for volunteers. Ask the federation to become one."))
