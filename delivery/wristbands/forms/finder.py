"""What a finder may leave. Everything is optional; one of the fields is enough."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from delivery.wristbands.services.finding import MOST_WORDS, Position
from protection.validators import validate_phone


class CallForm(forms.Form):
    phone = forms.CharField(
        label=_("Your telephone, so that the family calls you"),
        required=False,
        max_length=20,
        validators=[validate_phone],
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    words = forms.CharField(
        label=_("A few words, if you like"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 2}),
    )

    def given(self) -> dict[str, Any]:
        return {"phone": self.cleaned_data["phone"], "words": self.cleaned_data["words"]}


class MeasuredField(forms.DecimalField):
    """What the telephone says of its position. The finder cannot see it nor put it right: nonsense counts as nothing,
    and his words arrive."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            return None


class PlaceForm(forms.Form):
    words = forms.CharField(
        label=_("Where are you? A street, a shop, a bus stop"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 2}),
    )
    latitude = MeasuredField(required=False, min_value=-90, max_value=90, max_digits=20)
    longitude = MeasuredField(required=False, min_value=-180, max_value=180, max_digits=20)
    accuracy = MeasuredField(required=False, min_value=0, max_value=100_000, max_digits=20)

    def given(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"], "position": self._position()}

    def _position(self) -> Position | None:
        values: dict[str, Decimal | None] = self.cleaned_data
        latitude, longitude = values.get("latitude"), values.get("longitude")
        if latitude is None or longitude is None:
            return None
        return Position(latitude, longitude, int(values.get("accuracy") or 0))
