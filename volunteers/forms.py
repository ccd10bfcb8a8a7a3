"""Shapes of what people send. Meaning is checked by the services."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers.choices import ExcuseReason, Outcome
from volunteers.models import Signup
from volunteers.services import Mark
from web.forms import PortalFormHelper

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
NO_EXCUSE = _("Please choose why the person is excused.")
DATE_TIME = {"format": "%Y-%m-%dT%H:%M", "attrs": {"type": "datetime-local"}}


class MoveForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("New start"), widget=forms.DateTimeInput(**DATE_TIME))
    ends_at = forms.DateTimeField(label=_("New end"), widget=forms.DateTimeInput(**DATE_TIME))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper(self)


class GroupForm(forms.Form):
    """How many people come together; nothing is one."""

    party_size = forms.IntegerField(label=_("People, you included"), required=False, min_value=1, max_value=20)


class CapacityForm(forms.Form):
    role = forms.IntegerField(label=pgettext_lazy("of a shift", "Task"), min_value=1)
    capacity = forms.IntegerField(label=pgettext_lazy("of a task", "Places"), min_value=0, max_value=2000)


class CorrectionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Attendance"), choices=Outcome.choices, widget=forms.RadioSelect)
    came = forms.TimeField(
        label=_("Came at (optional)"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    left = forms.TimeField(
        label=_("Left at (optional)"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    excuse = forms.ChoiceField(
        label=_("Why excused (only when excused)"), choices=[("", "—"), *ExcuseReason.choices], required=False
    )
    excuse_note = forms.CharField(
        label=_("More about the reason (optional)"),
        max_length=200,
        required=False,
        help_text=_("The volunteer reads this."),
    )
    reason = forms.CharField(label=_("Reason of the correction"), max_length=200)

    def __init__(self, *args: Any, signup: Signup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signup = signup
        self.helper = PortalFormHelper(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == Outcome.EXCUSED and not cleaned.get("excuse") and "excuse" not in self.errors:
            self.add_error("excuse", NO_EXCUSE)
        return cleaned

    def mark(self) -> Mark:
        data = self.cleaned_data
        came, left = on_shift(self.signup, data["came"]), on_shift(self.signup, data["left"])
        why = excuse_of(data["outcome"], data["excuse"], data["excuse_note"])
        return Mark(self.signup.pk, data["outcome"], came, left, **why)


def excuse_of(outcome: str, excuse: str, note: str) -> dict[str, str]:
    """What a mark keeps of it: nothing for whoever is not excused."""
    return {"excuse": excuse, "excuse_note": note.strip()} if outcome == Outcome.EXCUSED else {}


def marks_from(post: Mapping[str, str], roster: Iterable[Signup]) -> list[Mark]:
    """The roster as it was ticked: `outcome-<id>`, `in-<id>`, `out-<id>`, `excuse-<id>`, `excuse_note-<id>`.

    Who is not ticked is left out. Raises ValidationError for an outcome or a time that is none, and for somebody
    excused without a reason.
    """
    marks = []
    outcome_field = forms.ChoiceField(choices=Outcome.choices)
    excuse_field = forms.ChoiceField(choices=ExcuseReason.choices, error_messages={"required": NO_EXCUSE})
    note_field = forms.CharField(max_length=200, required=False)
    time_field = forms.TimeField(required=False)
    for signup in roster:
        ticked = post.get(f"outcome-{signup.pk}")
        if ticked:
            came = time_field.clean(post.get(f"in-{signup.pk}", ""))
            left = time_field.clean(post.get(f"out-{signup.pk}", ""))
            outcome = outcome_field.clean(ticked)
            why: dict[str, str] = {}
            if outcome == Outcome.EXCUSED:
                excuse = excuse_field.clean(post.get(f"excuse-{signup.pk}", ""))
                why = excuse_of(outcome, excuse, note_field.clean(post.get(f"excuse_note-{signup.pk}", "")))
            marks.append(Mark(signup.pk, outcome, on_shift(signup, came), on_shift(signup, left), **why))
    return marks


def on_shift(signup: Signup, clock: Any) -> datetime | None:
    """The moment of a clock time on the shift's day; past midnight when the shift runs past midnight."""
    if clock is None:
        return None
    start = localtime(signup.starts_at)
    moment = make_aware(datetime.combine(start.date(), clock))
    runs_past_midnight = localtime(signup.ends_at).date() > start.date()
    return moment + timedelta(days=1) if runs_past_midnight and clock.hour < 12 <= start.hour else moment
