"""What people type on the pages of this app. Meaning is checked by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import relation_choices
from beneficiaries.models import DuplicatePair, Person
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


class DecisionForm(forms.Form):
    """About two records that resemble each other. Which record is kept matters for a merge only."""

    keep = forms.ChoiceField(
        label=_("Record to keep when they are one person"), widget=forms.RadioSelect, required=False
    )
    note = forms.CharField(
        label=_("Why"),
        min_length=2,
        max_length=300,
        help_text=_("For instance: compared both identity cards at the counter."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words why.")},
    )

    def __init__(self, *args: Any, pair: DuplicatePair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair, self.fields["keep"].initial = pair, pair.proposed.reference
        self.fields["keep"].choices = [(p.reference, f"{p.reference} {p.name}") for p in (pair.first, pair.second)]

    @property
    def kept(self) -> Person:
        """The chosen record; the proposed one when none was chosen."""
        chosen = self.cleaned_data.get("keep") or self.pair.proposed.reference
        return self.pair.first if self.pair.first.reference == chosen else self.pair.second
