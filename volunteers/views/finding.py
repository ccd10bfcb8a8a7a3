"""Finding the right shift and the right people: suggestions, asking, the board of a day, watching."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs.policy import FIGURES
from programs.selectors import figures_in_force
from volunteers.asking import helpers_for
from volunteers.board import board_of
from volunteers.models import Activity, Shift, Skill, VolunteerProfile
from volunteers.permissions import may_keep_activities, may_lead
from volunteers.permissions_of_coordination import may_coordinate
from volunteers.selectors import profile_of
from volunteers.services import matching, wanted
from volunteers.suggestions import choice_of, suggestions_for
from web.forms import PortalFormHelper, RowsField, posted
from workflow.machine import NotAllowed, WorkflowError

POINTS = [code for code, figure in FIGURES.items() if figure.unit == "points"]


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    own = VolunteerProfile.objects.select_related("area").filter(user=request.user).first()
    if own is None:
        return redirect("volunteers:join")
    choice, now = choice_of(own), timezone.now()
    figures = figures_in_force(timezone.localdate(now))
    context = {
        "choice": choice,
        "suggestions": suggestions_for(own, request.user, now, figures) if choice.suggests else [],
        "points": [(FIGURES[code].label, int(figures[code])) for code in POINTS],
    }
    return render(request, "volunteers/suggestions.html", context)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Two boxes; one that is not ticked is not sent."""
    own = profile_of(request.user)
    if own is None:
        return redirect("volunteers:join")
    wishes = {name: name in request.POST for name in ("suggests", "may_be_asked")}
    matching.choose_matching(volunteer=own, by=request.user, at=timezone.now(), **wishes)
    messages.success(request, _("Your choice is saved."))
    return redirect("volunteers:suggestions")


# --- Leaders ----------------------------------------------------------------------------------------------------------


class DayForm(forms.Form):
    day = forms.DateField(label=pgettext_lazy("of a series", "Day"), required=False)

    def clean_day(self) -> Any:
        """Years in which a day before and after exist."""
        day = self.cleaned_data["day"]
        if day and not 2000 <= day.year <= 2999:
            raise forms.ValidationError("out of range")
        return day


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """?day=, else tomorrow."""
    answer = may_coordinate(request.user)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    now, form = timezone.now(), DayForm(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("day") or timezone.localdate(now) + timedelta(days=1)
    return render(request, "volunteers/board.html", {"board": board_of(request.user, day, now)})


@require_safe
def helpers(request: HttpRequest, pk: int) -> HttpResponse:
    return _helpers_page(request, _led(request, pk))


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Only people whom the leader may see; anybody else is unknown."""
    chosen = _led(request, pk)
    number = request.POST.get("volunteer", "")
    people = VolunteerProfile.objects.visible_to(request.user)
    person = get_object_or_404(people, pk=number if number.isdecimal() and len(number) < 19 else 0)
    try:
        matching.ask_to_help(shift=chosen, volunteer=person, by=request.user, at=timezone.now())
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except WorkflowError as refused:
        return _helpers_page(request, chosen, refused=str(refused))
    messages.success(request, _("%(name)s is asked.") % {"name": person.name})
    return redirect("volunteers:helpers", pk)


class WantedForm(forms.Form):
    skills = RowsField(
        label=gettext_lazy("Skills that help"),
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].queryset = Skill.objects.filter(is_offered=True)
        self.helper = PortalFormHelper(self)


@require_http_methods(["GET", "HEAD", "POST"])
def wanted_skills(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = get_object_or_404(Activity.objects.planned_by(request.user).select_related("team"), pk=pk)
    answer = may_keep_activities(request.user, chosen.team)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    form = WantedForm(posted(request), initial={"skills": [row.skill_id for row in chosen.wanted_skills.all()]})
    if request.method == "POST" and form.is_valid():
        skills = form.cleaned_data["skills"]
        wanted.set_wanted_skills(activity=chosen, skills=skills, by=request.user, at=timezone.now())
        messages.success(request, _("The skills are saved. Shifts are suggested to people who have them."))
        return redirect("volunteers:team_activities", chosen.team_id)
    context = {"form": form, "title": _("Skills that help"), "sub": chosen, "submit": _("Save")}
    return render(
        request,
        "volunteers/step.html",
        {**context, "back": f"/volunteers/team/{chosen.team_id}/activities/"},
        status=422 if form.errors else 200,
    )


def _led(request: HttpRequest, pk: int) -> Shift:
    shifts = Shift.objects.led_by(request.user).select_related("activity__team", "activity__area")
    chosen = get_object_or_404(shifts.prefetch_related("roles"), pk=pk)
    answer = may_lead(request.user, chosen)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    return chosen


def _helpers_page(request: HttpRequest, chosen: Shift, refused: str = "") -> HttpResponse:
    shown = helpers_for(chosen, request.user, timezone.now())
    context = {"shift": chosen, "helpers": shown, "refused": refused}
    return render(request, "volunteers/helpers.html", context, status=422 if refused else 200)
