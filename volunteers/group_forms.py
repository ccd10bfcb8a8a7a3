"""Naming who comes, in a group or at the door: somebody known, or a new name."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from protection.validators import parse_resident_id, validate_mobile
from volunteers.family_forms import NUMBER, TELEPHONE
from volunteers.forms import DATE
from volunteers.forms_of_hours import PlainForm
from volunteers.models import Shift, ShiftRole, Signup, TeamMembership, VolunteerProfile
from volunteers.services.persons import Person


def people_of_team(shift: Shift) -> QuerySet[VolunteerProfile]:
    members = TeamMembership.objects.live().filter(team=shift.activity.team_id).values("person")
    return VolunteerProfile.objects.filter(user__in=members).order_by("name", "pk")


class MemberForm(PlainForm):
    """`known`: whom the reader may choose from. Empty when there is nobody; then only a new name is asked for."""

    known = forms.ModelChoiceField(
        label=_("Somebody of the team or the family"),
        queryset=VolunteerProfile.objects.none(),
        required=False,
        empty_label=_("somebody else, named below"),
    )
    name = forms.CharField(label=_("Name"), max_length=60, required=False, widget=forms.TextInput)
    id_number = forms.CharField(
        label=_("ID number (optional)"),
        max_length=30,
        required=False,
        help_text=_("With it the hours go to the volunteer who is registered already."),
        widget=forms.TextInput(attrs=NUMBER),
    )
    birth_date = forms.DateField(label=_("Date of birth (when there is no ID number)"), required=False, widget=DATE)
    phone = forms.CharField(
        label=_("Mobile phone (optional)"),
        max_length=30,
        required=False,
        validators=[validate_mobile],
        widget=forms.TextInput(attrs=TELEPHONE),
    )

    def __init__(self, *args: Any, known: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].queryset = known
        self.fields["known"].label_from_instance = lambda profile: profile.name

    def clean_id_number(self) -> str:
        number = self.cleaned_data["id_number"]
        return parse_resident_id(number).number if number else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_new = not cleaned.get("known") and "known" not in self.errors
        if is_new and not cleaned.get("name", "").strip():
            self.add_error("name", _("Please choose somebody or enter a name."))
        elif is_new and not cleaned.get("id_number") and not cleaned.get("birth_date"):
            self.add_error(
                "birth_date", _("Please enter the date of birth or the ID number: some tasks have a minimum age.")
            )
        return cleaned

    def person(self) -> Person:
        data = self.cleaned_data
        person = Person(name=data["name"], birth_date=data["birth_date"], phone=data["phone"])
        if not data["id_number"]:
            return person
        parsed = parse_resident_id(data["id_number"])
        return Person(
            name=data["name"],
            phone=data["phone"],
            id_number=parsed.number,
            birth_date=parsed.birth_date,
            sex=parsed.sex,
        )


class WatchForm(PlainForm):
    """For whom of the team a leader wants to hear of a place."""

    person = forms.ModelChoiceField(
        label=_("For whom?"), queryset=VolunteerProfile.objects.none(), empty_label=_("please choose")
    )

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_it = Signup.objects.live().filter(shift=shift).values("volunteer")
        self.fields["person"].queryset = people_of_team(shift).exclude(pk__in=on_it)
        self.fields["person"].label_from_instance = lambda profile: profile.name


class AddPersonForm(MemberForm):
    """A member of the team or anybody else for one task; the reason only counts when the task is full."""

    role = forms.ModelChoiceField(label=_("Task"), queryset=ShiftRole.objects.none(), empty_label=None)
    agrees = forms.BooleanField(
        label=_("Somebody new: this person wants to help, and knows that the federation keeps these data."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why one more than the places (only when the task is full)"), max_length=200, required=False
    )
    field_order = ("role", "known", "name", "id_number", "birth_date", "phone", "agrees", "reason")

    def __init__(self, *args: Any, shift: Shift, **kwargs: Any) -> None:
        super().__init__(*args, known=people_of_team(shift), **kwargs)
        self.fields["role"].queryset = shift.roles.all()
        self.fields["known"].label = _("Who comes?")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "known" not in self.errors and not cleaned.get("known") and not cleaned.get("agrees"):
            self.add_error("agrees", _("Please ask the volunteer first."))
        return cleaned
