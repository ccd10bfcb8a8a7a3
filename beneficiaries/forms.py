"""What people type on the pages of this app. Meaning is checked by the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import relation_choices
from protection.validators import validate_phone, validate_resident_id


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, reference or whole ID number"),
        min_length=2,
        max_length=60,
        help_text=_("Part of a name, its pinyin or initials are enough. An ID number has to be complete."),
    )


class RelativeForm(forms.Form):
    relation = forms.ChoiceField(label=_("Relation"), choices=relation_choices)
    id_number = forms.CharField(label=_("ID number"), required=False, max_length=30, validators=[validate_resident_id])
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30, validators=[validate_phone])
