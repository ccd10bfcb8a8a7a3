"""What people type on the pages of this app. Meaning is checked by the services."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from areas.models import AdminArea
from beneficiaries.choices import id_type_choices, relation_choices, sex_choices
from beneficiaries.doorstep import Newcomer
from beneficiaries.income_kinds import income_kind_choices, proof_choices, property_kind_choices
from beneficiaries.models import Document, DuplicatePair, HouseholdMember, Person
from beneficiaries.standings import away_choices, support_choices
from funds.money import fen
from protection.validators import validate_phone, validate_resident_id
from web.money_field import YuanField
from web.person_name import PersonNameField


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, reference or whole ID number"),
        min_length=2,
        max_length=60,
        help_text=_("Part of a name, its pinyin or initials are enough. An ID number has to be complete."),
        error_messages={"min_length": _("Type at least two characters, so that not everybody is listed.")},
    )


class RelativeForm(forms.Form):
    relation = forms.ChoiceField(label=_("Relation"), choices=relation_choices)
    id_number = forms.CharField(label=_("ID number"), required=False, max_length=30, validators=[validate_resident_id])
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30, validators=[validate_phone])


class NewcomerForm(forms.Form):
    """Somebody who is not registered yet. `because` is asked once people like him were shown."""

    name = PersonNameField(label=_("Name"), max_length=60, help_text=_("As it is on the document."))
    id_type = forms.ChoiceField(label=_("Kind of document"), choices=id_type_choices, initial="resident_id")
    id_number = forms.CharField(label=_("Number of the document"), required=False, max_length=30)
    sex = forms.ChoiceField(label=_("Sex"), choices=[], required=False, help_text=_("A resident ID tells it."))
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("A resident ID tells it."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30, validators=[validate_phone])
    area = forms.ModelChoiceField(
        label=_("Community or village"), queryset=AdminArea.objects.none(), to_field_name="code"
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    because = forms.CharField(
        label=_("It is somebody else, because"),
        required=False,
        max_length=300,
        help_text=_("For instance: father and son with one telephone; both cards seen at the counter."),
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, areas: QuerySet[AdminArea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sex"].choices = [("", _("not stated")), *sex_choices()]
        self.fields["area"].queryset = areas
        private = {"autocomplete": "off", "spellcheck": "false"}
        for name in ("id_number", "phone", "address"):
            self.fields[name].widget.attrs |= private

    @property
    def newcomer(self) -> Newcomer:
        data = self.cleaned_data
        return Newcomer(
            **{name: data[name] for name in ("name", "id_type", "sex", "birth_date", "phone", "address")},
            id_number="" if data["id_type"] == "none" else data["id_number"],
        )


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


class MonthField(forms.DateField):
    """A month as 2023-09; any day of it does as well. The value is its first day."""

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m", "%Y/%m", "%Y.%m", "%Y年%m月", "%Y-%m-%d"]
        widget = forms.TextInput({"placeholder": "2023-09", "inputmode": "numeric"})
        super().__init__(input_formats=formats, widget=widget, **kwargs)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        return day.replace(day=1) if day else None


def _yuan(label: Any, help_text: Any = "") -> YuanField:
    return YuanField(label=label, help_text=help_text, min_value=0)


class DeclarationForm(forms.Form):
    """What both kinds of declaration ask. Only papers of this person can prove it."""

    proof = forms.ChoiceField(label=_("Known by"), choices=proof_choices)
    document = forms.ModelChoiceField(label=_("Paper"), queryset=Document.objects.none(), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers: Any = self.fields["document"]
        papers.queryset = Document.objects.filter(person__in=Person.objects.same_as(person)).order_by("-uploaded_at")
        papers.label_from_instance = lambda paper: f"{paper.kind_label} {paper.uploaded_at:%Y-%m-%d}"


class IncomeForm(DeclarationForm):
    kind = forms.ChoiceField(label=_("Kind of income"), choices=income_kind_choices)
    amount = _yuan(_("Amount of all these months together (yuan)"), _("No income of this kind: 0."))
    first_month = MonthField(label=_("First month"))
    last_month = MonthField(label=_("Last month"))
    field_order = ("kind", "amount", "first_month", "last_month", "proof", "document")

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        amount: Decimal = data.pop("amount")
        return {**data, "amount_fen": fen(amount)}


class PropertyForm(DeclarationForm):
    kind = forms.ChoiceField(label=_("Kind of property"), choices=property_kind_choices)
    value = _yuan(_("Value (yuan)"))
    as_of = forms.DateField(label=_("On which day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    field_order = ("kind", "value", "as_of", "proof", "document")

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        value: Decimal = data.pop("value")
        return {**data, "value_fen": fen(value)}


class StandingForm(forms.Form):
    support = forms.ChoiceField(label=_("Why an adult counts as a member"), choices=support_choices, required=False)
    away = forms.ChoiceField(label=_("Where this person is"), choices=away_choices, required=False)
    away_since = forms.DateField(
        label=_("Away since"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class RelationsForm(forms.Form):
    """One choice per member: what he is to the head after the change. The new head needs none."""

    def __init__(
        self, *args: Any, members: Collection[HouseholdMember], proposals: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        choices = [(code, label) for code, label in relation_choices() if code != "self"]
        for member in members:
            label = _("%(name)s is to the head") % {"name": member.person.name}
            field = forms.ChoiceField(label=label, choices=choices, initial=proposals[member.pk])
            self.fields[f"relation_{member.pk}"] = field

    @property
    def relations(self) -> dict[int, str]:
        return {member.pk: self.cleaned_data[f"relation_{member.pk}"] for member in self.members}
