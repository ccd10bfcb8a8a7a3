"""The steps of registering as a volunteer; the same forms change the profile later. Meaning is checked by services."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import AdminArea
from protection.validators import parse_resident_id, validate_mobile, validate_phone
from volunteers.choices import ServiceField
from volunteers.forms import DATE
from volunteers.models import QualificationKind, Skill, VolunteerProfile
from volunteers.models.skills import DayPart, Weekday
from web.forms import PortalFormHelper, RowsField
from web.person_name import PersonNameField

STORED = _("Stored: %(mask)s. Leave empty to keep it.")
TELEPHONE = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}


class StepForm(forms.Form):
    """Sealed values are never sent back to the page: a field left empty keeps what is there."""

    own: tuple[str, ...] = ()  # the profile's columns, as they are shown again

    def __init__(self, *args: Any, profile: VolunteerProfile | None, user: Any, is_minor: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(profile, name) for name in self.own} if profile else {})
        super().__init__(*args, **kwargs)
        self.profile, self.user, self.is_minor = profile, user, is_minor
        self.prepare()
        self.helper = PortalFormHelper(self)  # lays out the fields that are left

    def prepare(self) -> None:
        """What depends on the volunteer."""

    def keeps(self, name: str, mask: str) -> None:
        """Empty is enough when something is stored already."""
        if mask:
            self.fields[name].required = False
            self.fields[name].help_text = STORED % {"mask": mask}


class YouForm(StepForm):
    own = ("name", "area")

    name = PersonNameField(
        label=_("Name"),
        max_length=60,
        help_text=_("As on your ID card."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please enter your name.")},
    )
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=30,
        help_text=_("Date of birth and sex are read from it. It is kept sealed; pages show it masked."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Please enter your ID number.")},
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=30,
        validators=[validate_mobile],
        widget=forms.TextInput(attrs=TELEPHONE),
        error_messages={"required": _("Please enter your mobile number: the leader calls you when a shift changes.")},
    )
    area = forms.ModelChoiceField(
        label=_("Where you live"), queryset=AdminArea.objects.none(), required=False, empty_label=_("Outside the zone")
    )
    agrees = forms.BooleanField(
        label=_("I agree that the federation keeps these data to organise and record my service."),
        error_messages={"required": _("Without your agreement we may not keep your data.")},
    )

    def prepare(self) -> None:
        self.fields["area"].queryset = AdminArea.objects.communities().order_by("parent__code", "code")
        self.keeps("phone", self.user.phone_mask)
        if self.profile:
            self.keeps("id_number", self.profile.id_number_mask)
            del self.fields["agrees"]
        elif not self.is_bound:
            self.initial["name"] = self.user.get_full_name()

    def clean_id_number(self) -> str:
        number = self.cleaned_data["id_number"]
        return parse_resident_id(number).number if number else ""

    def values(self) -> dict[str, Any]:
        """The identity as columns: date of birth and sex are those of the number."""
        data = {name: self.cleaned_data[name] for name in ("name", "area", "phone", "id_number")}
        if data["id_number"]:
            parsed = parse_resident_id(data["id_number"])
            data |= {"birth_date": parsed.birth_date, "sex": parsed.sex}
        return data


class AbilitiesForm(StepForm):
    own = ("skills", "service_fields")

    listed = RowsField(
        label=_("What you can do (optional)"),
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skills = forms.CharField(label=_("Other skills (optional)"), max_length=200, required=False)
    service_fields = forms.MultipleChoiceField(
        label=_("Fields you like to serve in (optional)"),
        choices=ServiceField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        held = self.profile.skill_rows.values("skill") if self.profile else []
        self.fields["listed"].queryset = Skill.objects.filter(Q(is_offered=True) | Q(pk__in=held))
        if self.profile:
            self.initial["listed"] = [row.skill_id for row in self.profile.skill_rows.all()]


class TimesForm(StepForm):
    """21 boxes and more: the template lays them out as a table, day by day."""

    times = forms.MultipleChoiceField(
        label=_("When you usually have time (optional)"),
        choices=[(f"{day.value}-{part.value}", f"{day.label} {part.label}") for day in Weekday for part in DayPart],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self) -> None:
        if self.profile:
            self.initial["times"] = [f"{row.weekday}-{row.part}" for row in self.profile.free_times.all()]

    def chosen(self) -> list[tuple[int, str]]:
        return [(int(value[0]), value[2:]) for value in self.cleaned_data["times"]]

    def rows(self) -> list[dict[str, Any]]:
        """The table: each weekday with its boxes."""
        ticked = set(self["times"].value() or [])
        return [
            {
                "day": day.label,
                "boxes": [
                    {
                        "value": f"{day.value}-{part.value}",
                        "label": part.label,
                        "on": f"{day.value}-{part.value}" in ticked,
                    }
                    for part in DayPart
                ],
            }
            for day in Weekday
        ]


class SafetyForm(StepForm):
    own = ("guardian_name",)

    emergency_contact = forms.CharField(
        label=_("Emergency contact"),
        max_length=100,
        help_text=_("Name and telephone of somebody we call if you have an accident."),
        error_messages={"required": _("Please enter whom we call if you have an accident.")},
    )
    health_limits = forms.CharField(
        label=_("What you should not do for your health (optional)"),
        max_length=300,
        required=False,
        help_text=_("For example: no lifting, no heights. Only the leaders of your shifts may open it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    guardian_name = PersonNameField(
        label=_("Parent or guardian"),
        max_length=60,
        error_messages={"required": _("You are under 18: please enter the name of a parent or guardian.")},
    )
    guardian_phone = forms.CharField(
        label=_("Telephone of the parent or guardian"),
        max_length=30,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        help_text=_("We call there and ask for the consent before your first shift."),
        error_messages={"required": _("You are under 18: please enter the telephone of a parent or guardian.")},
    )

    def prepare(self) -> None:
        if self.profile:
            for name in ("emergency_contact", "health_limits", "guardian_phone"):
                self.keeps(name, getattr(self.profile, f"{name}_mask"))
        if not self.is_minor:
            del self.fields["guardian_name"], self.fields["guardian_phone"]


class DeclareForm(StepForm):
    declares = forms.BooleanField(
        label=_("My data are true and complete. I serve of my own free will and without pay."),
        error_messages={"required": _("Please confirm that your data are true.")},
    )


class QualificationForm(forms.Form):
    kind = forms.ModelChoiceField(
        label=_("Qualification"),
        queryset=QualificationKind.objects.none(),
        empty_label=_("Please choose"),
        error_messages={"required": _("Please choose the qualification.")},
    )
    issued_by = forms.CharField(
        label=pgettext_lazy("qualification", "Issued by"),
        max_length=100,
        error_messages={"required": _("Please enter who issued the paper.")},
    )
    issued_on = forms.DateField(
        label=pgettext_lazy("qualification", "Issued on"),
        widget=DATE,
        validators=[MinValueValidator(date(1940, 1, 1))],
        error_messages={"required": _("Please enter the day on the paper.")},
    )
    valid_until = forms.DateField(
        label=_("Valid until (if the paper says so)"),
        widget=DATE,
        required=False,
        validators=[MaxValueValidator(date(2999, 1, 1))],
    )
    paper = forms.FileField(
        label=_("Photograph of the paper (optional)"),
        required=False,
        help_text=_("JPEG, PNG or PDF, at most 10 MB. Without it, show the paper at the federation."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = QualificationKind.objects.filter(is_offered=True)
        self.helper = PortalFormHelper(self)
