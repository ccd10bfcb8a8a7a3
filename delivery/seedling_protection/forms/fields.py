"""Fields that several forms of this app share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from web.days import validate_plausible_day
from web.forms import PortalFormHelper
from web.money_field import FenField

MOST, MOST_MINUTES = 20_000, 600  # a larger number is a slip of the finger
MOST_YUAN = Decimal("10000000")
NO_PUPILS = _("Only the class, never the name of a pupil.")


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        validators=[validate_plausible_day],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


def moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        validators=[validate_plausible_day],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def line(label: Any, *, most: int = 40, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, **more)


def count(label: Any, *, required: bool = True, least: int = 0, most: int = MOST, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=least, max_value=most, **more)


def class_name() -> forms.CharField:
    return line(pgettext_lazy("school", "Class"), most=20, help_text=NO_PUPILS)


class YuanField(FenField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_YUAN, **kwargs)


class ClassesField(forms.CharField):
    """One class per line with its number behind it; a dictionary in `cleaned_data`."""

    widget = forms.Textarea(attrs={"rows": 8})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4_000, **kwargs)

    def clean(self, value: Any) -> Any:
        found: dict[str, int] = {}
        for text in super().clean(value).splitlines():
            name, _blank, number = text.replace("\u3000", " ").strip().rpartition(" ")
            name = name.strip()
            if not text.strip():
                continue
            if not (number.isascii() and number.isdigit() and 0 < int(number[:6]) <= MOST and 0 < len(name) <= 20):
                raise forms.ValidationError(_("Write a class and a number in each line, for instance: Class 3-1 40"))
            if name in found:
                raise forms.ValidationError(_("%(class)s stands there twice.") % {"class": name})
            found[name] = int(number)
        return found
