"""Shapes of what family and leaders enter about volunteers without an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protection.validators import parse_resident_id, validate_mobile, validate_phone
from volunteers.choices import Agreement, Relation
from volunteers.forms_of_hours import PlainForm
from volunteers.models import VolunteerTeam
from volunteers.services.persons import Person
from web.person_name import PersonNameField

TELEPHONE = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
NUMBER = {"autocomplete": "off", "autocapitalize": "characters"}


class FamilyForm(PlainForm):
    name = PersonNameField(
        label=_("Name of the volunteer"),
        max_length=60,
        help_text=_("As on the ID card."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    id_number = forms.CharField(
        label=_("ID number of the volunteer"),
        max_length=30,
        help_text=_("It tells who it is, so that nobody is registered twice. It is kept sealed."),
        widget=forms.TextInput(attrs=NUMBER),
    )
    relation = forms.ChoiceField(label=_("You are"), choices=Relation.choices)
    contact_phone = forms.CharField(
        label=_("Your telephone"),
        max_length=30,
        validators=[validate_phone],
        help_text=_("We call you when something happens."),
        widget=forms.TextInput(attrs=TELEPHONE),
    )
    phone = forms.CharField(
        label=_("Mobile phone of the volunteer (optional)"),
        max_length=30,
        required=False,
        validators=[validate_mobile],
        help_text=_("For reminders by SMS. Leave it empty when there is none."),
        widget=forms.TextInput(attrs=TELEPHONE),
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=VolunteerTeam.objects.none(),
        help_text=_("A leader of this team asks the volunteer, or takes the signed paper."),
    )
    agrees = forms.BooleanField(
        label=_("The volunteer wants to help, and knows that I enter these data for the federation to keep."),
        error_messages={"required": _("Please ask the volunteer first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = VolunteerTeam.objects.active().order_by("name_zh")

    def clean_id_number(self) -> str:
        return parse_resident_id(self.cleaned_data["id_number"]).number

    def person(self, contact_name: str) -> Person:
        """As it was entered; `contact_name` is who enters it."""
        data = self.cleaned_data
        parsed = parse_resident_id(data["id_number"])
        return Person(
            name=data["name"],
            id_number=parsed.number,
            birth_date=parsed.birth_date,
            sex=parsed.sex,
            phone=data["phone"],
            contact_name=contact_name,
            contact_phone=data["contact_phone"],
        )


class AtDeskForm(PlainForm):
    agreement = forms.ChoiceField(
        label=_("How did the volunteer agree?"),
        choices=[one for one in Agreement.choices if one[0] != Agreement.ACCOUNT],
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("Where the signed paper is kept (only for a paper)"), max_length=200, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("agreement") == Agreement.PAPER and not cleaned.get("evidence", "").strip():
            self.add_error("evidence", _("Please write where the signed paper is kept."))
        return cleaned
