"""Shapes of what people send. Meaning is checked by the services."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from areas.models import AdminArea
from protection.validators import parse_resident_id
from volunteers.choices import Outcome, ServiceField, Sex
from volunteers.models import Signup, VolunteerProfile
from volunteers.services import Mark
from web.forms import PortalFormHelper

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
DATE_TIME = {"format": "%Y-%m-%dT%H:%M", "attrs": {"type": "datetime-local"}}


class FilterForm(forms.Form):
    """The query string of the week view; what makes no sense is left out."""

    week = forms.DateField(
        required=False, validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 1, 1))]
    )
    field = forms.ChoiceField(
        label=_("Field of service"), required=False, choices=[("", _("All fields")), *ServiceField.choices]
    )


class ProfileForm(forms.Form):
    """The own registration data. Sealed values are never sent back to the page: empty keeps what is there."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As on your ID card."))
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_date = forms.DateField(label=_("Date of birth"), widget=DATE)
    id_number = forms.CharField(
        label=_("ID number"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    area = forms.ModelChoiceField(
        label=_("Where you live"), queryset=AdminArea.objects.none(), required=False, empty_label=_("Outside the zone")
    )
    emergency_contact = forms.CharField(
        label=_("Emergency contact"),
        max_length=100,
        required=False,
        help_text=_("Name and telephone of somebody we call if you have an accident."),
    )
    skills = forms.CharField(label=_("Skills (optional)"), max_length=200, required=False)
    service_fields = forms.MultipleChoiceField(
        label=_("Fields you like to serve in (optional)"),
        choices=ServiceField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, profile: VolunteerProfile | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self._initial(profile))
        super().__init__(*args, **kwargs)
        self.profile = profile
        self.fields["area"].queryset = AdminArea.objects.communities().order_by("parent__code", "code")
        self.fields["id_number"].required = not (profile and profile.id_number_mask)
        for name in ("id_number", "emergency_contact"):
            if profile and (mask := getattr(profile, f"{name}_mask")):
                self.fields[name].help_text = _("Stored: %(mask)s. Leave empty to keep it.") % {"mask": mask}
        self.helper = PortalFormHelper(self)

    def clean_id_number(self) -> str:
        number = self.cleaned_data["id_number"]
        return parse_resident_id(number).number if number else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number, born = cleaned.get("id_number"), cleaned.get("birth_date")
        if number and born and parse_resident_id(number).birth_date != born:
            self.add_error("birth_date", _("The date of birth differs from the ID number."))
        return cleaned

    @staticmethod
    def _initial(profile: VolunteerProfile | None) -> dict[str, Any]:
        names = ("name", "sex", "birth_date", "area", "skills", "service_fields")
        return {name: getattr(profile, name) for name in names} if profile else {}


class MoveForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("New start"), widget=forms.DateTimeInput(**DATE_TIME))
    ends_at = forms.DateTimeField(label=_("New end"), widget=forms.DateTimeInput(**DATE_TIME))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper(self)


class CapacityForm(forms.Form):
    role = forms.IntegerField(min_value=1)
    capacity = forms.IntegerField(min_value=0, max_value=2000)


class CorrectionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Attendance"), choices=Outcome.choices, widget=forms.RadioSelect)
    came = forms.TimeField(
        label=_("Came at (optional)"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    left = forms.TimeField(
        label=_("Left at (optional)"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    reason = forms.CharField(label=_("Reason of the correction"), max_length=200)

    def __init__(self, *args: Any, signup: Signup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signup = signup
        self.helper = PortalFormHelper(self)

    def mark(self) -> Mark:
        data = self.cleaned_data
        came, left = on_shift(self.signup, data["came"]), on_shift(self.signup, data["left"])
        return Mark(self.signup.pk, data["outcome"], came, left)


def marks_from(post: Mapping[str, str], roster: Iterable[Signup]) -> list[Mark]:
    """The roster as it was ticked: `outcome-<id>`, `in-<id>`, `out-<id>`; who is not ticked is left out.

    Raises ValidationError for an outcome or a time that is none.
    """
    marks = []
    outcome_field = forms.ChoiceField(choices=Outcome.choices)
    time_field = forms.TimeField(required=False)
    for signup in roster:
        ticked = post.get(f"outcome-{signup.pk}")
        if ticked:
            came = time_field.clean(post.get(f"in-{signup.pk}", ""))
            left = time_field.clean(post.get(f"out-{signup.pk}", ""))
            outcome = outcome_field.clean(ticked)
            marks.append(Mark(signup.pk, outcome, on_shift(signup, came), on_shift(signup, left)))
    return marks


def on_shift(signup: Signup, clock: Any) -> datetime | None:
    """The moment of a clock time on the shift's day; past midnight when the shift runs past midnight."""
    if clock is None:
        return None
    start = localtime(signup.starts_at)
    moment = make_aware(datetime.combine(start.date(), clock))
    runs_past_midnight = localtime(signup.ends_at).date() > start.date()
    return moment + timedelta(days=1) if runs_past_midnight and clock.hour < 12 <= start.hour else moment
