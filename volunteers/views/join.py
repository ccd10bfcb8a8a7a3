"""Becoming a volunteer by oneself, step by step; the same steps change the profile later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from volunteers.models import VolunteerProfile
from volunteers.profile_selectors import Belongings
from volunteers.registration_forms import AbilitiesForm, DeclareForm, SafetyForm, StepForm, TimesForm, YouForm
from volunteers.selectors import profile_of
from volunteers.services import registration, update_profile
from web.forms import posted
from workflow.machine import WorkflowError


def save_you(form: Any, own: VolunteerProfile | None, request: HttpRequest) -> None:
    values, now = form.values(), timezone.now()
    if own is None:
        registration.begin_registration(user=request.user, at=now, **values)
    else:
        registration.change_identity(volunteer=own, at=now, **values)


def save_abilities(form: Any, own: VolunteerProfile, request: HttpRequest) -> None:
    changes = {name: form.cleaned_data[name] for name in ("skills", "service_fields")}
    listed = form.cleaned_data["listed"]
    registration.set_abilities(volunteer=own, skills=listed, changes=changes, by=request.user, at=timezone.now())


def save_times(form: Any, own: VolunteerProfile, request: HttpRequest) -> None:
    registration.set_free_times(volunteer=own, times=form.chosen(), by=request.user, at=timezone.now())


def save_safety(form: Any, own: VolunteerProfile, request: HttpRequest) -> None:
    update_profile(volunteer=own, changes=form.cleaned_data, by=request.user, at=timezone.now())


def save_declaration(_form: Any, own: VolunteerProfile, request: HttpRequest) -> None:
    registration.declare_true(volunteer=own, by=request.user, at=timezone.now())


@dataclass(frozen=True)
class Step:
    code: str
    title: str | Promise
    form: type[StepForm]
    save: Callable[..., None]


STEPS = (
    Step("you", _("Who you are"), YouForm, save_you),
    Step("abilities", _("Skills and fields of service"), AbilitiesForm, save_abilities),
    Step("times", _("When you have time"), TimesForm, save_times),
    Step("safety", _("For your safety"), SafetyForm, save_safety),
    Step("check", _("Check and confirm"), DeclareForm, save_declaration),
)
PLACES = {step.code: place for place, step in enumerate(STEPS)}


@login_not_required
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """What is asked and why; with or without an account."""
    own = profile_of(request.user)
    if own and own.declared_at:
        return redirect("volunteers:me")
    first = reverse("volunteers:join_step", args=["you"])
    return render(request, "volunteers/join.html", {"steps": STEPS, "first": first, "profile": own})


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, code: str) -> HttpResponse:
    if code not in PLACES:
        raise Http404
    chosen, own = STEPS[PLACES[code]], profile_of(request.user)
    if own is None and code != "you":
        return redirect("volunteers:join_step", "you")
    today = timezone.localdate()
    form = chosen.form(posted(request), profile=own, user=request.user, is_minor=bool(own and own.is_minor_on(today)))
    if request.method == "POST" and form.is_valid() and _saved(request, chosen, form, own):
        return _onward(request, chosen, own)
    context = {
        "form": form,
        "step": chosen,
        "steps": _bar(chosen, own) if own is None or own.declared_at is None else [],
        "back": _back(chosen, own),
        "about": Belongings(own, today) if own else None,
        "profile": own,
        "summary": code == "check",
    }
    return render(request, "volunteers/join_step.html", context, status=422 if form.errors else 200)


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Everything about oneself, each part with its link to change it."""
    own = profile_of(request.user)
    if own is None:
        return redirect("volunteers:join")
    context = {"profile": own, "about": Belongings(own, timezone.localdate()), "summary": False}
    return render(request, "volunteers/profile.html", context)


def _saved(request: HttpRequest, chosen: Step, form: StepForm, own: VolunteerProfile | None) -> bool:
    try:
        chosen.save(form, own, request)
    except WorkflowError as refused:
        form.add_error("id_number" if "id_number" in form.fields else None, str(refused))
        return False
    return True


def _onward(request: HttpRequest, chosen: Step, own: VolunteerProfile | None) -> HttpResponse:
    """The next step while registering; back to the profile when something is changed later."""
    if own and own.declared_at:
        messages.success(request, _("Your profile is saved."))
        return redirect("volunteers:profile")
    place = PLACES[chosen.code] + 1
    if place < len(STEPS):
        return redirect("volunteers:join_step", STEPS[place].code)
    messages.success(request, _("Welcome! You are registered. Choose your first shift."))
    return redirect("volunteers:week")


def _back(chosen: Step, own: VolunteerProfile | None) -> str:
    if own and own.declared_at:
        return reverse("volunteers:profile")
    place = PLACES[chosen.code]
    return reverse("volunteers:join_step", args=[STEPS[place - 1].code]) if place else reverse("volunteers:join")


def _bar(chosen: Step, own: VolunteerProfile | None) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "is_done": PLACES[one.code] < PLACES[chosen.code],
            "is_current": one is chosen,
            "url": reverse("volunteers:join_step", args=[one.code]) if own else "",
        }
        for one in STEPS
    ]
