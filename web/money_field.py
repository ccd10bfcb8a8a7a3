"""Yuan as people type and paste them: 86400, 86,400.00, ￥86400, ８６４００元 or 8.64万."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

AROUND = re.compile(r"^[¥\s]+|[元\s]+$")
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")
NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")


class YuanField(forms.DecimalField):
    """An amount in yuan, a Decimal with at most two places.

    A text input, because browsers empty a number input without a word when "86,400" is pasted into it.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Please write the amount in digits, for instance 86400.00."),
        "min_value": _("The amount must be %(limit_value)s yuan or more."),
        "max_value": _("The amount must be %(limit_value)s yuan or less."),
        "max_digits": _("This amount is too large. Please check the number of digits."),
        "max_whole_digits": _("This amount is too large. Please check the number of digits."),
        "max_decimal_places": _("Please write at most two decimals (fen)."),
    }

    def __init__(self, *, max_digits: int = 12, decimal_places: int = 2, **kwargs: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(self._plain(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def _plain(self, text: str) -> str:
        """The digits alone. What is no plain number (1e5, Infinity, 1,2) stays as it is typed and is refused."""
        plain = AROUND.sub("", unicodedata.normalize("NFKC", text))
        plain, in_tens_of_thousands = plain.removesuffix("万").rstrip(), plain.endswith("万")
        if GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        if (plain or in_tens_of_thousands) and not NUMBER.fullmatch(plain):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return f"{Decimal(plain) * 10_000:f}" if in_tens_of_thousands else plain


class FenField(YuanField):
    """Yuan on the page, whole fen in `cleaned_data`; first values come in fen."""

    def clean(self, value: Any) -> Any:
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value) / 100 if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
