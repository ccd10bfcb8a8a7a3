"""Questions as form fields, in the shape that rules read: yes/no/not known, money in yuan, days, lists of numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.history import normal
from protection.validators import validate_phone
from web.forms import PortalFormHelper
from web.money_field import YuanField
from web.person_name import PersonNameField

Text = str | Promise


class QuestionForm(forms.Form):
    """One page of questions. The page draws the form tag, the hidden fields and the buttons around it."""

    legend: Text = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        """All questions in one group, in the order of the class; a page that needs rows overrides it."""
        return Layout(Fieldset(self.legend, *self.fields)) if self.legend else Layout(*self.fields)


@dataclass(frozen=True)
class Brief:
    """A question of the screener that stands for several of the application: what was left to pay after all insurance
    instead of a bill and five refunds. `facts` turns its answer into theirs."""

    name: str
    field: forms.Field
    stands_for: tuple[str, ...]
    facts: Callable[[Any], dict[str, Any]]


class NumbersField(forms.CharField):
    """A list of numbers, one per line; cleaned to a tuple without blanks, in capitals."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> tuple[str, ...]:
        lines: Iterable[Any] = value if isinstance(value, list | tuple) else str(value or "").splitlines()
        return tuple(normal(str(line)) for line in lines if str(line).strip())

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def validate(self, value: tuple[str, ...]) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(set(value)) < len(value):
            raise ValidationError(_("The same number stands in the list twice."), code="twice")

    def run_validators(self, value: tuple[str, ...]) -> None:
        """The length limit of a text does not fit a list."""


class YesNoField(forms.TypedChoiceField):
    """True, False, or None when it may stay open and was left open; stored JSON truth values are read back."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("yes", _("Yes")), ("no", _("No"))]
        super().__init__(choices=choices, coerce="yes".__eq__, empty_value=None, widget=forms.RadioSelect, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(self.prepare_value(value))

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def yes_no(label: Text, *, help_text: Text = "", required: bool = True) -> YesNoField:
    return YesNoField(
        label=label,
        help_text=help_text,
        required=required,
        error_messages={"required": _("Please choose yes or no.")},
    )


def choice(label: Text, choices: Any, *, help_text: Text = "", required: bool = True) -> forms.TypedChoiceField:
    """A code out of a short list, as radio buttons; None when left open."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        required=required,
        choices=choices,
        coerce=str,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )


def pick(label: Text, choices: Any, *, help_text: Text = "", required: bool = True) -> forms.TypedChoiceField:
    """A code out of a long list, as a drop-down; None when left open."""
    field = choice(label, choices, help_text=help_text, required=required)
    field.widget = forms.Select()
    field.choices = [("", _("Please choose")), *choices]
    return field


def money(label: Text, *, help_text: Text = "", required: bool = True) -> YuanField:
    """Yuan with two decimals."""
    return YuanField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=0,
        error_messages={"required": _("Please fill in the amount in yuan, 0 if there is none.")},
    )


def day(label: Text, *, help_text: Text = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day.")},
    )


def line(label: Text, *, help_text: Text = "", required: bool = True, max_length: int = 100) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=max_length,
        error_messages={"required": _("Please fill this in.")},
    )


def person_name(label: Text, *, help_text: Text = "", required: bool = True, max_length: int = 60) -> PersonNameField:
    return PersonNameField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=max_length,
        error_messages={"required": _("Please fill this in.")},
    )


def story(label: Text, *, help_text: Text = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Please describe it in a few sentences.")},
    )


def whole(label: Text, *, help_text: Text = "", required: bool = True, least: int = 0, most: int = 999) -> Any:
    """A whole number: persons, months, a year."""
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=least,
        max_value=most,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"required": _("Please fill in a number.")},
    )


def phone(label: Text, *, help_text: Text = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=20,
        validators=[validate_phone],
        widget=forms.TextInput({"type": "tel"}),
        error_messages={"required": _("Please enter a phone number.")},
    )
