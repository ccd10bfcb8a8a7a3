"""Forms of teams, of activities as their leaders keep them, and of a planned shift with its tasks."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import AdminArea
from volunteers.choices import RiskLevel, TrainingKind
from volunteers.forms import DATE_TIME
from volunteers.models import (
    Activity,
    BrandProject,
    QualificationKind,
    VolunteerTeam,
)
from volunteers.models.teams import MemberRole
from volunteers.services import RolePlan
from volunteers.services.activities import risk_problems
from web.forms import PortalFormHelper

SENSIBLE = [  # years that every database and calendar can hold
    MinValueValidator(datetime(2000, 1, 1, tzinfo=UTC)),
    MaxValueValidator(datetime(2999, 1, 1, tzinfo=UTC)),
]
TASKS = 4  # rows of the form; further tasks are added on the roster


LONGEST_DRAW = 24 * 28  # hours; four weeks before the shift
RULES_OF_PLACES = ("places_ahead_limit", "newcomer_places", "draw_hours", "approval_required", "approve_after")


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper(self)


class AskForm(PlainForm):
    note = forms.CharField(
        label=_("A few words to the leader (optional)"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeclineForm(PlainForm):
    answer = forms.CharField(
        label=_("Why not now?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The volunteer reads it."),
        error_messages={"required": _("Please write a word why; the volunteer reads it.")},
    )


class RoleForm(PlainForm):
    role = forms.ChoiceField(label=_("Role in the team"), choices=MemberRole.choices, widget=forms.RadioSelect)


class TeamForm(forms.ModelForm):
    """What leaders may change about their team; name and field are the office's."""

    class Meta:
        model = VolunteerTeam
        fields = ("purpose_zh", "purpose_en", "takes_members")
        widgets = {"purpose_zh": forms.Textarea(attrs={"rows": 3}), "purpose_en": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper(self)


class ActivityForm(forms.ModelForm):
    """An activity of one team. Its rules are asked by the service, in words."""

    class Meta:
        model = Activity
        fields = (
            "title_zh",
            "title_en",
            "field",
            "project",
            "content_zh",
            "content_en",
            "place_zh",
            "place_en",
            "area",
            "risk_level",
            "risk_note_zh",
            "risk_note_en",
            "min_age",
            "insurance_required",
            "training_required",
            "qualification_required",
            "identity_check_required",
            "contact",
            *RULES_OF_PLACES,
        )
        widgets = {
            "content_zh": forms.Textarea(attrs={"rows": 3}),
            "content_en": forms.Textarea(attrs={"rows": 3}),
            "risk_level": forms.RadioSelect,
            "risk_note_zh": forms.Textarea(attrs={"rows": 3}),
            "risk_note_en": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"risk_note_zh": _("Volunteers read and accept exactly this before they sign up.")}

    def __init__(self, *args: Any, team: VolunteerTeam, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.fields["risk_level"].choices = RiskLevel.choices
        self.fields["project"].queryset = BrandProject.objects.filter(team=team)
        self.fields["area"].queryset = AdminArea.objects.order_by("code")
        self.fields["qualification_required"].queryset = QualificationKind.objects.filter(is_offered=True)
        self.fields["min_age"].max_value = 99
        for name in ("newcomer_places", "draw_hours"):
            self.fields[name].required = False
        self.helper = PortalFormHelper(self)

    def clean_min_age(self) -> int:
        age = self.cleaned_data["min_age"] or 0
        if age > 99:
            raise forms.ValidationError(_("Please enter an age of at most 99."))
        return age

    def clean_newcomer_places(self) -> int:
        return self.cleaned_data["newcomer_places"] or 0

    def clean_draw_hours(self) -> int:
        hours = self.cleaned_data["draw_hours"] or 0
        if hours > LONGEST_DRAW:
            raise forms.ValidationError(_("Please enter at most %(hours)d hours.") % {"hours": LONGEST_DRAW})
        return hours

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        level, note = cleaned.get("risk_level", ""), cleaned.get("risk_note_zh", "")
        for field, sentence in risk_problems(level, note, cleaned.get("insurance_required", False)).items():
            self.add_error(field, sentence)
        return cleaned

    def _post_clean(self) -> None:
        """The model's own checks are the service's: it says them in words, and nothing is set on the row here."""


class ShiftForm(PlainForm):
    """When, where if elsewhere, and up to four tasks with their least and greatest number of people."""

    starts_at = forms.DateTimeField(label=_("Begins at"), validators=SENSIBLE, widget=forms.DateTimeInput(**DATE_TIME))
    ends_at = forms.DateTimeField(label=_("Ends at"), validators=SENSIBLE, widget=forms.DateTimeInput(**DATE_TIME))
    arrive_at = forms.DateTimeField(
        label=_("Arrive by (optional)"), required=False, validators=SENSIBLE, widget=forms.DateTimeInput(**DATE_TIME)
    )
    place_zh = forms.CharField(label=_("Place, when not the activity's (optional)"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, TASKS + 1):
            self._add_task(number)
        self.helper = PortalFormHelper(self)  # once more: it lists the fields there are

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end, arrive = cleaned.get("starts_at"), cleaned.get("ends_at"), cleaned.get("arrive_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("The end must be after the start."))
        if start and arrive and arrive > start:
            self.add_error("arrive_at", _("People arrive before the start."))
        self._check_tasks(cleaned)
        return cleaned

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "arrive_at", "place_zh")}

    def plans(self) -> list[RolePlan]:
        data = self.cleaned_data
        return [
            RolePlan(
                name_zh=data[f"task_{n}"],
                capacity=data[f"places_{n}"],
                minimum=data[f"least_{n}"],
                training_required=data[f"training_{n}"],
            )
            for n in self._filled(data)
        ]

    def _add_task(self, number: int) -> None:
        first = number == 1
        counted = {"number": number}
        self.fields[f"task_{number}"] = forms.CharField(
            label=_("Task %(number)d") % counted if first else _("Task %(number)d (optional)") % counted,
            max_length=40,
            required=first,
            error_messages={"required": _("Please name the task, for example “showing the way”.")},
        )
        self.fields[f"least_{number}"] = forms.IntegerField(
            label=_("Least number of people for task %(number)d") % counted,
            min_value=0,
            max_value=2000,
            initial=1,
            required=first,
        )
        self.fields[f"places_{number}"] = forms.IntegerField(
            label=_("Places for task %(number)d") % counted, min_value=1, max_value=2000, required=first
        )
        self.fields[f"training_{number}"] = forms.ChoiceField(
            label=_("Training required for task %(number)d") % counted,
            choices=[("", _("none")), *TrainingKind.choices],
            required=False,
        )

    def _check_tasks(self, data: dict[str, Any]) -> None:
        names = [data[f"task_{n}"] for n in self._filled(data)]
        for n in self._filled(data):
            places, least = data.get(f"places_{n}"), data.get(f"least_{n}")
            if places is None and f"places_{n}" not in self.errors:
                self.add_error(f"places_{n}", _("Please enter how many places the task has."))
            if least is None and f"least_{n}" not in self.errors:
                data[f"least_{n}"] = 1
            if places is not None and least is not None and least > places:
                self.add_error(
                    f"least_{n}",
                    _("The least number of people is larger than the number of places. Please check both."),
                )
            if names.count(data[f"task_{n}"]) > 1:
                self.add_error(f"task_{n}", _("Two tasks have the same name. Please give each its own."))

    @staticmethod
    def _filled(data: dict[str, Any]) -> Iterable[int]:
        return [n for n in range(1, TASKS + 1) if data.get(f"task_{n}")]


class PastShiftForm(ShiftForm):
    """A shift that is over; says so, and asks why it was not planned in time."""

    reason = forms.CharField(
        label=_("Why is this shift entered afterwards?"),
        max_length=200,
        help_text=_("The shift is over. It is entered closed: you add the people who came and confirm the roster."),
        error_messages={"required": _("Please write why the shift is entered afterwards.")},
    )
    field_order = ("reason",)


class TaskForm(PlainForm):
    """One more task on a planned shift."""

    name_zh = forms.CharField(label=_("Task"), max_length=40)
    minimum = forms.IntegerField(label=_("Least number of people"), min_value=0, max_value=2000, initial=1)
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=2000)
    min_age = forms.IntegerField(label=_("Minimum age"), min_value=0, max_value=99, initial=0)
    training_required = forms.ChoiceField(
        label=_("Training required"), choices=[("", _("none")), *TrainingKind.choices], required=False
    )

    def plan(self) -> RolePlan:
        return RolePlan(**self.cleaned_data)


class MinimumForm(forms.Form):
    role = forms.IntegerField(label=pgettext_lazy("of a shift", "Task"), min_value=1, max_value=2**63 - 1)
    minimum = forms.IntegerField(label=_("At least"), min_value=0, max_value=2000)
