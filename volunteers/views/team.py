"""The leader's pages: shifts of the team, roster, attendance, changes of a shift."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from accounts.permissions import has_role
from jobs.views.exports import export_list
from volunteers import selectors, services
from volunteers.choices import ExcuseReason, Outcome
from volunteers.forms import CapacityForm, CorrectionForm, MoveForm, marks_from
from volunteers.list_exports import SIGNUPS
from volunteers.models import SeriesOccurrence, Shift, Signup, VolunteerTeam
from volunteers.models.people import OVERSEERS
from volunteers.permissions import may_lead
from volunteers.policy import checkin_opens_at
from volunteers.workflow import SHIFT_WORKFLOW
from workflow.machine import NotAllowed, WorkflowError

SOON = timedelta(days=14)  # a series plans months ahead; on a phone the page is for the days that come


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    if not (
        has_role(request.user, roles.TEAM_LEADER, *OVERSEERS) or VolunteerTeam.objects.led_by(request.user).exists()
    ):
        raise PermissionDenied(_("This page is for team leaders."))
    now = timezone.now()
    shifts = list(selectors.led_shifts(request.user, now)[:200])
    coming = [s for s in shifts if s.ends_at > now]
    soon = coming if "all" in request.GET else [s for s in coming if s.starts_at < now + SOON]
    context = {
        "teams": VolunteerTeam.objects.led_by(request.user).order_by("name_zh"),
        "to_confirm": [s for s in shifts if s.ends_at <= now and s.state != "cancelled" and not s.roster_confirmed_at],
        "coming": soon,
        "later": len(coming) - len(soon),
    }
    return render(request, "volunteers/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """The sign-ups of one shift (?shift=) or of all that the reader leads."""
    return export_list(request, SIGNUPS, back=reverse("volunteers:team"))


@require_safe
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    return roster_page(request, led_shift(request, pk))


@require_POST
def mark_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    try:
        marks = marks_from(request.POST, [line.signup for line in selectors.roster_of(chosen)])
    except ValidationError as wrong:
        return roster_page(request, chosen, refused=" ".join(wrong.messages))
    return act(
        request,
        chosen,
        lambda now: services.mark_roster(shift=chosen, marks=marks, by=request.user, at=now),
        _("Attendance is saved."),
    )


@require_POST
def confirm_roster(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    return act(
        request,
        chosen,
        lambda now: services.confirm_roster(shift=chosen, by=request.user, at=now),
        _("The roster is confirmed and the hours are credited."),
    )


@require_POST
def open_shift(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    return act(
        request,
        chosen,
        lambda now: services.open_shift(shift=chosen, by=request.user, at=now),
        _("Sign-up is open."),
    )


@require_POST
def close_shift(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    return act(
        request,
        chosen,
        lambda now: services.close_shift(shift=chosen, by=request.user, at=now),
        _("Sign-up is closed. Those who have a place keep it."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks and says how many people are told; POST does it."""
    chosen = led_shift(request, pk)
    check_leads(request, chosen)
    if request.method != "POST":
        people = Signup.objects.live().filter(shift=chosen).count()
        return render(request, "volunteers/cancel_shift.html", {"shift": chosen, "people": people})
    return act(
        request,
        chosen,
        lambda now: services.cancel_shift(shift=chosen, by=request.user, at=now),
        _("The shift is cancelled and everybody is told."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move_shift(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    check_leads(request, chosen)
    times = {"starts_at": chosen.starts_at, "ends_at": chosen.ends_at}
    form = MoveForm(request.POST or None, initial=times)
    broken: list[Signup] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.move_shift(shift=chosen, **form.cleaned_data, by=request.user, at=timezone.now())
        except services.MoveBreaks as breaks:
            form.add_error(None, str(breaks))
            broken = breaks.signups
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The shift is moved and everybody is told."))
            return redirect("volunteers:roster", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteers/move.html", {"form": form, "shift": chosen, "broken": broken}, status=status)


@require_POST
def change_capacity(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    check_leads(request, chosen)
    form = CapacityForm(request.POST)
    if not form.is_valid():
        return roster_page(request, chosen, refused=_("Please enter the number of places, 0 to 2000."))
    role = get_object_or_404(chosen.roles, pk=form.cleaned_data["role"])
    capacity = form.cleaned_data["capacity"]
    return act(
        request,
        chosen,
        lambda now: services.change_capacity(role=role, capacity=capacity, by=request.user, at=now),
        _("The number of places is changed."),
    )


@require_POST
def release(request: HttpRequest, pk: int, signup_pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    signup = get_object_or_404(Signup.objects.visible_to(request.user), pk=signup_pk, shift=chosen)
    return act(
        request,
        chosen,
        lambda now: services.release_signup(signup=signup, by=request.user, at=now),
        _("The person is released from the shift."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int, signup_pk: int) -> HttpResponse:
    chosen = led_shift(request, pk)
    check_leads(request, chosen)
    signups = Signup.objects.visible_to(request.user).filter(shift=chosen, state="confirmed")
    signup = get_object_or_404(signups.select_related("volunteer", "attendance", "shift__activity__team"), pk=signup_pk)
    form = CorrectionForm(request.POST or None, signup=signup, initial=marked(signup))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.correct_attendance(
                signup=signup, mark=form.mark(), reason=reason, by=request.user, at=timezone.now()
            )
        except WorkflowError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The correction is recorded."))
            return redirect("volunteers:roster", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "volunteers/correct.html", {"form": form, "shift": chosen, "signup": signup}, status=status)


def act(request: HttpRequest, chosen: Shift, service: Callable, done: str) -> HttpResponse:
    """Calls the one service and goes back to the roster; a refusal is shown on the roster with 422."""
    try:
        service(timezone.now())
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except WorkflowError as refused:
        return roster_page(request, chosen, refused=str(refused))
    messages.success(request, done)
    return redirect("volunteers:roster", chosen.pk)


def led_shift(request: HttpRequest, pk: int) -> Shift:
    shifts = Shift.objects.led_by(request.user).select_related("activity__team", "roster_confirmed_by")
    return get_object_or_404(shifts.prefetch_related("roles"), pk=pk)


def check_leads(request: HttpRequest, chosen: Shift) -> None:
    answer = may_lead(request.user, chosen)
    if not answer:
        raise PermissionDenied(str(answer.reason))


def roster_page(request: HttpRequest, chosen: Shift, refused: str = "") -> HttpResponse:
    lines = selectors.roster_of(chosen)
    now = timezone.now()
    confirmed = [line for line in lines if line.signup.state == "confirmed"]
    leads = may_lead(request.user, chosen)
    context = {
        "shift": chosen,
        "state": SHIFT_WORKFLOW.states[chosen.state] if now < chosen.starts_at or chosen.state == "cancelled" else None,
        "confirmed": confirmed,
        "heads": sum(line.signup.party_size for line in confirmed),
        "waiting": [line for line in lines if line.signup.state in ("requested", "offered", "waiting")],
        "outcomes": Outcome.choices,
        "excuses": ExcuseReason.choices,
        "unaware": selectors.not_accepted_the_risks(chosen, lines),
        "leads": leads,
        "transitions": SHIFT_WORKFLOW.available(chosen, request.user) if now < chosen.starts_at else [],
        "may_mark": leads and now >= checkin_opens_at(chosen)
        and not chosen.roster_confirmed_at and chosen.state != "cancelled",
        "may_confirm": leads and now >= chosen.ends_at and not chosen.roster_confirmed_at,
        "of_series": SeriesOccurrence.objects.filter(shift=chosen).select_related("series").first(),
        "is_live": chosen.state != "cancelled" and not chosen.roster_confirmed_at,
        "is_before": now < chosen.starts_at and chosen.state != "cancelled",
        "may_add": leads and chosen.state in ("open", "closed") and not chosen.roster_confirmed_at,
        "watches": None if any(role.free for role in chosen.roles.all()) or not leads or now >= chosen.starts_at
        else selectors.watched_for_others(chosen, request.user),
        "refused": refused,
    }  # fmt: skip
    return render(request, "volunteers/roster.html", context, status=422 if refused else 200)


def marked(signup: Signup) -> dict[str, object]:
    attendance = getattr(signup, "attendance", None)
    if attendance is None:
        return {}
    came, left = selectors.local_text(attendance.actual_in), selectors.local_text(attendance.actual_out)
    why = {"excuse": attendance.excuse, "excuse_note": attendance.excuse_note}
    return {"outcome": attendance.outcome, "came": came, "left": left, **why}
