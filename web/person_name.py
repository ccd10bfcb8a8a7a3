"""Names of people as they are typed, pasted from a chat, or spoken into a telephone."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_IN_NAMES = {"Cc", "Cs", "Co", "Cn", "So", "Sk", "Sm"}  # control characters, emoji, signs of mathematics


class PersonNameField(forms.CharField):
    """Without the invisible characters that come along when a name is pasted: with them nobody would find it again."""

    default_error_messages = {"invalid": _("Please write the name as it is on the identity card.")}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())

    def validate(self, value: str) -> None:
        super().validate(value)
        kinds = {unicodedata.category(character) for character in value}
        has_letter = any(kind.startswith("L") for kind in kinds)
        if value and (not has_letter or kinds & NOT_IN_NAMES):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
