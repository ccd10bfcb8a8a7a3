"""Answering an offered place, “I cannot come”, and the leader's approval."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from volunteers import selectors, services
from volunteers.group_forms import AddPersonForm
from volunteers.models import Shift, Signup
from volunteers.permissions import may_cancel
from volunteers.services.leaving import Leaving, Who
from volunteers.views.shifts import said_of, shift_page, visible_shift, whom, without_profile
from volunteers.views.team import act, check_leads, led_shift
from volunteers.waiting import rules_of
from web.throttle import counts_within
from workflow.machine import NotAllowed, WorkflowError

TRIES = 100  # names an hour and account that a leader enters at the door; shared with naming a group


@require_safe
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that the message about an offered place leads to: one question, two answers."""
    return offer_page(request, visible_signup(request, pk))


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    return answer(request, pk, services.accept_place, _("The place is yours. Thank you! We will remind you."))


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    return answer(request, pk, services.decline_place, _("Thank you for telling us. The next person is asked now."))


@require_POST
def cannot_come(request: HttpRequest, pk: int) -> HttpResponse:
    """To shifts that the volunteer can take instead, or back to this one when the place is kept until replaced."""
    chosen = visible_shift(request, pk)
    own = own_signup(request, chosen)
    if own is None:
        return shift_page(request, chosen, refused=_("You are not signed up for this shift."))
    try:
        who = Who.ME if request.POST.get("who") == Who.ME else Who.ALL
        effect = services.cannot_come(signup=own, who=who, by=request.user, at=timezone.now())
    except WorkflowError as refused:
        return shift_page(request, chosen, refused=str(refused))
    messages.success(request, said_of(request, own.volunteer, WORDS[effect]()))
    looks_on = effect is Leaving.GIVEN_BACK and own.volunteer.user_id == request.user.pk
    return redirect("volunteers:instead" if looks_on else "volunteers:shift", pk)


@require_POST
def come_after_all(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = visible_shift(request, pk)
    own = own_signup(request, chosen)
    if own is None:
        return shift_page(request, chosen, refused=_("You are not signed up for this shift."))
    try:
        services.can_come_after_all(signup=own, by=request.user, at=timezone.now())
    except WorkflowError as refused:
        return shift_page(request, chosen, refused=str(refused))
    done = _("Thank you. Your place is yours again and nobody looks for a stand-in.")
    messages.success(request, said_of(request, own.volunteer, done))
    return redirect("volunteers:shift", pk)


@require_safe
def instead(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = visible_shift(request, pk)
    profile = selectors.profile_of(request.user)
    if profile is None:
        return without_profile(request)
    cards = selectors.shifts_instead(profile, chosen, timezone.now())
    return render(request, "volunteers/instead.html", {"shift": chosen, "cards": cards})


@require_POST
def approve(request: HttpRequest, pk: int, signup_pk: int) -> HttpResponse:
    return decide(request, pk, signup_pk, services.approve_signup, _("The sign-up is approved."))


@require_POST
def refuse(request: HttpRequest, pk: int, signup_pk: int) -> HttpResponse:
    return decide(request, pk, signup_pk, services.refuse_signup, _("The sign-up is not approved; the person is told."))


@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    check_leads(request, chosen)
    form = AddPersonForm(request.POST if request.method == "POST" else None, shift=chosen)
    if request.method == "POST" and form.is_valid() and added(request, form):
        messages.success(request, _("The person is on the roster."))
        return redirect("volunteers:roster", pk)
    texts = {"title": _("Add a person"), "sub": chosen.activity, "submit": _("Add to the roster")}
    context = {"form": form, "back": reverse("volunteers:roster", args=[pk]), **texts}
    return render(request, "volunteers/step.html", context, status=422 if form.errors else 200)


def added(request: HttpRequest, form: AddPersonForm) -> bool:
    data = form.cleaned_data
    about = {"role": data["role"], "reason": data["reason"], "by": request.user, "at": timezone.now()}
    if not data["known"] and not counts_within(f"group:{request.user.pk}", TRIES):
        form.add_error(None, _("Too many tries. Please try again in an hour, or call the team."))
        return False
    try:
        if data["known"]:
            services.add_to_shift(volunteer=data["known"], **about)
        else:
            services.add_new_to_shift(person=form.person(), **about)
    except WorkflowError as refused:
        form.add_error(None, str(refused))
        return False
    return True


WORDS: dict[Leaving, Callable[[], str]] = {
    Leaving.GIVEN_BACK: lambda: _("Your sign-up is cancelled. Thank you for telling us."),
    Leaving.STAND_IN: lambda: _("We are looking for somebody to take your place. Until we tell you it is yours."),
    Leaving.LEADER_ALERTED: lambda: _("Your leader is told and we are looking for somebody to take your place."),
}


def own_signup(request: HttpRequest, chosen: Shift) -> Signup | None:
    """The reader's, or that of the relative whom the press is for."""
    volunteer = whom(request)
    return Signup.objects.live().filter(shift=chosen, volunteer=volunteer).select_related("volunteer").first()


def visible_signup(request: HttpRequest, pk: int) -> Signup:
    signups = Signup.objects.visible_to(request.user).select_related("shift__activity__team", "role", "volunteer")
    return get_object_or_404(signups, pk=pk)


def answer(request: HttpRequest, pk: int, service: Callable[..., Any], done: str) -> HttpResponse:
    signup = visible_signup(request, pk)
    try:
        service(signup=signup, by=request.user, at=timezone.now())
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except WorkflowError as refused:
        return offer_page(request, visible_signup(request, pk), refused=str(refused))
    messages.success(request, done)
    own = bool(may_cancel(request.user, signup))
    return redirect("volunteers:shift" if own else "volunteers:roster", signup.shift_id)


def decide(request: HttpRequest, pk: int, signup_pk: int, service: Callable[..., Any], done: str) -> HttpResponse:
    chosen = led_shift(request, pk)
    signup = get_object_or_404(Signup.objects.visible_to(request.user), pk=signup_pk, shift=chosen)
    return act(request, chosen, lambda now: service(signup=signup, by=request.user, at=now), done)


def offer_page(request: HttpRequest, signup: Signup, refused: str = "") -> HttpResponse:
    now = timezone.now()
    stands = signup.state == "offered" and signup.offer_expires_at and now < signup.offer_expires_at
    context = {
        "signup": signup,
        "shift": signup.shift,
        "activity": signup.shift.activity,
        "stands": stands and now < signup.starts_at,
        "may_take": signup.state == "waiting" and signup.role.called_at and now < signup.starts_at,
        "is_own": bool(may_cancel(request.user, signup)),
        "state": selectors.SIGNUP_WORKFLOW.states[signup.state],
        "rules": list(rules_of(signup.shift, signup.shift.activity)),
        "refused": refused,
    }
    return render(request, "volunteers/offer.html", context, status=422 if refused else 200)
