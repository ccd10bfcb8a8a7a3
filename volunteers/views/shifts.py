"""Shifts for everybody, and taking a place."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from volunteers import selectors, services
from volunteers.crediting import hours
from volunteers.family_selectors import acted_for, family_cards, named_in
from volunteers.forms import GroupForm
from volunteers.models import Shift, ShiftWatch, Signup, VolunteerProfile
from volunteers.permissions import may_lead
from volunteers.shift_filters import FilterForm
from volunteers.waiting import leaving_words, rules_of, turn_of
from web.forms import LONGEST_KEY
from workflow.machine import WorkflowError


@login_not_required
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = FilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data.get("week") or timezone.localdate(now)
    since = form.cleaned_data.get("day")
    shown = selectors.week_of_shifts(request.user, selectors.monday_of(chosen), now, form.filters(), since)
    served = hours(selectors.minutes_of(shown.profile)) if shown.profile else None
    context = {"week": shown, "form": form, "profile": shown.profile, "hours": served}
    return render(request, "volunteers/week.html", context)


@login_not_required
@require_safe
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    return shift_page(request, visible_shift(request, pk))


@require_POST
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """302 back to the shift with the outcome as a message; 422 with the reason when it is refused."""
    chosen = visible_shift(request, pk)
    profile = whom(request)
    if profile is None:
        return without_profile(request)
    size = GroupForm(request.POST)
    if not size.is_valid():
        return shift_page(request, chosen, refused=_("Please enter how many people come, 1 to 20."))
    role = next((r for r in chosen.roles.all() if str(r.pk) == request.POST.get("role")), None)
    try:
        people = size.cleaned_data["party_size"] or 1
        signup = services.sign_up(
            shift=chosen, volunteer=profile, role=role, party_size=people, by=request.user, at=timezone.now()
        )
    except WorkflowError as refused:
        return shift_page(request, chosen, refused=str(refused))
    messages.success(request, said_of(request, profile, outcome_of(signup)))
    return redirect("volunteers:shift", pk)


def whom(request: HttpRequest) -> VolunteerProfile | None:
    """The volunteer that a press is for: `person` of the reader's family, else the reader; 404 for anybody else."""
    person = request.POST.get("person", "")
    if not person:
        return selectors.profile_of(request.user)
    is_key = person.isascii() and person.isdigit() and len(person) <= LONGEST_KEY
    return get_object_or_404(acted_for(request.user), pk=person if is_key else 0)


def said_of(request: HttpRequest, volunteer: VolunteerProfile, sentence: str) -> str:
    """The sentence, with the name before it when it is about somebody else."""
    return sentence if volunteer.user_id == request.user.pk else f"{volunteer.name}: {sentence}"


def visible_shift(request: HttpRequest, pk: int) -> Shift:
    shifts = Shift.objects.visible_to(request.user).select_related("activity__team")
    return get_object_or_404(shifts.prefetch_related("roles"), pk=pk)


def shift_page(request: HttpRequest, chosen: Shift, refused: str = "") -> HttpResponse:
    profile, now = selectors.profile_of(request.user), timezone.now()
    shifts = Shift.objects.filter(pk=chosen.pk)
    [card] = selectors.cards_for(profile, shifts.select_related("activity__team", "occurrence__series"), now)
    context = {
        "card": card,
        "shift": card.shift,
        "activity": card.shift.activity,
        "refused": refused,
        "action": "",
        "rules": list(rules_of(card.shift, card.shift.activity)),
        **_about_own(card, now),
        **_about_repeating(card, profile, now),
        "family": family_cards(request.user, card.shift, now),
        "person": None,
        "may_lead": bool(may_lead(request.user, card.shift)),
    }
    return render(request, "volunteers/shift.html", context, status=422 if refused else 200)


def _about_own(card: selectors.Card, at: datetime) -> dict[str, object]:
    """The reader's own sign-up: turn and chance, an offer to answer, what leaving would do."""
    signup = card.signup
    if signup is None:
        return {"signup": None, "turn": None, "stands": False, "may_take": False, "leaving": "", "named": 0}
    signup.shift = card.shift
    role = next(role for role in card.roles if role.pk == signup.role_id)
    is_before, limit = at < signup.starts_at, signup.offer_expires_at
    return {
        "signup": signup,
        "turn": turn_of(signup, at) if signup.state == "waiting" else None,
        "stands": is_before and signup.state == "offered" and limit is not None and at < limit,
        "may_take": is_before and signup.state == "waiting" and role.called_at is not None,
        "leaving": leaving_words(signup, at) if card.may_cancel else "",
        "named": named_in([signup]).get(signup.pk, 0) if card.may_cancel else 0,
    }


def _about_repeating(card: selectors.Card, profile: VolunteerProfile | None, at: datetime) -> dict[str, object]:
    """Whether the reader may come every week, does so, and watches a full shift; nothing once it has begun."""
    if profile is None or card.shift.state != "open" or at >= card.shift.starts_at:
        return {"standing": None, "may_stand": False, "watches": False, "may_watch": False}
    standing = selectors.standing_place_on(card.shift, profile)
    watches = ShiftWatch.objects.filter(shift=card.shift, volunteer=profile, asked_by__isnull=True).exists()
    return {
        "standing": standing,
        "may_stand": standing is None and hasattr(card.shift, "occurrence"),
        "watches": watches,
        "may_watch": not watches and card.signup is None and not card.free,
    }


def without_profile(request: HttpRequest) -> HttpResponse:
    """Anybody may become a volunteer; the registration says how."""
    messages.info(request, _("Please register as a volunteer first; it takes three minutes. Then sign up."))
    return redirect("volunteers:join")


def outcome_of(signup: Signup) -> str:
    if signup.state == "confirmed":
        return _("You have a place. Thank you! We will remind you the day before.")
    if signup.state == "requested":
        return _("The leader of the team approves the sign-ups of this shift. You will hear from us soon.")
    return _(
        "The shift is full. You are number %(turn)d on the waiting list; "
        "a place that becomes free is offered to you in your turn."
    ) % {"turn": selectors.place_in_line(signup)}
