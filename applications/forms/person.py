"""Who is helped and where the money goes: the first page of every application."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.capacity import LACKS_CAPACITY
from applications.facts import birth_date_of
from areas.models import AdminArea
from programs.questions import line, person_name, yes_no
from protection.normalising import code_like
from protection.validators import validate_bank_account, validate_phone, validate_resident_id
from web.forms import PortalFormHelper

ADULT = 18
NEEDS_PHONE = _("From 18 years on the pupil is written to: please enter a mobile number.")
NEEDS_GUARDIAN = _("Please enter the ID number of the guardian.")
GUARDIAN = ("guardian_name", "guardian_id_number", "guardian_relation")
PRIVATE = {"data-private": ""}  # never kept in the browser's own store


def id_field(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=_("18 characters, as on the identity card or household register."),
        max_length=30,  # typed with spaces, as people read it aloud
        validators=[validate_resident_id],
        widget=forms.TextInput(attrs={**PRIVATE, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please enter the ID number.")},
    )


def account_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("The number on the bank card or social security card."),
        max_length=30,
        validators=[validate_bank_account],
        widget=forms.TextInput(attrs={**PRIVATE, "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Please enter the account for the payment.")},
    )


def capacity_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("The person is 18 or older, and a court has named a guardian because of missing legal capacity"),
        help_text=_("Usually not the case: whoever is 18 acts alone, and the money goes to the own account."),
        required=False,
    )


class AreaField(forms.ModelChoiceField):
    """Communities and villages, grouped by sub-district."""

    def __init__(self) -> None:
        communities = AdminArea.objects.communities().select_related("parent").order_by("parent__code", "code")
        super().__init__(
            label=_("Community or village"),
            queryset=communities,
            empty_label=_("Please choose"),
            to_field_name="code",
            error_messages={"required": _("Please choose the community.")},
        )
        self.choices = self._grouped

    def _grouped(self) -> Iterable[Any]:
        yield ("", self.empty_label)
        for parent, areas in groupby(self.queryset.all(), key=lambda area: area.parent):
            yield (str(parent), [(area.code, str(area)) for area in areas])


class PersonForm(forms.Form):
    """An adult who applies."""

    legend = _("The person")

    name = person_name(_("Name"))
    id_number = id_field(_("ID number"))
    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("For messages about this application."),
        max_length=20,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Please enter a mobile number.")},
    )
    address = line(_("Where the person lives"), help_text=_("Street, building and door."), max_length=200)
    hukou_in_zone = yes_no(_("Is the household register in the High-tech Zone?"))
    bank_account = account_field(_("Bank account of the person"))
    bank_name = line(_("Bank"), max_length=60)

    field_order = ("name", "id_number", "phone", "area", "address", "hukou_in_zone", "bank_account", "bank_name")

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["area"] = AreaField()
        self.order_fields(self.field_order)
        self.helper = PortalFormHelper()

    def clean_area(self) -> str:
        """The code, because a draft is stored as JSON."""
        return self.cleaned_data["area"].code

    def clean_id_number(self) -> str:
        return self._born(self.cleaned_data["id_number"])

    def clean_guardian_id_number(self) -> str:
        """Somebody else, and grown up (民法典 27, 28)."""
        number: str = self._born(self.cleaned_data["guardian_id_number"])
        if number and code_like(number) == code_like(str(self.data.get(self.add_prefix("id_number"), ""))):
            raise forms.ValidationError(_("This is the number of the person above. Enter the number of the guardian."))
        if is_minor(number, self.on):
            raise forms.ValidationError(_("A guardian is at least 18 years old. Compare the number with the card."))
        return number

    def _born(self, number: str) -> str:
        born = birth_date_of(number)
        if born and self.on and born > self.on:
            raise forms.ValidationError(_("The date of birth in this number lies in the future."))
        return number


class PersonOrWardForm(PersonForm):
    """Mostly an adult. A guardian signs and is paid for a minor, and for an adult who lacks legal capacity."""

    RELATIONS = (
        ("", _("Not needed: an adult")),
        ("parent", _("Parent")),
        ("grandparent", _("Grandparent")),
        ("other_guardian", _("Other guardian")),
    )

    guardian_name = person_name(
        _("Name of the guardian"), required=False, help_text=_("Only for somebody who cannot act alone.")
    )
    guardian_id_number = id_field(_("ID number of the guardian"), required=False)
    guardian_relation = forms.ChoiceField(label=_("The guardian is"), choices=RELATIONS, required=False)
    lacks_capacity = capacity_field()
    bank_account = account_field(_("Bank account of the person, or of the guardian who acts for the person"))

    field_order = (
        *PersonForm.field_order[:-2],
        LACKS_CAPACITY,
        "guardian_name",
        "guardian_id_number",
        "guardian_relation",
        "bank_account",
        "bank_name",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = [name for name in GUARDIAN if cleaned.get(name)]
        if is_minor(cleaned.get("id_number", ""), self.on) or cleaned.get(LACKS_CAPACITY):
            for name in GUARDIAN:
                if name not in given and name not in self.errors:
                    self.add_error(name, _("A minor needs a guardian: please fill in all three."))
        elif given and "id_number" not in self.errors:
            self.add_error(given[0], _("An adult acts alone and is paid in person. Leave the guardian empty."))
        return cleaned


class RecipientForm(PersonForm):
    """Somebody who receives a thing: no account is asked for, because nothing is paid (PIPL 6)."""

    bank_account = None
    bank_name = None


class RecipientOrWardForm(PersonOrWardForm):
    """The same, where the recipient may be a minor."""

    bank_account = None
    bank_name = None


def is_minor(id_number: str, on: date | None) -> bool:
    """By the birthday in the ID number; below 18 years (民法典 17). False while the number or the day is not known."""
    born = birth_date_of(id_number)
    if born is None or on is None:
        return False
    return (on.year, on.month, on.day) < (born.year + ADULT, born.month, born.day)


class PupilForm(PersonForm):
    """A minor, whose guardian is paid and named on a later page; from 18 years on the pupil acts and is paid alone."""

    legend = _("The child")

    name = person_name(_("Name of the child"))
    id_number = id_field(_("ID number of the child"))
    phone = forms.CharField(
        label=_("Mobile number of the pupil"),
        help_text=_("Only from 18 years on; for messages about this application."),
        required=False,
        max_length=20,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    guardian_id_number = id_field(_("ID number of the guardian"), required=False)
    lacks_capacity = capacity_field()
    bank_account = account_field(_("Bank account of the guardian; from 18 years on, of the pupil"))

    field_order = (
        "name",
        "id_number",
        "area",
        "address",
        "hukou_in_zone",
        "guardian_id_number",
        "phone",
        LACKS_CAPACITY,
        "bank_account",
        "bank_name",
    )

    def clean_guardian_id_number(self) -> str:
        return super().clean_guardian_id_number() if self.cleaned_data["guardian_id_number"] else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        alone = self._is_adult(cleaned) and not cleaned.get(LACKS_CAPACITY)
        needed, message = ("phone", NEEDS_PHONE) if alone else ("guardian_id_number", NEEDS_GUARDIAN)
        if not cleaned.get(needed) and needed not in self.errors and "id_number" not in self.errors:
            self.add_error(needed, message)
        cleaned["guardian_id_number" if alone else "phone"] = ""
        if not self._is_adult(cleaned):
            cleaned[LACKS_CAPACITY] = False
        return cleaned

    def _is_adult(self, cleaned: dict[str, Any]) -> bool:
        born = birth_date_of(cleaned.get("id_number", ""))
        return born is not None and self.on is not None and not is_minor(cleaned["id_number"], self.on)


class ConsentsForm(forms.Form):
    """One box per consent, each with its own words (PIPL 14, 29). `needs` are programs.scheme.ConsentNeed."""

    def __init__(self, *args: Any, needs: Iterable[Any], texts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for need in needs:
            self.fields[need.purpose] = forms.BooleanField(
                label=texts[need.purpose].text,
                help_text=need.why,
                required=need.required,
                error_messages={"required": _("Without this consent the application cannot be handled.")},
            )
        self.helper = PortalFormHelper()
