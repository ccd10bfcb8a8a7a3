"""Fields that several forms of this app share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.days import validate_plausible_day
from web.forms import PortalFormHelper
from web.money_field import FenField

MOST = 100_000  # units or places; a larger number is a slip of the finger
MOST_YUAN = Decimal("1000000")


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()


def day(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        validators=[validate_plausible_day],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


def moment_field(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        validators=[validate_plausible_day],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def words(label: Any, *, required: bool = True, max_length: int = 300, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Please write it in a few words.")},
        **more,
    )


def count(label: Any, *, required: bool = True, least: int = 0, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required, min_value=least, max_value=MOST, **more)


class YuanField(FenField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_YUAN, **kwargs)
